package io.sluice.state.chart;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What a key has taught about the peaks of one series of statistics. Values above a threshold that
 * follow one another closely are one peak. Mutable; persisted.
 */
public final class TailState {
  /** The longest cluster of values above the threshold: longer ones are taken for two. */
  public static final int MAX_CLUSTER = 100;

  /** The most bytes of the stored form. */
  public static final int MAX_BYTES = 3 + 4 * Float.BYTES + 3;

  /** Statistics seen, saturating. */
  public int count;

  /** Peaks seen, saturating. */
  public int peaks;

  /** What about one peak in so many windows exceeds, see the score package. */
  public float threshold;

  /** Running mean of how far peaks exceed it. */
  public float meanExcess;

  /** Running mean of the square of that. */
  public float squareExcess;

  /** The highest value of the cluster that is under way. */
  public float peak;

  /** Windows since the cluster began, it included; 0: none is under way. */
  public int cluster;

  /** Windows in a row below the threshold in it. */
  public int quiet;

  /** A tail of which nothing is known but a guess. */
  public TailState(double threshold, double meanExcess) {
    this.threshold = (float) threshold;
    this.meanExcess = (float) meanExcess;
    this.squareExcess = (float) (2 * meanExcess * meanExcess);
  }

  /** Becomes the same as another. */
  public void take(TailState other) {
    count = other.count;
    peaks = other.peaks;
    threshold = other.threshold;
    meanExcess = other.meanExcess;
    squareExcess = other.squareExcess;
    peak = other.peak;
    cluster = other.cluster;
    quiet = other.quiet;
  }

  /** Writes the stored form. */
  public void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(count, out);
    out.put((byte) peaks).put((byte) cluster).put((byte) quiet);
    out.putFloat(threshold).putFloat(meanExcess).putFloat(squareExcess);
    if (cluster > 0) {
      out.putFloat(peak);
    }
  }

  /** Reads the stored form; false when a count is impossible. */
  public boolean decode(ByteBuffer in) {
    count = ByteUtils.readUnsignedVarint(in);
    peaks = in.get();
    cluster = in.get();
    quiet = in.get();
    threshold = in.getFloat();
    meanExcess = in.getFloat();
    squareExcess = in.getFloat();
    peak = cluster > 0 ? in.getFloat() : 0;
    return count >= 0 && peaks >= 0 && cluster >= 0 && quiet >= 0;
  }
}
