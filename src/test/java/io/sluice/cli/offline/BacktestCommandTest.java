package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.OnnxExporter;
import io.sluice.train.network.Stacking;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** From a CSV file and a model to a report. */
class BacktestCommandTest {
  private static final int WINDOWS = 400;
  private static final int HORIZON = 6;
  private static final int SEASON = 24;
  private static final ScalerSpec SCALER = Tides.SCALER;

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final double[] a = noisySine(1);
  private final double[] b = noisySine(2);

  @BeforeEach
  void writeConfiguration() throws IOException {
    Tides.write(dir, HORIZON, "10m", "level");
  }

  @Test
  void seasonalNaiveScoresAsComputedFromTheRows() throws IOException {
    assertThat(backtest(csv(), "--windows", "5")).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
    assertThat(report.get("horizon").intValue()).isEqualTo(HORIZON);
    assertThat(report.get("series").intValue()).isEqualTo(2);
    assertThat(report.get("series-too-short").intValue()).isEqualTo(1);
    assertThat(report.at("/mean/seasonal-naive/MASE").doubleValue())
        .isCloseTo((mase(a) + mase(b)) / 2, within(5e-5));
    assertThat(report.at("/keys/a level/seasonal-naive/MASE").doubleValue())
        .isCloseTo(mase(a), within(5e-5));
    String strongest = report.get("strongest-trivial").textValue();
    double least = report.at("/mean/" + strongest + "/SQL").doubleValue();
    for (String other : List.of("naive", "seasonal-naive", "drift", "same-phase")) {
      assertThat(report.at("/mean/" + other + "/SQL").doubleValue()).isGreaterThanOrEqualTo(least);
    }
    assertThat(report.get("over-strongest-trivial").doubleValue())
        .isCloseTo(1 - report.at("/mean/model/SQL").doubleValue() / least, within(1e-9));
    assertThat(out.toString()).contains("does not beat what is trivial");
    for (String metric : List.of("MASE", "SQL", "WQL", "sMAPE", "RMSSE", "coverage-80")) {
      assertThat(report.at("/mean/model/" + metric).isNumber()).as(metric).isTrue();
    }
  }

  @Test
  void forecastsAreListedWithWhatCameTrue() throws IOException {
    assertThat(backtest(csv(), "--windows", "5", "--horizon", "2")).isZero();
    List<String> lines = Files.readAllLines(dir.resolve("out/forecasts.csv"));
    assertThat(lines).hasSize(1 + 2 * 5 * 2);
    String[] first = lines.get(1).split(",", -1);
    int target = WINDOWS - 10;
    assertThat(first[0]).isEqualTo("\"a level\"");
    assertThat(first[2]).isEqualTo(Instant.ofEpochSecond((target - 1) * 600L).toString());
    assertThat(first[4]).isEqualTo(Instant.ofEpochSecond(target * 600L).toString());
    assertThat(Double.parseDouble(first[5])).isEqualTo(a[target]);
    for (int level = 7; level < first.length; level++) {
      assertThat(Float.parseFloat(first[level]))
          .isGreaterThanOrEqualTo(Float.parseFloat(first[level - 1]));
    }
  }

  @Test
  void modelDoesNotKnowWhatComesAfterTheOrigin() throws IOException {
    assertThat(backtest(csv(), "--windows", "1")).isZero();
    List<String> before = Files.readAllLines(dir.resolve("out/forecasts.csv"));
    for (int t = WINDOWS - HORIZON; t < WINDOWS; t++) {
      a[t] += 1000;
    }
    assertThat(backtest(csv(), "--windows", "1")).isZero();
    List<String> after = Files.readAllLines(dir.resolve("out/forecasts.csv"));
    assertThat(after).hasSameSizeAs(before);
    for (int i = 1; i < after.size(); i++) {
      assertThat(quantiles(after.get(i))).isEqualTo(quantiles(before.get(i)));
    }
  }

  private static List<String> quantiles(String line) {
    return List.of(line.split(",", -1)).subList(6, 19);
  }

