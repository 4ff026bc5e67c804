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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    write(nights(24, 30));
    assertThat(train()).as(err.toString()).isZero();
    assertThat(backtest("--held-out", "0.01")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing is held out: --held-out 0.01 of 24 keys");
  }

  @Test
  void keysThatAreJustEnoughForCases_areCasesOnlyOnce() throws IOException {
    configure("{ token: sensor }");
    write(nights(24, 30));
    assertThat(train()).as(err.toString()).isZero();
    assertThat(out.toString()).contains("a session per key");
    assertThat(backtest()).as(err.toString()).isZero();
    // Five whole keys of 30 events, and their ends.
    assertThat(out.toString()).containsPattern("model +155 ");
  }

  @Test
  void gapsOfEndlessKeys_areEndsForTheModelAndTheBaselines() throws IOException {
    configure("{ token: sensor, session: { gap: 10m } }");
    write(nights(1, 400));
    assertThat(train()).as(err.toString()).isZero();
    assertThat(backtest()).as(err.toString()).isZero();
    // Eighty events with eight nights before them.
    assertThat(out.toString())
        .containsPattern("static-kn-2 +88 ")
        .containsPattern("online-kn-5 +88 ")
        .containsPattern("model +88 ");
  }

  /** Machines that open, run one to three times and close, and open again at once. */
  private static List<String> machines(int machines, int rounds) {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int machine = 0; machine < machines; machine++) {
      long time = BEGIN;
      for (int i = 0; i < rounds; i++) {
        List<String> round = new ArrayList<>(List.of("open", "run", "run", "run"));
        round = round.subList(0, 2 + random.nextInt(3));
        round.add("close");
        for (String token : round) {
          time += 30 + random.nextInt(10);
          rows.add("m" + machine + "," + time + "," + token);
        }
      }
    }
    return rows;
  }

  private double bits(String events) throws IOException {
    configure(events);
    assertThat(train()).as(err.toString()).isZero();
    assertThat(backtest()).as(err.toString()).isZero();
    return metrics().at("/model/bits").doubleValue();
  }

  @Test
  void endTokens_doNotMakeWhatFollowsASurprise() throws IOException {
    write(machines(3, 80));
    double without = bits("{ token: sensor }");
    double with = bits("{ token: sensor, session: { end: [close] } }");
    assertThat(with).isLessThan(without + 0.02);
    assertThat(out.toString()).doesNotContain("<eos>");
  }

  @Test
  void generatedStretches_endWithATokenThatEndsSessions() throws IOException {
    write(machines(1, 80));
    configure("{ token: sensor, session: { end: [close] } }");
    assertThat(train()).as(err.toString()).isZero();
    assertThat(sluice("generate", "--out", dir.resolve("gen") + "", "--paths", "20")).isZero();
    List<String> stretches =
        out.toString().lines().filter(line -> line.matches("\\d+\t.*")).toList();
    for (int i = 1; i <= 20; i++) {
      String number = i + "\t";
      List<String> tokens =
          stretches.stream().filter(line -> line.startsWith(number)).map(this::token).toList();
      assertThat(tokens).filteredOn("close"::equals).hasSizeLessThanOrEqualTo(1);
      assertThat(tokens).isNotEmpty().last().isEqualTo("close");
    }
  }

  @Test
  void generatedStretches_areWrittenAsTheTableAndATimeline() throws IOException {
    write(machines(2, 40));
    configure("{ token: sensor }");
    assertThat(train()).as(err.toString()).isZero();
    String directory = dir.resolve("gen") + "";
    int rc = sluice("generate", "--out", directory, "--series", "m1", "--days", "0.01");
    assertThat(rc).as(err.toString()).isZero();
    String table = out.toString().substring(out.toString().indexOf("stretch\t"));
    assertThat(Files.readString(dir.resolve("gen/paths.csv"))).isEqualTo(table.replace('\t', ','));
    assertThat(table.lines().count()).isGreaterThan(3);
    assertThat(Files.readString(dir.resolve("gen/paths.html")))
        .contains("<h1>m1</h1>", "<td>open</td>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "0", "-1", "Infinity"})
  void stretchesOfNoLength_areRefused(String days) throws IOException {
    write(machines(1, 20));
    configure("{ token: sensor }");
    assertThat(train()).as(err.toString()).isZero();
    assertThat(sluice("generate", "--out", dir.resolve("gen") + "", "--days", days)).isEqualTo(2);
    assertThat(err.toString()).contains("--days must be above 0 and at most 3660, is ");
  }

  @Test
  void tooFewEvents_areCountedInTheMessage() throws IOException {
    write(nights(1, 20));
    configure("{ token: sensor }");
    assertThat(train()).isEqualTo(2);
    assertThat(err.toString())
        .contains("there are 20 events, of which 16 are left to learn from (--held-out 0.2")
        .contains("; 20 are needed");
  }

  private String token(String line) {
    return line.substring(line.lastIndexOf('\t') + 1);
  }
}
