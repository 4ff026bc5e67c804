package io.sluice.window.summary;

import io.sluice.config.Aggregate;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A summary of a window's values that stays small, however many there are. What it says depends on
 * the values, their times and their order alone, and not on when it was stored and read back in
 * between.
 */
public sealed interface Summary
    permits QuantileSketch, DistinctSketch, Deviation, Extent, Readings {
  /** An empty one for an aggregate; null for one that needs none. */
  static @Nullable Summary of(Aggregate aggregate) {
    return switch (aggregate.function()) {
      case QUANTILE -> new QuantileSketch(aggregate.percent());
      case DISTINCT -> new DistinctSketch();
      case STDDEV -> new Deviation();
      case RANGE -> new Extent();
      case DELTA, RATE -> new Readings();
      default -> null;
    };
  }

  /**
   * Takes a finite value in.
   *
   * @param time of its event, epoch ms
   */
  void add(double value, long time);

  /**
   * The value of the aggregate; NaN when the window alone does not say. Only when something has
   * been added.
   */
  double value();

  /** The most bytes of the stored form as it is now. */
  int maxBytes();

  /** Writes the stored form: a version, then the content. */
  void write(ByteBuffer out);

  /**
   * Becomes what was stored; only an empty one.
   *
   * @throws IllegalArgumentException when it is damaged, or a newer version wrote it
   * @throws BufferUnderflowException when it is truncated
   */
  void read(ByteBuffer in);
}
