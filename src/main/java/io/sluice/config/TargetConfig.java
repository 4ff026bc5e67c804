package io.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * One forecast target of a pipeline.
 *
 * @param name the target's name in forecasts and alerts
 * @param field the event field it is made of
 * @param aggregate how a window's values become one
 * @param unit the unit of the values, for people and dashboards
 * @param counterEnd where a counter begins again at zero by itself; 0: nowhere
 * @param bounds beyond which nothing is forecast
 * @param empty what a window without an event is
 */
public record TargetConfig(
    String name,
    String field,
    Aggregate aggregate,
    @Nullable String unit,
    double counterEnd,
    Bounds bounds,
    Empty empty) {
  /** What a window is in which a known key has no event. */
  public enum Empty {
    /** Nothing was sold, or counted: a value like others. */
    ZERO,
    /** Nothing is known. */
    MISSING;

    /** What an aggregate has by itself. */
    public static Empty of(Aggregate aggregate) {
      return canBeZero(aggregate) ? ZERO : MISSING;
    }

    /** Whether nothing can be zero: where values are added up, or counted. */
    public static boolean canBeZero(Aggregate aggregate) {
      return aggregate.equals(Aggregate.SUM) || aggregate.equals(Aggregate.COUNT);
    }
  }

  /**
   * Between which values a target lies, as its owner says or its aggregate has it.
   *
   * @param min the least one; negative infinity: none is
   * @param max the greatest one; infinity: none is
   */
  public record Bounds(double min, double max) {
    /** Of a target that may be anything. */
    public static final Bounds NONE =
        new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** Of what is counted, or how far values differ. */
    public static final Bounds NOT_NEGATIVE = new Bounds(0, Double.POSITIVE_INFINITY);

    public Bounds {
      if (!(min < max)) {
        throw new IllegalArgumentException("no bounds: " + min + " to " + max);
      }
    }

    /** Those that an aggregate has by itself. */
    public static Bounds of(Aggregate aggregate) {
      return switch (aggregate.function()) {
        case COUNT, DISTINCT, STDDEV, RANGE, DELTA, RATE -> NOT_NEGATIVE;
        default -> NONE;
      };
    }

    /** The value within these bounds that is nearest to one; NaN stays. */
    public double nearest(double value) {
      return Math.max(min, Math.min(max, value));
    }
  }

  public TargetConfig {
    if (!(counterEnd >= 0) || (counterEnd > 0 && !aggregate.isCounter())) {
      throw new IllegalArgumentException("no counter that ends at " + counterEnd);
    }
    if (empty == Empty.ZERO && !Empty.canBeZero(aggregate)) {
      throw new IllegalArgumentException("the " + aggregate + " of nothing is not zero");
    }
  }

  /** A target that is no counter, or one without an end. */
  public TargetConfig(String name, String field, Aggregate aggregate, @Nullable String unit) {
    this(name, field, aggregate, unit, 0, Bounds.of(aggregate));
  }

  /** A target of which a window without an event is what its aggregate has by itself. */
  public TargetConfig(
      String name,
      String field,
      Aggregate aggregate,
      @Nullable String unit,
      double counterEnd,
      Bounds bounds) {
    this(name, field, aggregate, unit, counterEnd, bounds, Empty.of(aggregate));
  }

  /** Whether a window without an event is zero. */
  public boolean isZeroFilled() {
    return empty == Empty.ZERO;
  }
}
