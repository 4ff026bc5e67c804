package io.sluice.train.data;

import java.time.Instant;
import java.util.List;

/**
 * A file's time in three: what training sees, what stops it, and what judges the result.
 *
 * @param train the first 70 percent
 * @param validation the next 10 percent
 * @param heldOut the rest
 */
public record TimeSplit(TimeSpan train, TimeSpan validation, TimeSpan heldOut) {
  private static final double TRAIN = 0.7;
  private static final double VALIDATION = 0.1;

  /** Splits the time from the earliest to the latest window of the series. */
  public static TimeSplit of(List<Series> series) {
    long first = series.stream().mapToLong(s -> s.start(0)).min().orElseThrow();
    long end = series.stream().mapToLong(s -> s.start(s.length() - 1)).max().orElseThrow() + 1;
    long trainEnd = first + (long) (TRAIN * (end - first));
    long validationEnd = first + (long) ((TRAIN + VALIDATION) * (end - first));
    return new TimeSplit(
        new TimeSpan(first, trainEnd),
        new TimeSpan(trainEnd, validationEnd),
        new TimeSpan(validationEnd, end));
  }

  /** The two cuts as a model's metadata states them. */
  public String describe() {
    return "train before %s, validation before %s"
        .formatted(Instant.ofEpochMilli(train.to()), Instant.ofEpochMilli(validation.to()));
  }
}
