package io.sluice.score;

import io.sluice.feature.Asinh;
import java.nio.ByteBuffer;

/**
 * What first values of new keys look like in a pipeline's partition, per target: with it a key can
 * be judged on its very first window, of which no forecast was made.
 *
 * <p>Values are taken from their running mean in units of their mean absolute deviation, so that
 * neither unit nor offset matter; of the {@code asinh} of that, which is linear near zero and
 * logarithmic far from it, again running mean and mean absolute deviation. The tail is taken as
 * Laplace, for the keys differ widely. Mutable; persisted.
 */
public final class Population {
  /** Version 1 took the asinh of the values in the source's unit. */
  private static final byte VERSION = 2;

  /** New keys that must have been seen before one can be odd. */
  private static final int MIN_COUNT = 30;

  /** New keys after which old ones are forgotten. */
  private static final int MEMORY = 1000;

  private static final double MIN_DEVIATION = 0.05;

  /** Distances in deviations are not greater. */
  private static final double FAR = 1e12;

  /** A value moves the mean by at most so many deviations, once there are enough. */
  private static final double CLIP = 20;

  /** Deviations to the quantile 0.99 of a Laplace distribution: ln(50). */
  private static final double UPPER = Math.log(50);

  private final int[] counts;

  /** Of the values. */
  private final double[] centres;

  private final double[] sizes;

  /** Of the asinh of values from their centre. */
  private final double[] means;

  private final double[] deviations;
  private boolean changed;

  public Population(int targets) {
    counts = new int[targets];
    centres = new double[targets];
    sizes = new double[targets];
    means = new double[targets];
    deviations = new double[targets];
  }

  /**
   * {@code -log10} of the two-sided p-value of a first value, signed; 0 while too little is known.
   */
  public double surprise(int target, double value) {
    if (counts[target] < MIN_COUNT) {
      return 0;
    }
    double distance = position(target, value) - means[target];
    return distance / Math.max(MIN_DEVIATION, deviations[target]) / Math.log(10);
  }

  private double position(int target, double value) {
    double distance = value - centres[target];
    double ratio = distance == 0 ? 0 : distance / sizes[target];
    return Asinh.of(Math.max(-FAR, Math.min(FAR, ratio)));
  }

  /** The inverse of {@link #position}. */
  private double value(int target, double position) {
    return centres[target] + sizes[target] * Math.sinh(position);
  }

  /** The middle of the first values. */
  public double expected(int target) {
    return value(target, means[target]);
  }

  /** The first value at a number of outermost quantiles: -1 is quantile 0.01, 1 is 0.99. */
  public double bound(int target, int side) {
    double deviation = Math.max(MIN_DEVIATION, deviations[target]);
    return value(target, means[target] + side * UPPER * deviation);
  }

  /** Takes the first value of a new key in. */
  public void learn(int target, double value) {
    changed = true;
    counts[target] = Math.min(MEMORY, counts[target] + 1);
    double rate = 1.0 / counts[target];
    double moved = counts[target] == 1 ? 0 : value - centres[target];
    if (counts[target] > MIN_COUNT && sizes[target] > 0) {
      double most = CLIP * sizes[target];
      moved = Math.max(-most, Math.min(most, moved));
    }
    centres[target] = counts[target] == 1 ? value : centres[target] + rate * moved;
    sizes[target] += rate * (Math.abs(moved) - sizes[target]);
    if (sizes[target] > 0) {
      double deviation = position(target, value) - means[target];
      means[target] += rate * deviation;
      deviations[target] += rate * (Math.abs(deviation) - deviations[target]);
    }
  }

  /**
   * That of other targets.
   *
   * @param places by target, its place in this one; negative: nothing is known of it
   */
  public Population of(int[] places) {
    Population other = new Population(places.length);
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0) {
        other.counts[i] = counts[places[i]];
        other.centres[i] = centres[places[i]];
        other.sizes[i] = sizes[places[i]];
        other.means[i] = means[places[i]];
        other.deviations[i] = deviations[places[i]];
      }
    }
    other.changed = true;
    return other;
  }

  /** Whether something was learned since the last {@link #encode}. */
  public boolean isChanged() {
    return changed;
  }

  /** The stored form. */
  public byte[] encode() {
    changed = false;
    ByteBuffer out = ByteBuffer.allocate(size(counts.length));
    out.put(VERSION).put((byte) counts.length);
    for (int i = 0; i < counts.length; i++) {
      out.putInt(counts[i]).putDouble(centres[i]).putDouble(sizes[i]);
      out.putDouble(means[i]).putDouble(deviations[i]);
    }
    return out.array();
  }

  private static int size(int targets) {
    return 2 + targets * (Integer.BYTES + 4 * Double.BYTES);
  }

  /**
   * Reads the stored form; one of another number of targets or version is ignored.
   *
   * @throws IllegalStateException when it is truncated or damaged
   */
  public void decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length >= 2 && (in.get() != VERSION || in.get() != counts.length)) {
      return;
    }
    if (bytes.length != size(counts.length)) {
      throw new IllegalStateException(
          "population of " + bytes.length + " bytes is truncated or damaged");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.getInt();
      centres[i] = in.getDouble();
      sizes[i] = in.getDouble();
      means[i] = in.getDouble();
      deviations[i] = in.getDouble();
    }
  }
}
