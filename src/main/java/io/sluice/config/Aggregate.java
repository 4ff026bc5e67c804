package io.sluice.config;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the values of one event field become the one value of a window.
 *
 * @param function what is computed
 * @param percent of a quantile, how much of the values it bounds, above 0 and below 100; else 0
 */
public record Aggregate(Function function, double percent) {
  /** What is computed of a window's values. */
  public enum Function {
    MEAN,
    SUM,
    MIN,
    MAX,
    /** The value with the newest event time; of equal times the one that arrived last. */
    LAST,
    /** The value with the oldest event time; of equal times the one that arrived first. */
    FIRST,
    /** The number of events that carry the field, whatever its type. */
    COUNT,
    /** The standard deviation of the values themselves, which is 0 of one. */
    STDDEV,
    /** The greatest value less the least. */
    RANGE,
    /** A quantile: exact of few values, else estimated. */
    QUANTILE,
    /** What a counter rose by since the window before. */
    DELTA,
    /** What a counter rose by in a second since its last reading before the window. */
    RATE,
    /** The number of different values, numbers or texts: exact of few, else estimated. */
    DISTINCT
  }

  public static final Aggregate MEAN = new Aggregate(Function.MEAN, 0);
  public static final Aggregate SUM = new Aggregate(Function.SUM, 0);
  public static final Aggregate MIN = new Aggregate(Function.MIN, 0);
  public static final Aggregate MAX = new Aggregate(Function.MAX, 0);
  public static final Aggregate LAST = new Aggregate(Function.LAST, 0);
  public static final Aggregate FIRST = new Aggregate(Function.FIRST, 0);
  public static final Aggregate COUNT = new Aggregate(Function.COUNT, 0);
  public static final Aggregate STDDEV = new Aggregate(Function.STDDEV, 0);
  public static final Aggregate RANGE = new Aggregate(Function.RANGE, 0);
  public static final Aggregate DISTINCT = new Aggregate(Function.DISTINCT, 0);
  public static final Aggregate DELTA = new Aggregate(Function.DELTA, 0);
  public static final Aggregate RATE = new Aggregate(Function.RATE, 0);
  public static final Aggregate MEDIAN = new Aggregate(Function.QUANTILE, 50);

  /** How aggregates are spelled; of quantiles an example. */
  public static final List<String> SPELLINGS =
      Stream.of(
              MEAN,
              SUM,
              MIN,
              MAX,
              LAST,
              FIRST,
              COUNT,
              STDDEV,
              RANGE,
              DELTA,
              RATE,
              DISTINCT,
              MEDIAN,
              quantile(90))
          .map(Aggregate::toString)
          .toList();

  private static final Pattern QUANTILE = Pattern.compile("p\\d{1,2}(\\.\\d{1,3})?");
  private static final int ALL = 100;

  public Aggregate {
    boolean isPercent = percent > 0 && percent < ALL;
    if (function == Function.QUANTILE ? !isPercent : percent != 0) {
      throw new IllegalArgumentException(function + " of " + percent + "%");
    }
  }

  /** Whether the values are readings of a counter. */
  public boolean isCounter() {
    return function == Function.DELTA || function == Function.RATE;
  }

  /** The value that a share of a window's values are not above. */
  public static Aggregate quantile(double percent) {
    return new Aggregate(Function.QUANTILE, percent);
  }

  /** The aggregate that is spelled like this: {@code mean}, {@code p99.9}. Case counts. */
  public static Optional<Aggregate> parse(String spelled) {
    if (QUANTILE.matcher(spelled).matches()) {
      double percent = Double.parseDouble(spelled.substring(1));
      return percent > 0 ? Optional.of(quantile(percent)) : Optional.empty();
    }
    if (spelled.equals(MEDIAN.toString())) {
      return Optional.of(MEDIAN);
    }
    return Arrays.stream(Function.values())
        .filter(function -> function != Function.QUANTILE)
        .filter(function -> spelled(function).equals(spelled))
        .map(function -> new Aggregate(function, 0))
        .findFirst();
  }

  /**
   * The aggregate of a {@link #name}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Aggregate valueOf(String name) {
    return parse(name.toLowerCase(Locale.ROOT))
        .orElseThrow(() -> new IllegalArgumentException("no aggregate " + name));
  }

  /** The name in what is stored. */
  public String name() {
    return toString().toUpperCase(Locale.ROOT);
  }

  /** As it is spelled in a configuration. */
  @Override
  public String toString() {
    if (function != Function.QUANTILE) {
      return spelled(function);
    }
    String number = BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    return number.equals("50") ? "median" : "p" + number;
  }

  private static String spelled(Function function) {
    return function.name().toLowerCase(Locale.ROOT);
  }
}
