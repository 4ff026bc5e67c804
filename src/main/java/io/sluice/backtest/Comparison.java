package io.sluice.backtest;

import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.PairedBootstrap;
import io.sluice.evaluate.metric.PairedBootstrap.Interval;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model's SQL beside that of other forecasts of the same windows, and how far the difference
 * may be luck. Backtest windows are drawn anew, in blocks, since windows close to each other are
 * alike; where there are too few of them, series are.
 */
public final class Comparison {
  private final int windows;
  private final int series;

  /** Which dimension a series is of. */
  private final int[] dimensions;

  private final int dimensionCount;

  /** {@code [window][series]}: sums of scaled quantile losses, and of how many values. */
  private final double[][] own;

  private final double[][] others;
  private final double[][] terms;
  private final double below;
  private final boolean drawsWindows;
  private final Interval interval;

  Comparison(List<Scored> keys, int windows) {
    this.windows = windows;
    this.series = keys.size();
    this.dimensions = new int[series];
    Map<String, Integer> numbers = new HashMap<>();
    for (int s = 0; s < series; s++) {
      String dimension = keys.get(s).series().dimension();
      dimensions[s] = numbers.computeIfAbsent(dimension, name -> numbers.size());
    }
    this.dimensionCount = numbers.size();
    this.own = new double[windows][series];
    this.others = new double[windows][series];
    this.terms = new double[windows][series];
    for (int s = 0; s < series; s++) {
      for (int w = 0; w < windows; w++) {
        Errors model = keys.get(s).errors(Scored.MODEL).get(w);
        terms[w][s] = model.sqlTerms();
        own[w][s] = terms[w][s] == 0 ? 0 : terms[w][s] * model.sql();
        others[w][s] =
            terms[w][s] == 0 ? 0 : terms[w][s] * keys.get(s).errors(Scored.AGAINST).get(w).sql();
      }
    }
    double[] ownByWindow = byWindow(own, null);
    double[] othersByWindow = byWindow(others, null);
    this.below = 1 - mean(ownByWindow, null) / mean(othersByWindow, null);
    this.drawsWindows = windows >= PairedBootstrap.FEWEST;
    this.interval =
        drawsWindows
            ? PairedBootstrap.of(
                windows,
                PairedBootstrap.block(windows),
                times -> 1 - mean(ownByWindow, times) / mean(othersByWindow, times))
            : PairedBootstrap.of(
                series,
                1,
                times ->
                    1 - mean(byWindow(own, times), null) / mean(byWindow(others, times), null));
  }

  /** The SQL of each window, as the metrics take it: over series, then over dimensions. */
  private double[] byWindow(double[][] losses, int @Nullable [] times) {
    double[] sql = new double[windows];
    double[] sums = new double[dimensionCount];
    double[] counts = new double[dimensionCount];
    for (int w = 0; w < windows; w++) {
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      for (int s = 0; s < series; s++) {
        int often = times == null ? 1 : times[s];
        sums[dimensions[s]] += often * losses[w][s];
        counts[dimensions[s]] += often * terms[w][s];
      }
      double sum = 0;
      int count = 0;
      for (int d = 0; d < dimensionCount; d++) {
        if (counts[d] > 0) {
          sum += sums[d] / counts[d];
          count++;
        }
      }
      sql[w] = sum / count;
    }
    return sql;
  }

  /** The mean over windows that have a value, each as often as it was drawn. */
  private static double mean(double[] values, int @Nullable [] times) {
    double sum = 0;
    int count = 0;
    for (int w = 0; w < values.length; w++) {
      int often = times == null ? 1 : times[w];
      if (often > 0 && Double.isFinite(values[w])) {
        sum += often * values[w];
        count += often;
      }
    }
    return sum / count;
  }

  /** By which share the model's SQL is lower; negative: higher; NaN: undefined. */
  public double below() {
    return below;
  }

  /** The least and the most of that in 95% of draws. */
  public Interval interval() {
    return interval;
  }

  /** What it comes to, a sentence. */
  public String verdict() {
    if (!Double.isFinite(below)) {
      return "SQL is undefined here, or nothing errs: the two cannot be compared.";
    }
    String difference = "The model's SQL is " + words(below) + " that of the other forecasts";
    int units = drawsWindows ? windows : series;
    if (units < PairedBootstrap.FEWEST) {
      return difference + "; so few windows and series do not tell whether that is luck.";
    }
    return difference
        + "; in 95%% of draws of the %,d %s it is between %s and %s: "
            .formatted(
                units,
                drawsWindows ? "windows" : "series",
                words(interval.from()),
                words(interval.to()))
        + (interval.isApart() ? "more than luck." : "it may be luck.");
  }

  private static String words(double share) {
    return String.format(
        Locale.ROOT, "%.1f%% %s", 100 * Math.abs(share), share < 0 ? "above" : "below");
  }
}
