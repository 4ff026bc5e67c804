package io.sluice.train.choice;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The season of a history: the shortest lag at which the changes from window to window repeat
 * themselves about as well as at any. Changes, because the values of a random walk correlate at
 * every lag.
 *
 * @param windows windows of the season, at least 1
 * @param correlation mean autocorrelation of the changes at that lag; NaN where it was not found
 */
public record Season(int windows, double correlation) {
  /** The longest season that is looked for, beside the usual one. */
  private static final int LONGEST = 2048;

  /** Windows of a series that are looked at: the last ones of training. */
  private static final int MOST_WINDOWS = 8192;

  private static final int MOST_SERIES = 40;

  /** A history shows a season when it has so many. */
  private static final int REPEATS = 3;

  /** Changes count for at most so many times the mean one. */
  private static final double MOST_CHANGE = 4;

  private static final double LEAST = 0.1;

  /** Standard errors of the autocorrelation of noise. */
  private static final double ERRORS = 6;

  /** Lags whose correlation is this share of the best are as good. */
  private static final double AS_GOOD = 0.8;

  /** The usual season is taken from this share on: people know what a day is. */
  private static final double USUAL_AS_GOOD = 0.6;

  /** Whether the history shows it; else it is the usual one. */
  public boolean isFound() {
    return !Double.isNaN(correlation);
  }

  /**
   * Finds the season.
   *
   * @param training the time that may be looked at
   * @param usual the season that the calendar suggests, in windows
   */
  public static Season of(List<Series> series, TimeSpan training, int usual) {
    int count = Math.min(MOST_SERIES, series.size());
    List<double[]> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] one = changes(series.get((int) ((long) i * series.size() / count)), training);
      if (one.length > 2 * REPEATS) {
        changes.add(one);
      }
    }
    int longest = changes.stream().mapToInt(one -> one.length / REPEATS).max().orElse(0);
    double[] correlations = new double[Math.min(LONGEST, longest) + 1];
    IntStream.range(1, correlations.length)
        .forEach(lag -> correlations[lag] = correlation(changes, lag));
    double ofUsual =
        usual > 1 && usual <= longest ? correlation(changes, usual) : Double.NEGATIVE_INFINITY;
    return choose(correlations, usual, ofUsual, least(changes));
  }

  /** What noise of this length does not reach. */
  private static double least(List<double[]> changes) {
    long values = changes.stream().mapToLong(one -> one.length).sum();
    return Math.max(LEAST, ERRORS / Math.sqrt((double) Math.max(1, values)));
  }

  private static Season choose(double[] correlations, int usual, double ofUsual, double least) {
    List<Integer> peaks = new ArrayList<>();
    double best = least;
    for (int lag = 2; lag < correlations.length - 1; lag++) {
      double own = correlations[lag];
      boolean isPeak = own > correlations[lag - 1] && own >= correlations[lag + 1];
      if (isPeak && own >= least) {
        peaks.add(lag);
        best = Math.max(best, own);
      }
    }
    if (ofUsual >= Math.max(least, USUAL_AS_GOOD * best)) {
      return new Season(usual, ofUsual);
    }
    for (int lag : peaks) {
      if (correlations[lag] >= AS_GOOD * best) {
        return new Season(lag, correlations[lag]);
      }
    }
    return new Season(usual, Double.NaN);
  }

  /** From window to window in training, gaps filled with the value before; the last ones. */
  private static double[] changes(Series series, TimeSpan training) {
    List<Double> changes = new ArrayList<>();
    double last = Double.NaN;
    double size = 0;
    for (int t = 0; t < series.length() && series.start(t) < training.to(); t++) {
      double value = series.isObserved(t) ? series.value(t) : last;
      if (!Double.isNaN(last)) {
        changes.add(value - last);
        size += Math.abs(value - last);
      }
      last = value;
    }
    double most = MOST_CHANGE * size / Math.max(1, changes.size());
    return changes.stream()
        .skip(Math.max(0, changes.size() - MOST_WINDOWS))
        .mapToDouble(change -> Math.max(-most, Math.min(most, change)))
        .toArray();
  }

  /** The mean over the series that are long enough; of a series that never changes, none. */
  private static double correlation(List<double[]> changes, int lag) {
    double sum = 0;
    int series = 0;
    for (double[] one : changes) {
      double products = 0;
      double squares = 0;
      for (int t = lag; t < one.length; t++) {
        products += one[t] * one[t - lag];
        squares += one[t] * one[t];
      }
      if (lag * REPEATS <= one.length && squares > 0) {
        sum += products / squares;
        series++;
      }
    }
    return series == 0 ? Double.NEGATIVE_INFINITY : sum / series;
  }
}
