package io.sluice.train.data;

import java.time.Duration;
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
   * @param heldOut share of the time, 0 to 1; from 1 on windows, the last of them
   * @param window how long a window is
   * @throws IllegalArgumentException when nothing is left to train on
   */
  public static TimeSplit of(
      List<Series> series, double validation, double heldOut, Duration window) {
    long first = series.stream().mapToLong(s -> s.start(0)).min().orElseThrow();
    long last = series.stream().mapToLong(s -> s.start(s.length() - 1)).max().orElseThrow();
    long end = last + 1;
    long time = end - first;
    long validationEnd =
        heldOut < 1
            ? first + (long) ((1 - heldOut) * time)
            : last - (long) ((heldOut - 1) * window.toMillis());
    long trainEnd = validationEnd - (long) (validation * time);
    if (trainEnd <= first) {
      throw new IllegalArgumentException(
          "validation and held-out time leave none of the %,d windows to train on"
              .formatted(1 + time / window.toMillis()));
    }
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
