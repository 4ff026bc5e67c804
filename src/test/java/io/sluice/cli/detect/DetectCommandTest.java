package io.sluice.cli.detect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import io.sluice.csv.CsvRows;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** From a small history to alerts, figures and a page. */
class DetectCommandTest {
  private static final int WINDOWS = 800;
  private static final Instant FIRST = Instant.parse("2021-05-03T00:00:00Z");
  private static final String ODD = "<b>odd</b>,\"x\"";

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeConfiguration() throws IOException {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
    TestModels.write(dir, TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, 6, scaler), 1);
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        pipelines:
          tides:
            source: { topic: t, key: gauge, timestamp: { field: ts, format: epoch-millis } }
            window: { size: 10m }
            targets: { level: mean }
            model: m.onnx
        """);
  }

  /** Noise with a value a thousand times as far out at one time. */
  private Path csv() throws IOException {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int window = 0; window < WINDOWS; window++) {
      long time = FIRST.toEpochMilli() + window * 600_000L;
      rows.add("a," + time + "," + (random.nextGaussian() + (window == 700 ? 1000 : 0)));
      rows.add("\"" + ODD.replace("\"", "\"\"") + "\"," + time + "," + random.nextGaussian());
      rows.add("flat," + time + ",7");
    }
    Path file = dir.resolve("tides.csv");
    Files.writeString(file, "gauge,ts,level\n" + String.join("\n", rows) + "\n");
    return file;
  }

  private static String time(int window) {
    return FIRST.plusSeconds(600L * window).toString();
  }

  private int detect(String... arguments) {
    List<String> all = new ArrayList<>(List.of("detect"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--out", dir.resolve("out").toString()));
    return sluice().execute(all.toArray(String[]::new));
  }

  private CommandLine sluice() {
    CommandLine sluice = Sluice.commandLine();
    sluice.setOut(new PrintWriter(out));
    sluice.setErr(new PrintWriter(err));
    return sluice;
  }

  private int detectCsv(String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("-c", dir.resolve("sluice.yaml").toString(), "--csv", csv().toString()));
    all.addAll(List.of(more));
    return detect(all.toArray(String[]::new));
  }

  private Path labels(String... rows) throws IOException {
    Path file = dir.resolve("labels.csv");
    Files.writeString(file, "key,start,end\n" + String.join("\n", rows) + "\n");
    return file;
  }

  private JsonNode lastLine() throws IOException {
    List<String> lines = out.toString().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  @Test
  void labelledOutlierIsFound_andItsFiguresAreTheLastLine() throws IOException {
    Path labels = labels("a," + time(699) + "," + time(705), "flat," + time(10) + "," + time(20));
    assertThat(detectCsv("--labels", labels.toString())).as(err.toString()).isZero();
    JsonNode figures = lastLine();
    assertThat(figures.get("keys").intValue()).isEqualTo(3);
    assertThat(figures.get("windows").intValue()).isEqualTo(3 * WINDOWS);
    assertThat(figures.get("events").intValue()).isEqualTo(2);
    assertThat(figures.get("hits").intValue()).isEqualTo(1);
    assertThat(figures.get("recall").doubleValue()).isEqualTo(0.5);
    assertThat(figures.get("delay_median").doubleValue()).isEqualTo(1);
    int alerts = figures.get("alerts").intValue();
    assertThat(figures.at("/by_type/outlier").intValue()).isPositive();
    assertThat(figures.get("false_alerts").intValue()).isLessThan(alerts);
    JsonNode written = new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
    assertThat(written.get("alerts").intValue()).isEqualTo(alerts);
    assertThat(written.at("/by_key/a/hits").intValue()).isEqualTo(1);
    assertThat(err.toString()).contains("1 keys have a constant series").contains("flat");
  }

  @Test
  void rowsNewestFirst_areRefused_insteadOfJudgedAsLate() throws IOException {
    Path file = csv();
    List<String> rows = new ArrayList<>(Files.readAllLines(file));
    String header = rows.remove(0);
    Collections.reverse(rows);
    Files.writeString(file, header + "\n" + String.join("\n", rows) + "\n");
    String config = dir.resolve("sluice.yaml").toString();
    assertThat(detect("-c", config, "--csv", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("tides.csv: more than a tenth", "sort the rows");
  }

  @Test
  void everyWindowIsListedWithItsForecastAndScore() throws IOException {
    assertThat(detectCsv()).as(err.toString()).isZero();
    List<String> scores = Files.readAllLines(dir.resolve("out/scores.csv"));
    assertThat(scores.get(0)).isEqualTo("key,end,observed,median,score,chart");
    assertThat(scores).hasSize(1 + 3 * WINDOWS);
    String outlier =
        scores.stream().filter(row -> row.startsWith("a," + time(701))).findFirst().orElseThrow();
    assertThat(outlier).endsWith(",outlier");
    assertThat(Double.parseDouble(outlier.split(",", -1)[2])).isGreaterThan(900);
    List<String> alerts = Files.readAllLines(dir.resolve("out/alerts.csv"));
    assertThat(alerts)
        .anyMatch(row -> row.startsWith("a,firing,outlier,") && row.contains(time(701)));
    assertThat(lastLine().has("events")).isFalse();
  }

  /** The pipeline itself, on a broker of its own. */
  @Test
  void alertsAreThoseOfTheRunningService() throws IOException {
    assertThat(detectCsv()).as(err.toString()).isZero();
    String[] replay = {
      "replay",
      "-c",
      dir.resolve("sluice.yaml").toString(),
      "--pipeline",
      "tides",
      "--csv",
      csv().toString(),
      "--embedded",
      "--out",
      dir.resolve("served").toString()
    };
    assertThat(sluice().execute(replay)).as(err.toString()).isZero();
    List<String> served = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("served/alerts.jsonl"))) {
      JsonNode alert = new ObjectMapper().readTree(line);
      served.add(
          "%s,%s,%s"
              .formatted(
                  Instant.parse(alert.get("decidedAt").textValue()),
                  alert.get("status").textValue(),
                  alert.get("id").textValue()));
    }
    List<String> detected = new ArrayList<>();
    try (CsvRows rows = CsvRows.open(dir.resolve("out/alerts.csv"))) {
      rows.forEachRemaining(
          row -> {
            List<String> cells = row.fields();
            detected.add(cells.get(7) + ',' + cells.get(1) + ',' + cells.get(9));
          });
    }
    assertThat(served).isNotEmpty();
    assertThat(detected).containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void wideFilesAreReadToo() throws IOException {
    Path file = dir.resolve("wide.csv");
    StringBuilder csv = new StringBuilder("ts,L_a,L_b\n");
    for (int window = 0; window < 50; window++) {
      csv.append(window * 600_000L).append(",1.5,").append(window).append('\n');
    }
    Files.writeString(file, csv);
    String config = dir.resolve("sluice.yaml").toString();
    assertThat(detect("-c", config, "--csv", file.toString(), "--wide", "level=L_*"))
        .as(err.toString())
        .isZero();
    assertThat(lastLine().get("keys").intValue()).isEqualTo(2);
    assertThat(lastLine().get("windows").intValue()).isEqualTo(100);
  }

  @Test
  void keysAreNoMarkup() throws IOException {
    assertThat(detectCsv()).isZero();
    assertThat(Files.readString(dir.resolve("out/report.html")))
        .doesNotContain("<b>odd")
        .contains("\\u003cb>odd");
    assertThat(Files.readString(dir.resolve("out/scores.csv")))
        .contains("\"<b>odd</b>,\"\"x\"\"\",");
  }

  @Test
  void plantedFaultsAreCounted() throws IOException {
    assertThat(detectCsv("--faults")).as(err.toString()).isZero();
    JsonNode faults = lastLine().get("faults");
    assertThat(faults.size()).isEqualTo(9);
    assertThat(faults.at("/spike/planted").intValue()).isEqualTo(2); // nothing fits the flat key
    assertThat(faults.at("/silence/found").intValue()).isEqualTo(2);
    assertThat(faults.at("/silence/delay_median").doubleValue()).isPositive();
    assertThat(faults.at("/missing-peak/planted").intValue()).isLessThanOrEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "b,0,9 | there is no key 'b'; there are",
        "a,9,5 | ends at 1970-01-01T00:00:00.005Z, before it starts",
        "a,0,9 | lies outside the data",
        "a,soon,9 | is neither an ISO 8601 time nor milliseconds",
        "a,5,9;a,1,2 | is not in order",
        "a,5,9;a,6,12 | overlaps the event"
      })
  void labelsThatDoNotFit_areWrongUsage(String rows, String message) throws IOException {
    Path labels = labels(rows.split(";", -1));
    assertThat(detectCsv("--labels", labels.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void optionsThatDoNotFit_areWrongUsage() throws IOException {
    assertThat(detect("--csv", csv().toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--csv needs a configuration");
    assertThat(detectCsv("--pipeline", "tide")).isEqualTo(2);
    assertThat(err.toString()).contains("has no pipeline tide; it has tides");
    assertThat(detectCsv("--labels", dir.resolve("none.csv").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("none.csv: no such file");
    assertThat(detect("--nab", dir.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("is not in NAB's layout");
  }

  /** A file with one odd value in its window, and a quiet one in another interval. */
  private Path nab() throws IOException {
    Path nab = dir.resolve("nab");
    for (String folder : List.of("data/real", "labels", "config")) {
      Files.createDirectories(nab.resolve(folder));
    }
    nabFile(nab.resolve("data/real/odd.csv"), 5, 900);
    nabFile(nab.resolve("data/real/quiet.csv"), 60, 0);
    Files.writeString(
        nab.resolve("labels/combined_windows.json"),
        "{\"real/odd.csv\": [[\"2014-04-04 02:00:00.000000\", \"2014-04-04 04:00:00.000000\"]],"
            + " \"real/quiet.csv\": [], \"real/absent.csv\": []}");
    Files.writeString(
        nab.resolve("config/profiles.json"),
        "{\"standard\": {\"CostMatrix\": {\"tpWeight\": 1.0, \"fnWeight\": 1.0, \"fpWeight\": 0.11,"
            + " \"tnWeight\": 1.0}}, \"reward_low_FP_rate\": {\"CostMatrix\": {\"tpWeight\": 1.0,"
            + " \"fnWeight\": 1.0, \"fpWeight\": 0.22, \"tnWeight\": 1.0}}}");
    return nab;
  }

  private static void nabFile(Path file, int minutes, int odd) throws IOException {
    LocalDateTime first = LocalDateTime.parse("2014-04-01T00:00:00");
    Random random = new Random(minutes);
    StringBuilder csv = new StringBuilder("timestamp,value\n");
    for (int row = 0; row < 1000; row++) {
      String stamp = first.plusMinutes((long) minutes * row).toString().replace('T', ' ');
      double value = random.nextGaussian() + (row == odd && odd > 0 ? 1000 : 0);
      csv.append(stamp).append(":00,").append(value).append('\n');
    }
    Files.writeString(file, csv);
  }

  @Test
  void filesOfNabAreScoredAndWrittenInItsForm() throws IOException {
    assertThat(detect("--nab", nab().toString(), "--model", dir.resolve("m.onnx").toString()))
        .as(err.toString())
        .isZero();
    JsonNode figures = lastLine();
    assertThat(figures.get("keys").intValue()).isEqualTo(2);
    assertThat(figures.get("windows").intValue()).isEqualTo(2000);
    assertThat(figures.get("hits").intValue()).isEqualTo(1);
    // Row 900 is the 13th of the 25 of its window.
    assertThat(figures.at("/nab/standard/best").doubleValue()).isBetween(90.0, 100.0);
    assertThat(figures.at("/nab/standard/threshold").doubleValue()).isPositive();
    assertThat(figures.at("/nab/reward_low_fp/default").isNumber()).isTrue();
    List<String> results =
        Files.readAllLines(dir.resolve("out/results/sluice/real/sluice_odd.csv"));
    assertThat(results).hasSize(1001);
    assertThat(results.get(0)).isEqualTo("timestamp,value,anomaly_score,label");
    String[] row = results.get(901).split(",", -1);
    assertThat(row[0]).isEqualTo("2014-04-04 03:00:00");
    assertThat(Double.parseDouble(row[2])).isBetween(0.5, 1.0);
    assertThat(row[3]).isEqualTo("1");
    assertThat(err.toString()).contains("1 files that have labels are not there");
    String alerts = Files.readString(dir.resolve("out/alerts.csv"));
    long end = LocalDateTime.parse("2014-04-04T03:05").toInstant(ZoneOffset.UTC).toEpochMilli();
    assertThat(alerts)
        .contains("real/odd.csv,firing,outlier")
        .contains(Instant.ofEpochMilli(end) + "");
  }
}
