package io.sluice.window.summary;

import com.tdunning.math.stats.Centroid;
import com.tdunning.math.stats.MergingDigest;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * A <a href="https://arxiv.org/abs/1902.04023">t-digest</a> at rest: weighted means of values that
 * lie side by side, of fewer the nearer to an end. Immutable. The library's own form is made of it
 * for every merge: storing that would compress it once more, and so what it says would depend on
 * how often it was stored.
 */
final class Digest {
  private static final double COMPRESSION = 200;
  private static final int MOST_CENTROIDS = 400;

  /** By so small a share of their range centroids may be out of order: their means are rounded. */
  private static final double ROUNDING = 1e-9;

  /** The library's number for a form with full precision. */
  private static final int VERBOSE = 1;

  private static final int HEADER_BYTES = 2 * Integer.BYTES + 3 * Double.BYTES;

  private final double min;
  private final double max;
  private final double[] means;
  private final int[] weights;

  private Digest(double min, double max, double[] means, int[] weights) {
    this.min = min;
    this.max = max;
    this.means = means;
    this.weights = weights;
    order();
  }

  /** The library takes them for ascending, from the least value to the greatest. */
  private void order() {
    double slack = ROUNDING * (max - min + Math.abs(min));
    double before = min;
    for (int i = 0; i < means.length; i++) {
      if (!(means[i] >= before - slack && means[i] <= max + slack)) {
        throw new IllegalArgumentException("centroids that are not in order");
      }
      means[i] = Math.max(before, Math.min(max, means[i]));
      before = means[i];
    }
  }

  /** One of what is in another one, if any, and of the first so many values. */
  static Digest merge(@Nullable Digest other, double[] values, int count) {
    MergingDigest digest = other == null ? new MergingDigest(COMPRESSION) : other.open();
    for (int i = 0; i < count; i++) {
      digest.add(values[i], 1);
    }
    digest.compress();
    Collection<Centroid> centroids = digest.centroids();
    double[] means = centroids.stream().mapToDouble(Centroid::mean).toArray();
    int[] weights = centroids.stream().mapToInt(Centroid::count).toArray();
    return new Digest(digest.getMin(), digest.getMax(), means, weights);
  }

  private MergingDigest open() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + 2 * Double.BYTES * means.length);
    bytes.putInt(VERBOSE).putDouble(min).putDouble(max).putDouble(COMPRESSION);
    bytes.putInt(means.length);
    for (int i = 0; i < means.length; i++) {
      bytes.putDouble(weights[i]).putDouble(means[i]);
    }
    return MergingDigest.fromBytes(bytes.flip());
  }

  double quantile(double level) {
    return open().quantile(level);
  }

  int maxBytes() {
    return 5 + 2 * Double.BYTES + means.length * (Double.BYTES + 5);
  }

  void write(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(means.length, out);
    out.putDouble(min).putDouble(max);
    for (int i = 0; i < means.length; i++) {
      ByteUtils.writeUnsignedVarint(weights[i], out.putDouble(means[i]));
    }
  }

  /**
   * Reads the stored form.
   *
   * @return null: nothing had been merged
   * @throws IllegalArgumentException when it is damaged
   */
  static @Nullable Digest read(ByteBuffer in) {
    int size = ByteUtils.readUnsignedVarint(in);
    if (size < 0 || size > MOST_CENTROIDS) {
      throw new IllegalArgumentException("digest of " + size + " centroids");
    }
    if (size == 0) {
      return null;
    }
    double min = QuantileSketch.finite(in.getDouble());
    double max = QuantileSketch.finite(in.getDouble());
    double[] means = new double[size];
    int[] weights = new int[size];
    for (int i = 0; i < size; i++) {
      means[i] = QuantileSketch.finite(in.getDouble());
      weights[i] = ByteUtils.readUnsignedVarint(in);
      if (weights[i] < 1) {
        throw new IllegalArgumentException("centroid of " + weights[i] + " values");
      }
    }
    if (weights[0] != 1 || weights[size - 1] != 1) {
      throw new IllegalArgumentException("the least and the greatest value are not alone");
    }
    return new Digest(min, max, means, weights);
  }
}
