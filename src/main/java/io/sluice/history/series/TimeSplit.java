package io.sluice.history.series;

import io.sluice.window.Windows;
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
   * @param heldOut share of the time, 0 to 1; from 1 on so many windows in which data is expected,
   *     the last of them
   * @param windows those of the series
   * @throws IllegalArgumentException when nothing is left to train on
   */
  public static TimeSplit of(
      List<Series> series, double validation, double heldOut, Windows windows) {
    long first = first(series);
    long last = last(series);
    long end = last + 1;
    long time = end - first;
    long validationEnd =
        heldOut < 1
            ? first + (long) ((1 - heldOut) * time)
            : back(windows, last, (long) heldOut - 1, first);
    long trainEnd = validationEnd - (long) (validation * time);
    if (trainEnd <= first) {
      throw new IllegalArgumentException(
          "validation and held-out time leave none of the %,d windows to train on"
              .formatted(1 + windows.count(windows.endOf(first), windows.endOf(last))));
    }
    return new TimeSplit(
        new TimeSpan(first, trainEnd),
        new TimeSpan(trainEnd, validationEnd),
        new TimeSpan(validationEnd, end));
  }

  /**
   * Splits it where a training ended: what is before was seen, and what is after judges.
   *
   * @param until the first time that was not seen, epoch ms
   */
  public static TimeSplit at(List<Series> series, long until) {
    return new TimeSplit(
        new TimeSpan(first(series), until),
        new TimeSpan(until, until),
        new TimeSpan(until, Math.max(until, last(series) + 1)));
  }

  private static long first(List<Series> series) {
    return series.stream().mapToLong(s -> s.start(0)).min().orElseThrow();
  }

  private static long last(List<Series> series) {
    return series.stream().mapToLong(s -> s.start(s.length() - 1)).max().orElseThrow();
  }

  /** Start of the window so many expected ones before another, no further back than a time. */
  private static long back(Windows windows, long start, long count, long least) {
    long from = start;
    for (long i = 0; i < count && from > least; i++) {
      from = windows.startOf(windows.previousEnd(windows.endOf(from)));
    }
    return from;
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
