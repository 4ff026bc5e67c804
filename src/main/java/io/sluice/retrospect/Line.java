package io.sluice.retrospect;

import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.Series;
import java.util.Arrays;

/**
 * Straight lines between the known values of a series, in the scaler's space, and how far values
 * may be from them.
 */
public final class Line {
  private final Scaler scaler;

  public Line(Scaler scaler) {
    this.scaler = scaler;
  }

  /** The value a share of the way from one to another. */
  public double between(double from, double to, double share) {
    double begin = scaler.forward(from);
    return scaler.backward(begin + share * (scaler.forward(to) - begin));
  }

  /**
   * The values of a stretch. A window without one takes the line between its known neighbours; the
   * value of the only one that there is at either end; NaN where nothing is known.
   *
   * @return {@code [stretch.length()]}
   */
  double[] fill(Series series, Stretch stretch) {
    double[] filled = new double[stretch.length()];
    int last = -1;
    for (int i = 0; i < filled.length; i++) {
      double value = series.value(stretch.from() + i);
      if (scaler.accepts(value)) {
        filled[i] = value;
        double before = last < 0 ? value : filled[last];
        for (int gap = last + 1; gap < i; gap++) {
          filled[gap] = between(before, value, (double) (gap - last) / (i - last));
        }
        last = i;
      }
    }
    Arrays.fill(filled, last + 1, filled.length, last < 0 ? Double.NaN : filled[last]);
    return filled;
  }

  /**
   * How much wider than that of a single missing window the values of a stretch spread, were the
   * series a random walk: for a window {@code k} after the last known one and {@code m} before the
   * next, the standard deviation of a Brownian bridge over that of its middle, {@code sqrt(2 k m /
   * (k + m))}. 1 for known windows, and for all of a scaler whose origin is no value of the series.
   *
   * @return {@code [stretch.length()]}
   */
  double[] spread(Series series, Stretch stretch) {
    double[] spread = new double[stretch.length()];
    Arrays.fill(spread, 1);
    if (scaler.spec().kind() == ScalerSpec.Kind.LEVEL) {
      return spread;
    }
    double[] inverse = new double[spread.length];
    addDistances(series, stretch, inverse, false);
    addDistances(series, stretch, inverse, true);
    for (int i = 0; i < spread.length; i++) {
      spread[i] = inverse[i] > 0 ? Math.sqrt(2 / inverse[i]) : 1;
    }
    return spread;
  }

  /** Adds one over the distance from the nearest known window on one side. */
  private void addDistances(Series series, Stretch stretch, double[] inverse, boolean backward) {
    int distance = 0;
    for (int i = 0; i < inverse.length; i++) {
      int at = backward ? inverse.length - 1 - i : i;
      boolean known = scaler.accepts(series.value(stretch.from() + at));
      distance = known ? 1 : distance == 0 ? 0 : distance + 1;
      inverse[at] += known || distance == 0 ? 0 : 1.0 / (distance - 1);
    }
  }
}
