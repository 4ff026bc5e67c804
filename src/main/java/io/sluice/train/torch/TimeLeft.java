package io.sluice.train.torch;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells people now and then how long something will take at most. */
public final class TimeLeft {
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Consumer<String> progress;
  private final LongSupplier clock;
  private final long begin;
  private long told;

  /**
   * Begins now.
   *
   * @param progress gets the lines
   */
  public TimeLeft(Consumer<String> progress) {
    this(progress, System::nanoTime);
  }

  TimeLeft(Consumer<String> progress, LongSupplier clock) {
    this.progress = progress;
    this.clock = clock;
    this.begin = clock.getAsLong();
    this.told = begin;
  }

  /**
   * Tells a line unless the last one is younger than ten seconds, or none has been due.
   *
   * @param of what is done
   * @param done the share that is done, in (0, 1]
   */
  public void tell(String of, double done) {
    long now = clock.getAsLong();
    if (now - told < EVERY.toNanos()) {
      return;
    }
    told = now;
    long seconds = Math.round((now - begin) * 1e-9 * (1 - done) / done);
    progress.accept(
        String.format(Locale.ROOT, "%s, at most %d:%02d left", of, seconds / 60, seconds % 60));
  }
}
