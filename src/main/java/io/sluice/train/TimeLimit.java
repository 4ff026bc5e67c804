package io.sluice.train;

import io.sluice.history.series.Series;
import java.time.Duration;
import java.util.List;

/**
 * How long a training may take where nobody says: so long that the clock ends none that is on its
 * way, on a busy machine either, and that one which hangs does not stay for days.
 */
public final class TimeLimit {
  /** A slow machine that is shared steps so many windows through one layer in a second. */
  private static final long WINDOWS_PER_SECOND = 500;

  private static final Duration LEAST = Duration.ofMinutes(30);

  /** And learns so often. */
  private static final int STEPS_PER_SECOND = 2;

  private TimeLimit() {}

  /** The limit for a search of so many gradient steps; whole minutes, at least 30. */
  public static Duration ofSearch(int steps) {
    return atLeast(Duration.ofMinutes(steps / STEPS_PER_SECOND / 60));
  }

  /** The limit for training on these series, a refit included; whole minutes, at least 30. */
  public static Duration of(TrainingSettings settings, List<Series> series) {
    long windows = series.stream().mapToLong(Series::length).sum();
    long trainings = settings.shares().refit() ? 2 : 1;
    long layers = settings.architecture().layers();
    long steps = trainings * layers * settings.options().epochs() * windows;
    return atLeast(Duration.ofMinutes(steps / WINDOWS_PER_SECOND / 60));
  }

  private static Duration atLeast(Duration asked) {
    return asked.compareTo(LEAST) < 0 ? LEAST : asked;
  }
}
