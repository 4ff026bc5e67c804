package io.sluice.backtest;

import io.sluice.csv.CsvException;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.evaluate.metric.Levels;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of the same windows by something else: a {@code forecasts.csv}, of another backtest or
 * of another program. It needs the columns {@code series}, {@code origin}, {@code step}, {@code
 * actual} and {@code q0.1} to {@code q0.9}; those of origins that are not tested are passed over.
 */
public final class OtherForecasts {
  /** How far an actual value may lie from ours, relatively: programs round. */
  private static final double SAME = 1e-6;

  private final Path file;

  public OtherForecasts(Path file) {
    this.file = file;
  }

  /** Where the columns stand; -1: there is none. */
  private record Places(int series, int origin, int step, int actual, List<Integer> levels) {}

  /** The forecasts of one series from one origin, as far as they were read. */
  private static final class Forecast {
    final double[][] steps;
    int count;

    Forecast(int horizon) {
      steps = new double[horizon][];
    }
  }

  /**
   * Hands every series its forecasts.
   *
   * @throws CsvException when the file cannot be read, is of other data, or has no forecast from
   *     any of the origins, or only a part of one
   */
  void read(List<Scored> keys, BacktestSettings settings) {
    Map<String, Scored> byName = new HashMap<>();
    keys.forEach(key -> byName.put(key.series().name(), key));
    Map<Scored, Forecast[]> forecasts = new HashMap<>();
    try (CsvRows rows = CsvRows.open(file)) {
      Places places = places(rows.header());
      while (rows.hasNext()) {
        CsvRow row = rows.next();
        Scored key = byName.get(text(row, places.series()));
        int window = key == null ? -1 : window(key, settings, time(row, places.origin()));
        double step = number(row, places.step());
        if (key != null && window >= 0 && step <= settings.horizon()) {
          Forecast[] ofKey =
              forecasts.computeIfAbsent(key, name -> new Forecast[settings.windows()]);
          if (ofKey[window] == null) {
            ofKey[window] = new Forecast(settings.horizon());
          }
          put(ofKey[window], key, key.origin(window), row, places);
        }
      }
    }
    if (forecasts.isEmpty()) {
      throw new CsvException(
          file + ": has no forecast of a series that is tested, from an origin of this backtest");
    }
    forecasts.forEach(this::hand);
  }

  private void put(Forecast forecast, Scored key, int origin, CsvRow row, Places places) {
    double step = number(row, places.step());
    if (step < 1 || step != Math.rint(step)) {
      throw at(row, "step is not a number of windows, at least 1");
    }
    int index = (int) step - 1;
    if (forecast.steps[index] != null) {
      throw at(row, "the forecast of this series, origin and step was there before");
    }
    double actual = key.series().value(origin + 1 + index);
    String said = text(row, places.actual());
    if (!said.isEmpty()
        && Math.abs(number(row, places.actual()) - actual) > SAME * Math.abs(actual)) {
      throw at(
          row,
          "the actual value is %s, in the history it is %s: other data"
              .formatted(Untrusted.shown(said), actual));
    }
    double[] quantiles = new double[Levels.COUNT];
    for (int level = 0; level < quantiles.length; level++) {
      int place = places.levels().get(level);
      quantiles[level] = place < 0 ? Double.NaN : number(row, place);
    }
    forecast.steps[index] = quantiles;
    forecast.count++;
  }

  private void hand(Scored key, @Nullable Forecast[] windows) {
    for (int window = 0; window < windows.length; window++) {
      Forecast forecast = windows[window];
      if (forecast == null) {
        continue;
      }
      if (forecast.count < forecast.steps.length) {
        throw new CsvException(
            "%s: the forecast of %s from %s has %,d of %,d steps"
                .formatted(
                    file,
                    Untrusted.shown(key.series().name()),
                    Instant.ofEpochMilli(key.series().start(key.origin(window))),
                    forecast.count,
                    forecast.steps.length));
      }
      key.putOther(window, forecast.steps);
    }
  }

  /** The backtest window whose origin begins then; -1 if none. */
  private static int window(Scored key, BacktestSettings settings, long time) {
    for (int window = 0; window < settings.windows(); window++) {
      if (key.series().start(key.origin(window)) == time) {
        return window;
      }
    }
    return -1;
  }

  private Places places(List<String> header) {
    List<Integer> levels = new ArrayList<>();
    for (int level = 0; level < Levels.COUNT; level++) {
      levels.add(header.indexOf("q" + Levels.get(level)));
    }
    for (int level : Levels.scored()) {
      require(header, "q" + Levels.get(level));
    }
    return new Places(
        require(header, "series"),
        require(header, "origin"),
        require(header, "step"),
        require(header, "actual"),
        levels);
  }

  private int require(List<String> header, String column) {
    int place = header.indexOf(column);
    if (place < 0) {
      throw new CsvException(
          file + ": has no column " + column + ", as a backtest's forecasts.csv");
    }
    return place;
  }

  private String text(CsvRow row, int place) {
    if (place >= row.fields().size()) {
      throw at(row, "the row is shorter than the header");
    }
    return row.fields().get(place);
  }

  private long time(CsvRow row, int place) {
    try {
      return Instant.parse(text(row, place)).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw at(row, "origin is no time as 2024-01-31T12:00:00Z", e);
    }
  }

  private double number(CsvRow row, int place) {
    String text = text(row, place);
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
      throw at(row, Untrusted.shown(text) + " is not a number");
    } catch (NumberFormatException e) {
      throw at(row, Untrusted.shown(text) + " is not a number", e);
    }
  }

  private CsvException at(CsvRow row, String problem) {
    return new CsvException(file + ":" + row.line() + ": " + problem);
  }

  private CsvException at(CsvRow row, String problem, Exception cause) {
    return new CsvException(file + ":" + row.line() + ": " + problem, cause);
  }
}
