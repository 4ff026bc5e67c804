package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.cli.Sluice;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What train, backtest and generate can be given to read, and what they say when it is no good. */
final class HistoryOptionsTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
  private static final int WINDOWS = 400;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeModel() throws Exception {
    TestModels.gru(dir, "m", 8, 1, 6, SCALER, 1);
    configure("localhost:1");
  }

  private void configure(String broker) throws Exception {
    Files.writeString(
        dir.resolve("sluice.yaml"),
        """
        kafka: { bootstrap.servers: "%s" }
        pipelines:
          tides:
            source: { topic: gauges, key: gauge, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 10m }
            targets: { level: mean }
            model: m.onnx
        """
            .formatted(broker));
  }

  private int run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-c", dir.resolve("sluice.yaml").toString(), "--pipeline", "tides"));
    arguments.addAll(List.of(more));
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments.toArray(String[]::new));
  }

  /**
   * Gauges beside one another, each larger, later to begin, and sooner to end than the one before.
   */
  private Path wide(String name, int... gauges) throws Exception {
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("ts");
    IntStream.of(gauges).forEach(gauge -> rows.append(",level_g").append(gauge));
    for (int t = 0; t < WINDOWS; t++) {
      rows.append('\n').append(t * 600L);
      for (int gauge : gauges) {
        double value = Math.pow(10, gauge) * (5 + Math.sin(t / 9.0) + random.nextDouble());
        rows.append(',').append(t < 5 * gauge || t > WINDOWS - 5 * gauge ? "" : value);
      }
    }
    return Files.writeString(dir.resolve(name), rows);
  }

  private Path file(String rows) throws Exception {
    return Files.writeString(dir.resolve("rows.csv"), rows);
  }

  @Test
  void keysOfDifferentLengthAndScale_trainOneModel_thatForecastsAKeyItHasNotSeen()
      throws Exception {
    Path model = dir.resolve("m.onnx");
    Files.delete(model);
    assertThat(
            run(
                "train",
                "--csv=" + wide("history.csv", 0, 1, 2, 3),
                "--wide",
                "level=level_*",
                "--out=" + model,
                "--hidden=8",
                "--epochs=1",
                "--season=24",
                "--keep"))
        .as(err.toString())
        .isZero();
    assertThat(err.toString())
        .contains("history.csv: 1,543 records, 4 series of 1,543 windows, from 1970-01-01T00:00");
    try (StepModel loaded = OnnxStepModel.load(model, Provider.CPU)) {
      assertThat(loaded.contract().metadata())
          .containsEntry("training.data", "history.csv")
          .hasEntrySatisfying(
              "training.command",
              line ->
                  assertThat(line).contains(" --csv=history.csv --wide 'level=level_*' --out="));
    }
    String csv = wide("other.csv", 5).toString();
    String[] data = {"--csv", csv, "--wide", "level=level_*", "--season", "24", "--out"};
    assertThat(run("backtest", with(data, dir.resolve("out").toString()))).isZero();
    assertThat(out.toString()).contains("1 series; 0 too short, 0 forecasts missing");
  }

  private static String[] with(String[] some, String more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.add(more);
    return all.toArray(String[]::new);
  }

  @Test
  void rowsThatWereReplayedToTheTopic_giveTheSameReport() throws Exception {
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < WINDOWS; t++) {
      rows.append("%d,a,%s%n%d,b,%s%n".formatted(t * 600, t % 24, t * 600 + 1, t * t % 31));
    }
    Path csv = file(rows.toString());
    String[] common = {"--season=24", "--windows=5", "--out=" + dir.resolve("out")};
    assertThat(run("backtest", with(common, "--csv=" + csv))).as(err.toString()).isZero();
    String expected = Files.readString(dir.resolve("out/metrics.json"));
    Files.delete(dir.resolve("out/metrics.json"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"))) {
      configure(broker.bootstrapServers());
      assertThat(run("backtest", with(common, "--topic"))).isEqualTo(1);
      assertThat(err.toString()).contains("sluice backtest: there is no topic gauges");
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Topics topics = new Topics(kafka, Duration.ofSeconds(20))) {
        topics.create("gauges", 2, Map.of());
      }
      assertThat(run("replay", "--csv", csv.toString())).isZero();
      assertThat(run("backtest", with(common, "--topic"))).as(err.toString()).isZero();
      assertThat(err.toString()).contains("gauges: 800 records, 2 series of 800 windows");
      assertThat(dir.resolve("out/metrics.json")).hasContent(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "backtest", "generate"})
  void placeOfTheHistory_mustBeOne(String command) {
    String target = "--out=" + dir.resolve("out");
    assertThat(run(command, target)).isEqualTo(2);
    assertThat(run(command, target, "--csv=a.csv", "--topic")).isEqualTo(2);
    assertThat(run(command, target, "--topic", "--wide=level=*")).isEqualTo(2);
    assertThat(err.toString())
        .contains("Missing required argument (specify one of these): (--csv=FILE [--csv=FILE]... |")
        .contains("--csv=FILE, --topic are mutually exclusive (specify only one)")
        .contains("--wide goes with --csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "backtest", "generate"})
  void columnThatIsMissing_isWrongUsage(String command) throws Exception {
    Path csv = file("ts,station,level\n0,a,1\n");
    assertThat(run(command, "--out=" + dir.resolve("out"), "--csv=" + csv)).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            csv + ": there is no column gauge (key); the columns are ts, station, level; where")
        .contains("each key has a column of its own, say so with --wide");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "backtest", "generate"})
  void fileThatIsNotThere_isWrongUsage(String command) {
    Path csv = dir.resolve("none.csv");
    assertThat(run(command, "--out=" + dir.resolve("out"), "--csv=" + csv)).isEqualTo(2);
    assertThat(err.toString()).contains(csv + ": no such file");
  }

  @ParameterizedTest
  @CsvSource({"a/d.csv, b/d.csv, d", "x.csv, x.csv.gz, x"})
  void filesOfOneName_cannotTellKeysApart(String one, String other, String name) throws Exception {
    for (String file : List.of(one, other)) {
      Files.createDirectories(dir.resolve(file).getParent());
      Files.writeString(dir.resolve(file), "ts,gauge,level\n0,a,1\n");
    }
    String[] files = {"--csv=" + dir.resolve(one), "--csv=" + dir.resolve(other), "--by-file"};
    assertThat(run("train", with(files, "--out=" + dir.resolve("x.onnx")))).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "those of %s and %s would both begin with %s/"
                .formatted(dir.resolve(one), dir.resolve(other), name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"backtest", "generate"})
  void placeThatIsAFile_isToldBeforeTheDataIsRead(String command) throws Exception {
    Path taken = Files.writeString(dir.resolve("out"), "");
    assertThat(run(command, "--out=" + taken, "--csv=none.csv")).isEqualTo(2);
    assertThat(err.toString()).contains("--out: " + taken + " is not a directory");
  }

  @Test
  void horizonThatNoModelHas_isWrongUsage() throws Exception {
    String[] options = {"--out=x.onnx", "--csv=" + file("ts,gauge,level\n")};
    assertThat(run("train", with(options, "--horizon=4097"))).isEqualTo(2);
    assertThat(err.toString()).contains("--horizon must be at most 4096, is 4097");
  }

  @Test
  void morePathsThanCanBeHeld_areWrongUsage() throws Exception {
    String[] options = {"--out=" + dir.resolve("out"), "--csv=none.csv", "--steps=1001"};
    assertThat(run("generate", with(options, "--paths=10000"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("--paths x --steps must be at most 10,000,000 values, is 10,010,000");
  }

  @ParameterizedTest
  @CsvSource({
    "gauge=level_*, no target reads the field gauge; they read level",
    "level=water_*, --wide level=water_* matches no column; the columns are ts\\, level_g1",
    "level_*, --wide must be FIELD=PATTERN",
  })
  void patternThatDoesNotFit_isWrongUsage(String pattern, String message) throws Exception {
    String csv = wide("wide.csv", 1).toString();
    assertThat(run("train", "--out=x.onnx", "--csv", csv, "--wide", pattern)).isEqualTo(2);
    assertThat(err.toString()).contains(message.replace("\\", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | there are no records in it",
        "0,a,1 | series of a single value (skipped): 1",
        "x,a,1 | records that are not events, invalid-timestamp: 1",
        "0,a,warm | records that are not events, invalid-value: 1",
        "0,a, | records without a value (empty): 1",
      })
  void historyOfNoUse_failsWithTheReason(String row, String reason) throws Exception {
    Path csv = file("ts,gauge,level\n" + row + "\n");
    for (String command : List.of("train", "backtest", "generate")) {
      err.getBuffer().setLength(0);
      assertThat(run(command, "--out=" + dir.resolve("out"), "--csv=" + csv)).isEqualTo(1);
      assertThat(err.toString())
          .endsWith(
              "sluice %s: rows.csv has no series that can be used: %s%n"
                  .formatted(command, reason));
    }
  }

  @Test
  void shortAndConstantKeys_areCountedBeforeTheTraining() throws Exception {
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < 60; t++) {
      rows.append(t < 5 ? "%d,short,%d\n".formatted(t * 600, t) : "");
      rows.append(t < 24 ? "%d,young,%d\n".formatted(t * 600, t) : "");
      rows.append("%d,flat,7\n".formatted(t * 600));
    }
    String csv = "--csv=" + file(rows.toString());
    assertThat(run("train", "--out=x.onnx", csv, "--season=24", "--horizon=6")).isEqualTo(1);
    assertThat(err.toString())
        .contains("series of no more values than the warm-up of 21 (skipped): 1 ('short level')")
        .contains("and horizon, 27 (they teach the first steps): 1 ('young level')")
        .contains("constant series: 1 ('flat level')")
        .contains("no forecast of held-out time, from 1970-01-01T07:52:00Z on, can be scored:");
  }

  /** A price of zero has no logarithm: the service would dead-letter the window. */
  @Test
  void valuesThatTheScalerCannotTake_areMissing() throws Exception {
    TestModels.gru(dir, "m", 8, 1, 6, new ScalerSpec(ScalerSpec.Kind.LOG_RETURN, 100, 1e-4), 1);
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < 60; t++) {
      rows.append("%d,a,%d\n%d,flat,7\n".formatted(t * 600, t % 50, t * 600));
    }
    String csv = "--csv=" + file(rows.toString());
    String target = "--out=" + dir.resolve("out");
    for (String[] command :
        new String[][] {
          {"backtest", csv, target, "--windows=1", "--season=24"},
          {"generate", csv, target, "--series=a level", "--paths=2", "--steps=2"}
        }) {
      err.getBuffer().setLength(0);
      String[] options = Arrays.copyOfRange(command, 1, command.length);
      assertThat(run(command[0], options)).as(err.toString()).isZero();
      assertThat(err.toString())
          .contains("constant series: 1 ('flat level')")
          .contains("windows whose value cannot be scaled (imputed): 2 (0.0 of 'a level' at 1970");
    }
  }
}
