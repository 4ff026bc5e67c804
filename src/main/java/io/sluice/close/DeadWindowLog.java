package io.sluice.close;

import io.sluice.event.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which closed windows could not be stepped: one line per pipeline and reason a second after
 * the first of them, then at most one in ten seconds, with how many there were and the first of
 * them as an example. A model that fails on all keys fills no disk with the news.
 */
final class DeadWindowLog {
  private static final Logger LOG = LoggerFactory.getLogger(DeadWindowLog.class);
  private static final long FIRST_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Map<String, DeadWindowLog> BY_PIPELINE = new ConcurrentHashMap<>();

  /** Runs something later. */
  @FunctionalInterface
  interface Timer {
    void after(long nanos, Runnable action);
  }

  private final String pipeline;
  private final Timer timer;
  private final LongSupplier clock;
  private final Map<DeadLetterReason, Untold> untold = new EnumMap<>(DeadLetterReason.class);
  private final Map<DeadLetterReason, Long> lastTold = new EnumMap<>(DeadLetterReason.class);

  /** What was not logged yet. */
  private static final class Untold {
    private final Bytes key;
    private final long end;
    private final String detail;
    private long count;

    Untold(Bytes key, long end, String detail) {
      this.key = key;
      this.end = end;
      this.detail = detail;
    }
  }

  DeadWindowLog(String pipeline, Timer timer, LongSupplier clock) {
    this.pipeline = pipeline;
    this.timer = timer;
    this.clock = clock;
  }

  /** The log that all tasks of a pipeline share. */
  static DeadWindowLog of(String pipeline) {
    return BY_PIPELINE.computeIfAbsent(
        pipeline, name -> new DeadWindowLog(name, Background::after, System::nanoTime));
  }

  /** One thread of the process, made when the first window is dead-lettered. */
  private static final class Background {
    private static final ScheduledThreadPoolExecutor EXECUTOR =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "dead-window-log");
              thread.setDaemon(true);
              return thread;
            });

    static void after(long nanos, Runnable action) {
      var unused = EXECUTOR.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Counts a window that ended at {@code end}. */
  synchronized void add(Bytes key, long end, DeadLetterReason reason, String detail) {
    Untold waiting = untold.get(reason);
    if (waiting == null) {
      waiting = new Untold(key, end, detail);
      untold.put(reason, waiting);
      timer.after(delay(reason), () -> tell(reason));
    }
    waiting.count++;
  }

  private long delay(DeadLetterReason reason) {
    Long last = lastTold.get(reason);
    return last == null
        ? FIRST_NANOS
        : Math.max(FIRST_NANOS, EVERY_NANOS - (clock.getAsLong() - last));
  }

  /** Logs at once what is still to be logged. */
  synchronized void flush() {
    for (DeadLetterReason reason : DeadLetterReason.values()) {
      tell(reason);
    }
  }

  private synchronized void tell(DeadLetterReason reason) {
    Untold told = untold.remove(reason);
    if (told == null) {
      return;
    }
    lastTold.put(reason, clock.getAsLong());
    LOG.warn(
        "event=windows-dead-lettered pipeline={} reason={} count={} first-key=\"{}\""
            + " first-window-end={} first-detail=\"{}\"",
        pipeline,
        reason.label(),
        told.count,
        new String(told.key.get(), StandardCharsets.UTF_8),
        told.end,
        told.detail);
  }
}