  /** The last five forecasts of six windows test windows 370 to 399. */
  @ParameterizedTest
  @CsvSource({"370, 0", "371, 2", "1000, 2"})
  void seriesThatAreTestedOnTimeWhichTheModelHasSeen_areCounted(int until, int seen)
      throws IOException {
    ModelSpec spec = TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, HORIZON, SCALER);
    String time = Instant.ofEpochSecond(until * 600L).toString();
    OnnxExporter.write(
        dir.resolve("m.onnx"), spec, Initializer.random(spec, 1), Map.of("training.until", time));
    assertThat(backtest(csv(), "--windows", "5")).as(err.toString()).isZero();
    String warning = seen + " of 2 series are tested on windows before " + time;
    assertThat(err.toString().contains(warning)).isEqualTo(seen > 0);
    JsonNode report = new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
    assertThat(report.get("series-seen-in-training").intValue()).isEqualTo(seen);
    assertThat(Files.readString(dir.resolve("out/report.html")).contains("have seen in training"))
        .isEqualTo(seen > 0);
  }

  /** A season is a number of windows: of other windows it is another time. */
  @ParameterizedTest
  @CsvSource({"10m, 20, 20", "10m, 0, 144", "10m, 99999999999, 144", "20m, 20, 72"})
  void withoutAnOption_theSeasonIsTheModels(String window, String trained, int season)
      throws IOException {
    ModelSpec spec = TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, HORIZON, SCALER);
    OnnxExporter.write(
        dir.resolve("m.onnx"), spec, Initializer.random(spec, 1), Map.of("skill.season", trained));
    Path config = dir.resolve("sluice.yaml");
    Files.writeString(config, Files.readString(config).replace("size: 10m", "size: " + window));
    assertThat(run(csv(), "--windows", "1")).as(err.toString()).isZero();
    JsonNode report = new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
    assertThat(report.get("season").intValue()).isEqualTo(season);
  }

  @Test
  void moreForecastsThanASeriesCanHave_areWrongUsage() throws IOException {
    assertThat(backtest(csv(), "--windows", "500000000")).isEqualTo(2);
    assertThat(err.toString()).contains("500,000,000 forecasts of 6 windows");
  }

  @Test
  void reportIsOnePageWithItsPictures() throws IOException {
    assertThat(backtest(csv(), "--windows", "5")).isZero();
    String page = Files.readString(dir.resolve("out/report.html"));
    assertThat(page.split("data-figure=\"", -1)).hasSize(1 + 3);
    assertThat(page.split("id=\"chapter-", -1)).as("one of each series").hasSize(1 + 2);
    assertThat(page)
        .contains("Error by step", "Calibration", "default-src 'none'")
        .containsPattern("The model's SQL is \\d+% (above|below) [a-z-]+'s")
        .contains("The model does not beat what is trivial: its SQL is ")
        .doesNotContain("<link rel=\"stylesheet", "<script src");
  }

  @Test
  void horizonBeyondTheModel_isRefusedWithWhatToDo() throws IOException {
    assertThat(backtest(csv(), "--horizon", "7")).isEqualTo(2);
    assertThat(err.toString())
        .contains("horizon 7")
        .contains("forecasts 6")
        .contains("--horizon 7");
  }

  @Test
  void modelThatNeedsAFieldWhichThePipelineDoesNotKnow_isRefused() throws IOException {
    TestModels.covariate(dir, "m", HORIZON, SCALER, List.of("known.moon"));
    assertThat(backtest(csv())).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "pipelines.tides.covariates.known: the model needs the field moon, there is none");
  }

  /** The column says of each window what was, and the model looks six windows ahead. */
  @Test
  void fieldThatIsNotSaidAsFarAsTheModelLooks_isTold() throws IOException {
    Architecture shape =
        new Architecture(
            Cell.GRU,
            1,
            8,
            Stacking.PLAIN,
            InitialState.ZERO,
            HeadActivation.RELU,
            new Decoder(24, 1, 8));
    TestModels.covariate(dir, "m", shape, HORIZON, SCALER, List.of("known.moon"));
    Path config = dir.resolve("sluice.yaml");
    Files.writeString(config, Files.readString(config) + "    covariates: { known: [moon] }\n");
    Path csv = csv();
    String rows = Files.readString(csv).replaceAll("(?m)$(?<!^)", ",1");
    Files.writeString(csv, rows.replaceFirst("level,1", "level,moon"));

    assertThat(backtest(csv, "--windows", "5")).as(err.toString()).isZero();

    assertThat(err.toString())
        .contains("'moon' is announced for at most 0 windows ahead, a forecast looks 6 ahead");
  }

  @Test
  void modelThatCannotForecast_isRefusedAsByValidate() throws IOException {
    TestModels.writeSequence(
        dir, TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, 1, SCALER), 1);
    assertThat(backtest(csv())).isEqualTo(2);
    assertThat(err.toString()).contains("m.onnx: is a whole-sequence model");
  }

  @Test
  void dataThatIsTooShort_isRefusedWithCounts() throws IOException {
    assertThat(backtest(csv(), "--windows", "300")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "tides.csv has no series that can be used: series shorter than 1,825 windows, which")
        .contains("300 forecasts of 6 windows after a season of 24 need (skipped): 3");
    assertThat(backtest(csv(), "--windows", "0")).isEqualTo(2);
  }

  /** Mean absolute scaled error of the value 24 windows before, averaged over five windows. */
  private static double mase(double[] values) {
    double sum = 0;
    for (int window = 0; window < 5; window++) {
      int cut = WINDOWS - (5 - window) * HORIZON;
      double scale = 0;
      for (int t = SEASON; t < cut; t++) {
        scale += Math.abs(values[t] - values[t - SEASON]) / (cut - SEASON);
      }
      for (int t = cut; t < cut + HORIZON; t++) {
        sum += Math.abs(values[t] - values[t - SEASON]) / scale;
      }
    }
    return sum / (5 * HORIZON);
  }

  private int backtest(Path csv, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 2);
    all[more.length] = "--season";
    all[more.length + 1] = String.valueOf(SEASON);
    return run(csv, all);
  }

  private int run(Path csv, String... more) {
    String[] common = {
      "backtest",
      "-c",
      dir.resolve("sluice.yaml").toString(),
      "--pipeline",
      "tides",
      "--csv",
      csv.toString(),
      "--out",
      dir.resolve("out").toString()
    };
    String[] all = new String[common.length + more.length];
    System.arraycopy(common, 0, all, 0, common.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all);
  }

  private static double[] noisySine(long seed) {
    Random random = new Random(seed);
    double[] values = new double[WINDOWS];
    for (int t = 0; t < WINDOWS; t++) {
      values[t] = 50 + 5 * Math.sin(2 * Math.PI * t / SEASON) + random.nextGaussian();
    }
    return values;
  }

  /** Two gauges of the same length, and one of twenty windows. */
  private Path csv() throws IOException {
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < WINDOWS; t++) {
      rows.append(t * 600L).append(",a,").append(a[t]).append('\n');
      rows.append(t * 600L).append(",b,").append(b[t]).append('\n');
      if (t < 20) {
        rows.append(t * 600L).append(",short,").append(t).append('\n');
      }
    }
    return Files.writeString(dir.resolve("tides.csv"), rows);
  }
}
