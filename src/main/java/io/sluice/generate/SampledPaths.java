package io.sluice.generate;

import io.sluice.evaluate.Empirical;
import io.sluice.history.series.Series;
import io.sluice.report.Figure;
import io.sluice.report.Page;
import io.sluice.report.Tone;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Sampled futures of a series, and the files that show them. */
public final class SampledPaths {
  /** Paths that are drawn one by one; all of them make the bands. */
  private static final int DRAWN = 20;

  /** Windows of history that are drawn for each that is sampled. */
  private static final int HISTORY = 3;

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
    int history = Math.min(series.length(), HISTORY * starts.length);
    int before = series.length() - history;
    long[] times =
        LongStream.concat(
                IntStream.range(before, series.length()).mapToLong(series::start),
                Arrays.stream(starts))
            .toArray();
    double[] actual = new double[times.length];
    Arrays.setAll(actual, i -> i < history ? series.value(before + i) : Double.NaN);
    Figure figure =
        Figure.overTime("values and sampled paths, by the start of their windows", times)
            .band("90% of all paths", Tone.FAN, ahead(history, .05), ahead(history, .95))
            .band("50% of all paths", Tone.BAND, ahead(history, .25), ahead(history, .75));
    for (int path = 0; path < Math.min(DRAWN, values.length); path++) {
      figure.line("", Tone.FAN, joined(values[path], history));
    }
    figure.dashed("median", Tone.ACCENT, ahead(history, .5)).line("actual", Tone.INK, actual);
    return new Page(series.name())
        .paragraph(
            "%,d sampled paths of %,d windows, of which %,d are drawn one by one."
                .formatted(values.length, starts.length, Math.min(DRAWN, values.length)))
        .figure(figure)
        .html();
  }

  private double[] ahead(int history, double level) {
    return joined(quantile(level), history);
  }

  /** Values of the windows to come, after nothing in those of history. */
  private static double[] joined(double[] values, int history) {
    double[] all = new double[history + values.length];
    Arrays.fill(all, 0, history, Double.NaN);
    System.arraycopy(values, 0, all, history, values.length);
    return all;
  }
}
