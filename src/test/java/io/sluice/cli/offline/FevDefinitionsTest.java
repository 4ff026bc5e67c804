package io.sluice.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.cli.Sluice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/**
 * Figures of trivial forecasters on two files of two columns, as fev-bench has them. Those expected
 * were computed by fev 0.8's metrics (WQL with epsilon 1) from the forecasts of statsforecast 2.0.1
 * on the last 1,000 values of the same numbers, gaps filled forward.
 */
class FevDefinitionsTest {
  private static final int HOURS = 1300;
  private static final int SEASON = 24;
  private static final int HORIZON = 12;
  private static final int WINDOWS = 3;
  private static final double[] FACTOR = {.1, 3};
  private static final double[] LEVEL = {.2, 20};

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "naive, 3.453935, 2.472890, 0.051974, 0.165036, 2.821580",
    "seasonal-naive, 1.036269, 0.860550, 0.018010, 0.044994, 1.088470",
    "drift, 3.441692, 2.456747, 0.051655, 0.165000, 2.798564"
  })
  void trivialForecaster_scoresAsInFevBench(
      String forecaster, double mase, double sql, double wql, double smape, double rmsse)
      throws IOException {
    JsonNode scores = backtest().at("/mean/" + forecaster);
    assertThat(scores.get("MASE").doubleValue()).isCloseTo(mase, within(5e-6));
    assertThat(scores.get("SQL").doubleValue()).isCloseTo(sql, within(5e-6));
    assertThat(scores.get("WQL").doubleValue()).isCloseTo(wql, within(5e-6));
    assertThat(scores.get("sMAPE").doubleValue()).isCloseTo(smape, within(5e-6));
    assertThat(scores.get("RMSSE").doubleValue()).isCloseTo(rmsse, within(5e-6));
  }

  /** A service issues nothing while a key is stale, and a score without that time is too good. */
  @Test
  void forecastThatWasNotIssued_isScoredAsSeasonalNaive() throws IOException {
    int[] silent = {HOURS - WINDOWS * HORIZON - 60, HOURS - WINDOWS * HORIZON + 6};
    JsonNode report = backtest(silent);
    assertThat(report.get("forecasts-missing").intValue()).isEqualTo(1);
    JsonNode gap = report.at("/keys/a~1small value");
    assertThat(gap.at("/seasonal-naive/MASE").isNumber()).isTrue();
    assertThat(out.toString()).contains("1 forecasts missing (scored as seasonal-naive's)");
    JsonNode one = backtestOf(1, HOURS - 2 * HORIZON, silent).at("/keys/a~1small value");
    assertThat(one.get("model").get("SQL")).isEqualTo(one.get("seasonal-naive").get("SQL"));
  }

  private JsonNode backtest(int... silent) throws IOException {
    return backtestOf(WINDOWS, HOURS, silent);
  }

  /**
   * A backtest of the first hours.
   *
   * @param silent from and to: hours in which the first column of the first file has nothing
   */
  private JsonNode backtestOf(int windows, int hours, int... silent) throws IOException {
    Tides.write(dir, HORIZON, "1h", "value");
    String[] arguments = {
      "backtest",
      "-c",
      dir.resolve("sluice.yaml").toString(),
      "--pipeline=tides",
      "--csv=" + csv("a", 0, hours, silent),
      "--csv=" + csv("b", 1, hours),
      "--wide=value=*",
      "--by-file",
      "--windows=" + windows,
      "--season=" + SEASON,
      "--out=" + dir.resolve("out")
    };
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    assertThat(commandLine.execute(arguments)).as(err.toString()).isZero();
    return new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
  }

  private Path csv(String name, int file, int hours, int... silent) throws IOException {
    StringBuilder rows = new StringBuilder("ts,small,large\n");
    for (int t = 0; t < hours; t++) {
      boolean isSilent = silent.length > 0 && t >= silent[0] && t < silent[1];
      boolean isMissing = file == 1 && (t % 97 == 5 || (t >= 1270 && t < 1273));
      rows.append(t * 3600L).append(',').append(isSilent ? "" : value(file, 0, t));
      rows.append(',').append(isMissing ? "" : value(file, 1, t)).append('\n');
    }
    return Files.writeString(dir.resolve(name + ".csv"), rows);
  }

  /** A season, a trend, and what looks like noise. */
  private static double value(int file, int column, int t) {
    double season = (1 + 2 * column) * Math.sin(2 * Math.PI * t / SEASON);
    double trend = (.02 * column + .001 * file) * t;
    double noise = (t * 7919L + (file * 2 + column + 1) * 104_729L) % 1000 / 500.0;
    return FACTOR[column] * (season + trend + noise) + LEVEL[column];
  }
}
