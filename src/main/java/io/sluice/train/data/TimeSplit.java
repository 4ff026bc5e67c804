package io.sluice.train.data;

import java.time.Instant;
import java.util.List;

/**
 * A file's time in three: what training sees, what stops it, and what judges the result.
 *
 * @param train the beginning
 * @param validation what follows; may be empty
 * @param heldOut the rest
 */
public record TimeSplit(TimeSpan train, TimeSpan validation, TimeSpan heldOut) {
  /**
   * Splits the time from the earliest to the latest window of the series.
   *
   * @param validation share of the time, 0 to 1
   * @param heldOut share of the time, 0 to 1
   */
  public static TimeSplit of(List<Series> series, double validation, double heldOut) {
    long first = series.stream().mapToLong(s -> s.start(0)).min().orElseThrow();
    long end = series.stream().mapToLong(s -> s.start(s.length() - 1)).max().orElseThrow() + 1;
    long trainEnd = first + (long) ((1 - heldOut - validation) * (end - first));
    long validationEnd = first + (long) ((1 - heldOut) * (end - first));
    return new TimeSplit(
        new TimeSpan(first, trainEnd),
        new TimeSpan(trainEnd, validationEnd),
        new TimeSpan(validationEnd, end));
  }

  /** The same with the validation's time as a part of training's. */
  public TimeSplit withoutValidation() {
    return new TimeSplit(
        new TimeSpan(train.from(), validation.to()),
        new TimeSpan(validation.to(), validation.to()),
        heldOut);
  }

  /** The two cuts as a model's metadata states them. */
  public String describe() {
    return "train before %s, validation before %s"
        .formatted(Instant.ofEpochMilli(train.to()), Instant.ofEpochMilli(validation.to()));
  }
}
