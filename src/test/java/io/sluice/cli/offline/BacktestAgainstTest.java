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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code backtest --against}: two forecasters of the same windows. */
final class BacktestAgainstTest {
  private static final int SERIES = 9;
  private static final int WINDOWS = 200;
  private static final int HORIZON = 3;

  /** What is lost where quantiles are written in seven digits. */
  private static final Offset<Double> ROUNDED = within(1e-5);

  @TempDir Path dir;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeHistory() throws IOException {
    Tides.write(dir, HORIZON, "10m", "level");
    Random random = new Random(1);
    StringBuilder rows = new StringBuilder("ts,gauge,level\n");
    for (int t = 0; t < WINDOWS; t++) {
      for (int s = 0; s < SERIES; s++) {
        double level = 50 + 5 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian();
        rows.append(t * 600L).append(",g").append(s).append(',').append(level).append('\n');
      }
    }
    Files.writeString(dir.resolve("tides.csv"), rows);
  }

  private int backtest(int windows, String... more) {
    Stream<String> common =
        Stream.of(
            "backtest",
            "-c",
            dir.resolve("sluice.yaml").toString(),
            "--pipeline",
            "tides",
            "--csv",
            dir.resolve("tides.csv").toString(),
            "--season",
            "24",
            "--windows",
            String.valueOf(windows),
            "--out",
            dir.resolve("out").toString());
    CommandLine commandLine = Sluice.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(Stream.concat(common, Arrays.stream(more)).toArray(String[]::new));
  }

  private JsonNode metrics() throws IOException {
    return new ObjectMapper().readTree(dir.resolve("out/metrics.json").toFile());
  }

  /** Of a row, from 0: another quantile in the place of one. */
  private interface Change {
    double apply(int row, double actual, double quantile);
  }

  /** The forecasts of this backtest with other quantiles. */
  private Path moved(int windows, Change change) throws IOException {
    assertThat(backtest(windows)).as(err.toString()).isZero();
    List<String> rows = Files.readAllLines(dir.resolve("out/forecasts.csv"));
    List<String> moved = new ArrayList<>(rows.subList(0, 1));
    for (int i = 1; i < rows.size(); i++) {
      String[] cells = rows.get(i).split(",", -1);
      for (int q = 6; q < cells.length; q++) {
        double actual = Double.parseDouble(cells[5]);
        cells[q] = String.valueOf(change.apply(i - 1, actual, Double.parseDouble(cells[q])));
      }
      moved.add(String.join(",", cells));
    }
    return Files.write(dir.resolve("other.csv"), moved);
  }

  /** By windows where there are many, by series where there are not. */
  @ParameterizedTest
  @CsvSource({"10, windows", "1, series"})
  void worseOnAllWindows_isMoreThanLuck(int windows, String units) throws IOException {
    Path other = moved(windows, (row, actual, quantile) -> quantile + 100);
    assertThat(backtest(windows, "--against", other.toString())).as(err.toString()).isZero();
    assertThat(out.toString()).contains(units + " it is between").contains(": more than luck.");
    JsonNode report = metrics();
    double below = report.at("/below-other-forecasts/SQL").doubleValue();
    double own = report.at("/mean/model/SQL").doubleValue();
    double others = report.at("/mean/against/SQL").doubleValue();
    assertThat(below).isCloseTo(1 - own / others, within(1e-9)).isBetween(.5, 1.0);
    assertThat(report.at("/below-other-forecasts/from").doubleValue()).isBetween(.5, below);
    assertThat(report.at("/below-other-forecasts/to").doubleValue()).isBetween(below, 1.0);
    assertThat(Files.readString(dir.resolve("out/report.html"))).contains(": more than luck.");
  }

  @Test
  void theSameForecasts_areNotApart() throws IOException {
    Path other = moved(10, (row, actual, quantile) -> quantile);
    assertThat(backtest(10, "--against", other.toString())).isZero();
    assertThat(metrics().at("/below-other-forecasts/SQL").doubleValue()).isCloseTo(0, ROUNDED);
    assertThat(out.toString()).contains("it may be luck.");
  }

  /** Without an error in one window, and with twice the model's in the next. */
  @Test
  void betterHereAndWorseThere_mayBeLuck() throws IOException {
    Path other =
        moved(
            16,
            (row, actual, quantile) ->
                row / HORIZON % 2 == 0 ? actual : actual + 2 * (quantile - actual));
    assertThat(backtest(16, "--against", other.toString())).isZero();
    assertThat(metrics().at("/below-other-forecasts/from").doubleValue()).isNegative();
    assertThat(metrics().at("/below-other-forecasts/to").doubleValue()).isPositive();
    assertThat(out.toString()).contains("it may be luck.");
  }

  /** As the model's own: what the service does not issue is seasonal-naive's. */
  @Test
  void forecastThatIsNotThere_isScoredAsSeasonalNaives() throws IOException {
    Path other = moved(1, (row, actual, quantile) -> quantile);
    List<String> rows = Files.readAllLines(other);
    Files.write(other, rows.subList(0, 1 + HORIZON));
    assertThat(backtest(1, "--against", other.toString())).as(err.toString()).isZero();
    JsonNode report = metrics();
    assertThat(report.at("/keys/g0 level/against/SQL").doubleValue())
        .isCloseTo(report.at("/keys/g0 level/model/SQL").doubleValue(), ROUNDED);
    assertThat(report.at("/keys/g1 level/against/SQL"))
        .isEqualTo(report.at("/keys/g1 level/seasonal-naive/SQL"));
  }

  @Test
  void whatIsNotOfTheseWindows_isRefusedWithWhere() throws IOException {
    Path other = moved(2, (row, actual, quantile) -> quantile);
    List<String> rows = Files.readAllLines(other);
    String row = rows.get(1);

    assertThat(refused(List.of(rows.get(0)))).contains("other.csv: has no forecast of a series");
    assertThat(refused(List.of(rows.get(0).replace("q0.7", "q0.71"), row)))
        .contains("other.csv: has no column q0.7");
    assertThat(refused(List.of(rows.get(0), row)))
        .contains("other.csv: the forecast of g0 level from 1970-01-02T")
        .contains("has 1 of 3 steps");
    assertThat(refused(List.of(rows.get(0), row, row))).contains("other.csv:3: the forecast of");
    String[] cells = row.split(",", -1);
    cells[5] = "7.5";
    assertThat(refused(List.of(rows.get(0), String.join(",", cells))))
        .contains("other.csv:2: the actual value is 7.5, in the history it is ")
        .contains("other data");
    cells[8] = "high";
    assertThat(refused(List.of(rows.get(0), String.join(",", cells)).subList(0, 2)))
        .contains("other.csv:2: ");
    assertThat(refused(List.of(rows.get(0), row.replaceFirst("1970-01-0", "in "))))
        .contains("other.csv:2: origin is no time");
  }

  private String refused(List<String> rows) throws IOException {
    Path other = Files.write(dir.resolve("other.csv"), rows);
    err.getBuffer().setLength(0);
    assertThat(backtest(2, "--against", other.toString())).isNotZero();
    return err.toString();
  }

  @Test
  void resultIsTheSameAtAnyTime() throws IOException {
    Path other = moved(10, (row, actual, quantile) -> quantile + row % 2);
    assertThat(backtest(10, "--against", other.toString())).isZero();
    JsonNode first = metrics().get("below-other-forecasts");
    assertThat(IntStream.range(0, 2).map(i -> backtest(10, "--against", other.toString())))
        .containsOnly(0);
    assertThat(metrics().get("below-other-forecasts")).isEqualTo(first);
  }
}
