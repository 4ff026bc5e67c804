package io.sluice.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From a CSV file of events to a model, its backtest and what it generates. */
final class EventCommandsTest {
  private static final long BEGIN = 1_700_000_000;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private void configure(String events) throws IOException {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          home:
            source: { topic: t, key: home, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 1m }
            events: %s
            model: m.onnx
        """
            .formatted(events));
  }

  private void write(List<String> rows) throws IOException {
    Files.writeString(dir.resolve("h.csv"), "home,ts,sensor\n" + String.join("\n", rows) + "\n");
  }

  private int sluice(String command, String... options) {
    List<String> all = new ArrayList<>(List.of(command, "-c", dir.resolve("sluice.yaml") + ""));
    all.addAll(List.of("--pipeline", "home", "--csv", dir.resolve("h.csv") + ""));
    all.addAll(List.of(options));
    CommandLine line = Sluice.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }

  private int train() {
    return sluice("train", "--no-network", "--out", dir.resolve("m.onnx") + "");
  }

  private int backtest(String... options) {
    List<String> all = new ArrayList<>(List.of("--out", dir.resolve("out") + ""));
    all.addAll(List.of(options));
    return sluice("backtest", all.toArray(String[]::new));
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
  }

  /** Homes with a night of two hours after each ten events. */
  private static List<String> nights(int homes, int each) {
    Random random = new Random(3);
    List<String> rows = new ArrayList<>();
    for (int home = 0; home < homes; home++) {
      long time = BEGIN;
      for (int i = 0; i < each; i++) {
        time += i % 10 == 0 ? 7_200 : 20 + random.nextInt(40);
        rows.add("h" + home + "," + time + "," + List.of("hall", "bath", "bed").get(i % 3));
      }
    }
    return rows;
  }

  @Test
  void sessionsOfOneEndlessKey_areHeldOutAsItsLastEvents() throws IOException {
    configure("{ token: sensor, session: { gap: 10m } }");
    write(nights(1, 400));
    assertThat(train()).as(err.toString()).isZero();
    assertThat(backtest()).as(err.toString()).isZero();
    assertThat(out.toString()).containsPattern("model +(8\\d|9\\d) ").doesNotContain("NaN");
    assertThat(metrics().at("/model/bits").doubleValue()).isBetween(0.0, 1.5);
  }

  @Test
  void sharesThatHoldNothingOut_areRefused() throws IOException {
    configure("{ token: sensor }");
    write(nights(1, 400));
    assertThat(train()).as(err.toString()).isZero();
    assertThat(backtest("--held-out", "0.0001")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing is held out: --held-out 1.0E-4 of 400 events");
  }
}
