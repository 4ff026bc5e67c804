package io.sluice.detect.fault;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Kinds of faults, each of which changes a series from one window on. */
public enum Fault {
  /** One value six standard deviations too high. */
  SPIKE(3) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      values[from] += 6 * sd;
    }
  },
  /** Three standard deviations higher from here on. */
  SHIFT_3(50) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      lift(values, from, 3 * sd);
    }
  },
  /** Six standard deviations higher from here on. */
  SHIFT_6(50) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      lift(values, from, 6 * sd);
    }
  },
  /** Rises by six standard deviations over a hundred windows, and stays there. */
  DRIFT(150) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      for (int i = from; i < values.length; i++) {
        values[i] += 6 * sd * Math.min(1, (i - from + 1) / 100.0);
      }
    }
  },
  /**
   * Noise that makes the variance nine times what it was: eight times the variance, independent of
   * it.
   */
  VARIANCE(100) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      for (int i = from; i < values.length; i++) {
        values[i] += Math.sqrt(8) * sd * random.nextGaussian();
      }
    }
  },
  /** The last value before it again and again: a sensor that hangs. */
  FROZEN(100) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      double last = last(values, from);
      for (int i = from; i < values.length; i++) {
        values[i] = Double.isNaN(values[i]) ? values[i] : last;
      }
    }
  },
  /** What usually lies above the season's median does not come, for one season; noise stays. */
  MISSING_PEAK(0) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      double[] usual = usual(values, from, season);
      double[] sorted = Arrays.stream(usual).filter(v -> !Double.isNaN(v)).sorted().toArray();
      boolean isPeak =
          season >= LEAST_SEASON
              && sorted.length > season / 2
              && sorted[sorted.length - 1] - sorted[sorted.length / 2] >= 3 * sd;
      for (int i = 0; isPeak && i < usual.length && from + i < values.length; i++) {
        double above = usual[i] - sorted[sorted.length / 2];
        values[from + i] -= above > 0 ? above : 0;
      }
    }
  },
  /** Nothing but zeros from here on. */
  ZERO(50) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      for (int i = from; i < values.length; i++) {
        values[i] = Double.isNaN(values[i]) ? values[i] : 0;
      }
    }
  },
  /** No values from here on. */
  SILENCE(100) {
    @Override
    void change(double[] values, int from, double sd, int season, Random random) {
      Arrays.fill(values, from, values.length, Double.NaN);
    }
  };

  /** A shorter season has no peak that could be missed. */
  private static final int LEAST_SEASON = 4;

  /** What is usual is the median of so many seasons. */
  private static final int SEASONS = 8;

  private final int judged;

  Fault(int judged) {
    this.judged = judged;
  }

  abstract void change(double[] values, int from, double sd, int season, Random random);

  /**
   * Plants the fault.
   *
   * @param values a series, window by window, NaN where there is no value; changed
   * @param from the fault's first window, at least 1
   * @param sd the standard deviation of what is no pattern, in the unit of the values
   * @param season windows of a season
   * @param random decides what is random of it
   * @return whether anything has changed: a series of zeros cannot drop to zero
   */
  public boolean plant(double[] values, int from, double sd, int season, Random random) {
    double[] before = values.clone();
    change(values, from, sd, season, random);
    return !Arrays.equals(before, values);
  }

  /**
   * Within how many windows, from its first one on, an alert has found it.
   *
   * @param season windows of a season
   */
  public int judged(int season) {
    return judged == 0 ? season : judged;
  }

  private static void lift(double[] values, int from, double by) {
    for (int i = from; i < values.length; i++) {
      values[i] += by;
    }
  }

  /** What is usual in each window of a season that begins at one; NaN where nothing is known. */
  private static double[] usual(double[] values, int from, int season) {
    double[] usual = new double[season];
    for (int i = 0; i < season; i++) {
      int window = from + i;
      double[] before =
          IntStream.rangeClosed(1, SEASONS)
              .map(back -> window - back * season)
              .filter(at -> at >= 0)
              .mapToDouble(at -> values[at])
              .filter(value -> !Double.isNaN(value))
              .sorted()
              .toArray();
      usual[i] = before.length == 0 ? Double.NaN : before[before.length / 2];
    }
    return usual;
  }

  /** The newest value before a window; 0 when there is none. */
  private static double last(double[] values, int from) {
    for (int i = from - 1; i >= 0; i--) {
      if (!Double.isNaN(values[i])) {
        return values[i];
      }
    }
    return 0;
  }
}
