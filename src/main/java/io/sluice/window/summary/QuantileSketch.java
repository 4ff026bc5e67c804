package io.sluice.window.summary;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * A quantile of values: exact up to {@value #MOST_VALUES} of them (by linear interpolation between
 * two, as most software does it); what there is beyond that is merged into a {@link Digest},
 * {@value #MOST_VALUES} at a time.
 */
final class QuantileSketch implements Summary {
  static final int MOST_VALUES = 128;

  private static final byte VERSION = 1;

  /** No measurement is beyond it, and weighted sums of such values are finite. */
  private static final double LIMIT = 1e290;

  private final double level;

  /** Those that are not merged yet. */
  private double[] values = new double[4];

  private int count;
  private @Nullable Digest digest;

  QuantileSketch(double percent) {
    this.level = percent / 100;
  }

  @Override
  public void add(double value, long time) {
    if (count == MOST_VALUES) {
      digest = merged();
      count = 0;
    }
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = Math.max(-LIMIT, Math.min(LIMIT, value));
  }

  private Digest merged() {
    return Digest.merge(digest, values, count);
  }

  @Override
  public double value() {
    return digest == null ? exact() : merged().quantile(level);
  }

  private double exact() {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    double place = level * (count - 1);
    int below = (int) place;
    int above = Math.min(below + 1, count - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public int maxBytes() {
    return 6 + count * Double.BYTES + (digest == null ? 1 : digest.maxBytes());
  }

  @Override
  public void write(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(count, out.put(VERSION));
    for (int i = 0; i < count; i++) {
      out.putDouble(values[i]);
    }
    if (digest == null) {
      ByteUtils.writeUnsignedVarint(0, out);
    } else {
      digest.write(out);
    }
  }

  @Override
  public void read(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("sketch of quantiles has version " + version);
    }
    count = ByteUtils.readUnsignedVarint(in);
    if (count < 1 || count > MOST_VALUES) {
      throw new IllegalArgumentException("sketch of " + count + " values");
    }
    values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = finite(in.getDouble());
    }
    digest = Digest.read(in);
  }

  static double finite(double value) {
    if (!(Math.abs(value) <= LIMIT)) {
      throw new IllegalArgumentException("a sketch holds " + value);
    }
    return value;
  }
}
