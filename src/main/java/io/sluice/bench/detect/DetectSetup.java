package io.sluice.bench.detect;

import io.sluice.bench.series.Cycle;
import io.sluice.bench.series.Drawn;
import io.sluice.bench.series.Kind;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/**
 * What is measured.
 *
 * @param model of one target; stays the caller's
 * @param file the model's file
 * @param window the length of a window, which must divide a day; a cycle takes a day
 * @param amplitude of cycles, in standard deviations of the noise
 * @param keys of each kind of series, and of each fault
 * @param windows of each stationary series
 * @param seed decides all that is random
 */
public record DetectSetup(
    StepModel model,
    Path file,
    Duration window,
    double amplitude,
    int keys,
    int windows,
    long seed) {
  private static final Duration DAY = Duration.ofDays(1);
  private static final long PRIME = 1_000_003;

  public DetectSetup {
    if (DAY.toMillis() % window.toMillis() != 0 || window.multipliedBy(2).compareTo(DAY) > 0) {
      throw new IllegalArgumentException("the window must divide a day into at least two");
    }
    if (windows <= FalseAlarms.SETTLED) {
      throw new IllegalArgumentException(
          "a series needs more than %d windows".formatted(FalseAlarms.SETTLED));
    }
  }

  /** The cycle of series that have one: a day. */
  Cycle cycle() {
    return new Cycle((int) DAY.dividedBy(window), amplitude);
  }

  /** A key's series, the same whenever it is asked for. */
  Drawn series(Kind kind, int key, int length) {
    return kind.draw(length, cycle(), random(kind.name(), key));
  }

  /** What is random of something. */
  Random random(String what, int key) {
    return new Random((seed * PRIME + what.hashCode()) * PRIME + key);
  }
}
