package io.sluice.cli.detect;

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

/** From cases to a model that knows what is usual, and to what it would have told of others. */
class DetectEventsTest {
  private static final long FIRST = 1_700_000_000L;
  private static final int NORMAL = 1500;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int sluice(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("-c", dir.resolve("sluice.yaml").toString(), "--pipeline", "desk"));
    all.addAll(List.of(arguments));
    CommandLine sluice = Sluice.commandLine();
    sluice.setOut(new PrintWriter(out));
    sluice.setErr(new PrintWriter(err));
    return sluice.execute(all.toArray(String[]::new));
  }

  private void configure() throws IOException {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          desk:
            source: { topic: t, key: ticket, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 1h }
            events: { token: [what] }
            model: m.onnx
            alerts: { budget: 100h }
        """);
  }

  /** Opened, worked at a few times, closed; one step in thirty is another. */
  private static List<String> normal(Random random) {
    List<String> all = new ArrayList<>(List.of("open"));
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      all.add(random.nextInt(30) == 0 ? "note " + random.nextInt(3) : "work " + random.nextInt(3));
    }
    all.add("close");
    return all;
  }

  private Path csv(String name, List<List<String>> cases) throws IOException {
    StringBuilder rows = new StringBuilder("ticket,ts,what\n");
    for (int i = 0; i < cases.size(); i++) {
      for (int at = 0; at < cases.get(i).size(); at++) {
        rows.append(name).append(i).append(',').append(FIRST + 7200L * i + 60L * at);
        rows.append(',').append(cases.get(i).get(at)).append('\n');
      }
    }
    return Files.writeString(dir.resolve(name + ".csv"), rows);
  }

  private static List<List<String>> cases(int count, long seed) {
    Random random = new Random(seed);
    List<List<String>> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(normal(random));
    }
    return cases;
  }

  private JsonNode lastLine() throws IOException {
    List<String> lines = out.toString().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void shortCases_areToldOfWithinTheBudget() throws IOException {
    configure();
    String history = csv("h", cases(800, 1)).toString();
    String model = dir.resolve("m.onnx").toString();
    assertThat(sluice("train", "--csv", history, "--out", model, "--no-network", "--held-out", "0"))
        .as(err.toString())
        .isZero();
    List<List<String>> others = cases(NORMAL, 2);
    StringBuilder labels = new StringBuilder("key,label\n");
    for (int i = 0; i < NORMAL + 90; i++) {
      labels.append("t").append(i).append(i < NORMAL ? ",normal\n" : ",abnormal\n");
    }
    for (int i = 0; i < 30; i++) {
      others.add(List.of("open", "work 1")); // cut short
      others.add(List.of("open", "broken", "close"));
      others.add(List.of("open", "open", "open", "close"));
    }
    assertThat(
            sluice(
                "detect",
                "--csv",
                csv("t", others).toString(),
                "--labels",
                Files.writeString(dir.resolve("labels.csv"), labels).toString(),
                "--faults",
                "--out",
                dir.resolve("out").toString()))
        .as(err.toString())
        .isZero();
    JsonNode figures = lastLine();
    assertThat(figures.get("abnormal").intValue()).isEqualTo(90);
    assertThat(figures.get("share_found").doubleValue()).isGreaterThan(0.98);
    double budgeted = figures.get("false_alerts_budgeted").doubleValue();
    assertThat(figures.get("false_alerts").intValue() / budgeted).isLessThan(2.0);
    assertThat(figures.at("/faults/new-token/share").doubleValue()).isGreaterThan(0.8);
    assertThat(figures.at("/faults/cut-short/share").doubleValue()).isGreaterThan(0.9);
    assertThat(figures.at("/faults/swapped/auc").doubleValue()).isGreaterThan(0.7);
    assertThat(Files.readString(dir.resolve("out/alerts.csv"))).contains("unusual-session");
    assertThat(Files.readString(dir.resolve("out/report.html"))).contains("labelled abnormal");
    assertThat(Files.readAllLines(dir.resolve("out/scores.csv")).get(0))
        .isEqualTo("key,end,bits,token,score,chart");
  }

  @Test
  void sessionsByAGap_ofAHomeThatGoesOn_areNoCases() throws IOException {
    configure();
    Path config = dir.resolve("sluice.yaml");
    String text = Files.readString(config);
    Files.writeString(config, text.replace("[what] }", "[what], session: { gap: 1h } }"));
    List<List<String>> days = cases(60, 3);
    String history = csv("home", days).toString();
    Files.writeString(
        Path.of(history), Files.readString(Path.of(history)).replaceAll("home\\d+,", "home,"));
    String model = dir.resolve("m.onnx").toString();
    assertThat(sluice("train", "--csv", history, "--out", model, "--no-network"))
        .as(err.toString())
        .isZero();
    String to = dir.resolve("out").toString();
    assertThat(sluice("detect", "--csv", history, "--faults", "--out", to))
        .as(err.toString())
        .isZero();
    assertThat(lastLine().at("/faults/cut-short").isMissingNode()).isTrue();
    assertThat(lastLine().at("/faults/strange-time").isMissingNode()).isFalse();
  }

  @Test
  void labelThatIsNone_isNamedWithItsPlace() throws IOException {
    configure();
    String history = csv("h", cases(60, 1)).toString();
    String model = dir.resolve("m.onnx").toString();
    assertThat(sluice("train", "--csv", history, "--out", model, "--no-network")).isZero();
    Path labels = Files.writeString(dir.resolve("labels.csv"), "key,label\nh1,odd\n");
    String to = dir.resolve("out").toString();
    assertThat(sluice("detect", "--csv", history, "--labels", labels.toString(), "--out", to))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("labels.csv:2").contains("'odd'");
  }
}
