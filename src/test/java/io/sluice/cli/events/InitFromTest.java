package io.sluice.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Training that goes on from another home's model. */
final class InitFromTest {
  private static final String CONFIG =
      """
      pipelines:
        home:
          source: { topic: t, key: home, timestamp: { field: ts, format: epoch-seconds } }
          window: { size: 1m }
          events: { token: sensor }
          model: m.onnx
        climate:
          source: { topic: c, key: home, timestamp: { field: ts, format: epoch-seconds } }
          window: { size: 1m }
          targets: { t: { field: t, aggregate: mean } }
          model: c.onnx
      """;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void otherHome() throws IOException {
    Files.writeString(dir.resolve("sluice.yaml"), CONFIG);
    write("theirs.csv", 900, 1, List.of("hall", "bath", "bed", "kitchen", "door"));
    write("own.csv", 80, 2, List.of("hall", "bath", "bed", "kitchen", "door"));
    assertThat(train("theirs.csv", "theirs.onnx", "--no-network")).as(err.toString()).isZero();
  }

  /** A walk through rooms, from which one in seven goes elsewhere. */
  private void write(String file, int events, long seed, List<String> rooms) throws IOException {
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>(List.of("home,ts,sensor"));
    long time = 1_700_000_000;
    int at = 0;
    for (int i = 0; i < events; i++) {
      time += 30 + random.nextInt(300);
      at = random.nextInt(7) == 0 ? random.nextInt(rooms.size()) : (at + 1) % rooms.size();
      rows.add("h," + time + "," + rooms.get(at));
    }
    Files.write(dir.resolve(file), rows);
  }

  private int sluice(String command, String csv, String... options) {
    List<String> all = new ArrayList<>(List.of(command, "-c", dir.resolve("sluice.yaml") + ""));
    all.addAll(List.of("--csv", dir.resolve(csv) + "", "--held-out", "0.5"));
    all.addAll(List.of(options));
    if (!all.contains("--pipeline")) {
      all.addAll(List.of("--pipeline", "home"));
    }
    CommandLine line = Sluice.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }

  private int train(String csv, String model, String... options) {
    List<String> all = new ArrayList<>(List.of("--out", dir.resolve(model) + ""));
    all.addAll(List.of(options));
    return sluice("train", csv, all.toArray(String[]::new));
  }

  private String theirs() {
    return dir.resolve("theirs.onnx").toString();
  }

  private double bits(String csv, String model) throws IOException {
    String to = dir.resolve("out") + "";
    assertThat(sluice("backtest", csv, "--model", dir.resolve(model) + "", "--out", to))
        .as(err.toString())
        .isZero();
    return new ObjectMapper()
        .readTree(dir.resolve("out/metrics.json").toFile())
        .at("/model/bits")
        .doubleValue();
  }

  @Test
  void aNewHome_isBetterKnownAfterAnother() throws IOException {
    assertThat(train("own.csv", "alone.onnx", "--no-network")).as(err.toString()).isZero();
    assertThat(train("own.csv", "after.onnx", "--no-network", "--init-from", theirs()))
        .as(err.toString())
        .isZero();
    assertThat(err.toString()).contains("goes on from theirs", "which knows 5 of 5 tokens");
    assertThat(bits("own.csv", "after.onnx")).isLessThan(bits("own.csv", "alone.onnx") - 0.05);
  }

  @Test
  void otherNames_areToldByAFile_andNeeded() throws IOException {
    write("own.csv", 80, 2, List.of("Diele", "Bad", "Bett", "Herd", "Tür"));
    assertThat(train("own.csv", "m.onnx", "--no-network", "--init-from", theirs())).isEqualTo(2);
    assertThat(err.toString())
        .contains("knows none of the 5 tokens of this history: name them with --init-names");
    Path names = dir.resolve("names.csv");
    Files.writeString(names, "own,theirs\nDiele,hall\nBad,bath\nBett,bed\n");
    String given = names.toString();
    assertThat(
            train(
                "own.csv",
                "m.onnx",
                "--no-network",
                "--init-from",
                theirs(),
                "--init-names",
                given))
        .as(err.toString())
        .isZero();
    assertThat(err.toString()).contains("which knows 3 of 5 tokens");
    Files.writeString(names, "own,theirs\nDiele,attic\n");
    assertThat(train("own.csv", "m.onnx", "--init-from", theirs(), "--init-names", given))
        .isEqualTo(1);
    assertThat(err.toString()).contains("names.csv:2: the other model does not know 'attic'");
  }

  @Test
  void whatCannotBeGoneOnFrom_isRefused() {
    assertThat(train("own.csv", "m.onnx", "--init-names", "names.csv")).isEqualTo(2);
    assertThat(err.toString()).contains("--init-names goes with --init-from");
    assertThat(train("own.csv", "m.onnx", "--tokens", "characters", "--init-from", theirs()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--init-from: it knows whole tokens, not characters");
    assertThat(train("own.csv", "m.onnx", "--init-from", dir.resolve("none.onnx") + ""))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--init-from: ").contains("none.onnx");
    assertThat(train("own.csv", "m.onnx", "--pipeline", "climate", "--init-from", theirs()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--init-from and --init-names are for pipelines of events");
    assertThat(dir.resolve("m.onnx")).doesNotExist();
  }

  @Test
  void anotherShapeThanItsNetworkHas_isRefused() {
    String network = Path.of("models/home-events.onnx").toString();
    assertThat(train("own.csv", "m.onnx", "--init-from", network, "--hidden", "8")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--init-from: its network has --cell gru --layers 1 --hidden 48")
        .contains("--embedding learned --embedding-width 16, and keeps that");
  }
}
