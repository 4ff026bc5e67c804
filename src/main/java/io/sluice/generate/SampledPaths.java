package io.sluice.generate;

import io.sluice.evaluate.Empirical;
import io.sluice.history.series.Series;
import io.sluice.report.Chart;
import io.sluice.report.Page;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** Sampled futures of a series, and the files that show them. */
public final class SampledPaths {
  /** Paths that are drawn one by one; all of them make the bands. */
  private static final int DRAWN = 20;

  private final Series series;
  private final long[] starts;
  private final double[][] values;

  /**
   * Takes the arrays as they are.
   *
   * @param starts window starts after the series, milliseconds since the epoch
   * @param values {@code [paths][steps]}
   */
  SampledPaths(Series series, long[] starts, double[][] values) {
    this.series = series;
    this.starts = starts;
    this.values = values;
  }

  /** {@code [paths][steps]}, in the source's units. */
  public double[][] values() {
    return values;
  }

  /** The quantile of all paths at each step; order statistics, linearly interpolated. */
  public double[] quantile(double level) {
    double[] quantiles = new double[starts.length];
    double[] column = new double[values.length];
    for (int step = 0; step < starts.length; step++) {
      for (int path = 0; path < values.length; path++) {
        column[path] = values[path][step];
      }
      Arrays.sort(column);
      quantiles[step] = Empirical.quantile(column, level);
    }
    return quantiles;
  }

  /**
   * Writes {@code paths.csv}, one row per path and step, and {@code paths.html}, one self-contained
   * page with the plot.
   *
   * @throws IOException when the directory or a file cannot be written
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Writer out = Files.newBufferedWriter(directory.resolve("paths.csv"))) {
      out.write("path,step,start,value\n");
      for (int path = 0; path < values.length; path++) {
        for (int step = 0; step < starts.length; step++) {
          Instant start = Instant.ofEpochMilli(starts[step]);
          out.write((path + 1) + "," + (step + 1) + "," + start + "," + values[path][step] + "\n");
        }
      }
    }
    Files.writeString(directory.resolve("paths.html"), html());
  }

  private String html() {
    int history = Math.min(series.length(), 3 * starts.length);
    double[] actual = new double[history];
    Arrays.setAll(actual, i -> series.value(series.length() - history + i));
    Chart chart = new Chart("windows from the end of the series", "value");
    chart.band("fill:#1f5fa8;fill-opacity:.15", 1, quantile(.05), quantile(.95));
    chart.band("fill:#1f5fa8;fill-opacity:.25", 1, quantile(.25), quantile(.75));
    for (int path = 0; path < Math.min(DRAWN, values.length); path++) {
      chart.line("stroke:#1f5fa8;stroke-opacity:.35;stroke-width:.8", 1, values[path]);
    }
    chart.line("stroke:#1f5fa8;stroke-width:1.6", 1, quantile(.5));
    chart.line("stroke:#222;stroke-width:1.2", 1.0 - history, actual);
    return new Page(series.name())
        .paragraph(
            "%,d sampled paths of %,d windows. Black: history. Blue: some paths, the median, and the"
                    .formatted(values.length, starts.length)
                + " central 50% and 90% of all paths at each step.")
        .raw(chart.svg())
        .html();
  }
}
