package io.sluice.backtest;

import io.sluice.csv.CsvNumber;
import io.sluice.evaluate.metric.Levels;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Writes the model's forecasts, one row per series, backtest window and step. */
final class ForecastsCsv {
  private ForecastsCsv() {}

  static void write(Path file, BacktestResult result) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("series,window,origin,step,start,actual");
      for (int level = 0; level < Levels.COUNT; level++) {
        out.write(",q" + Levels.get(level));
      }
      out.write('\n');
      for (Scored key : result.keys()) {
        for (int window = 0; window < result.settings().windows(); window++) {
          if (key.isForecast(window)) {
            rows(out, key, window);
          }
        }
      }
    }
  }

  private static void rows(Writer out, Scored key, int window) throws IOException {
    String name = '"' + key.series().name().replace("\"", "\"\"") + '"';
    int origin = key.origin(window);
    double[][] forecast = key.forecast(window);
    for (int step = 0; step < forecast.length; step++) {
      int target = origin + 1 + step;
      out.write(name + ',' + (window + 1) + ',' + time(key, origin) + ',' + (step + 1));
      out.write(',' + time(key, target) + ',' + CsvNumber.exact(key.series().value(target)));
      for (double quantile : forecast[step]) {
        out.write(',' + CsvNumber.rounded(quantile));
      }
      out.write('\n');
    }
  }

  private static String time(Scored key, int window) {
    return Instant.ofEpochMilli(key.series().start(window)).toString();
  }
}
