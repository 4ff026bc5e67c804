package io.sluice.model.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import io.sluice.model.StepException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends a model's runs that take too long: one thread of the process looks at all of them. ONNX
 * Runtime asks between two operators whether it is to go on, so that a loop ends at once and one
 * long operator does not end before it is done. A guard belongs to one batch, and to its thread.
 */
public final class RunGuard implements AutoCloseable {
  private static final long LOOK_EVERY_MS = 50;
  private static final Set<RunGuard> ALL = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger UNDER_WAY = new AtomicInteger();

  static {
    var unused =
        Executors.newSingleThreadScheduledExecutor(RunGuard::thread)
            .scheduleWithFixedDelay(
                RunGuard::lookAtAll, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** What the runs of one model may take. */
  public static final class Limit {
    final Duration duration;
    private volatile boolean stopped;

    /** Runs that may take so long. */
    public Limit(Duration duration) {
      this.duration = duration;
    }

    /** Ends the runs that are under way and has none begin again. */
    public void stop() {
      stopped = true;
    }
  }

  private final Limit limit;
  private final RunOptions options;
  private boolean running;
  private boolean ended;
  private long startedAt;

  /** A guard of one batch. */
  public RunGuard(Limit limit) throws OrtException {
    this.limit = limit;
    this.options = new RunOptions();
    ALL.add(this);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "model-guard");
    thread.setDaemon(true);
    return thread;
  }

  private static void lookAtAll() {
    long now = System.nanoTime();
    ALL.forEach(guard -> guard.look(now));
  }

  private synchronized void look(long now) {
    boolean due = limit.stopped || now - startedAt > limit.duration.toNanos();
    if (running && !ended && due) {
      ended = terminate(true);
    }
  }

  private boolean terminate(boolean value) {
    try {
      options.setTerminate(value);
      return true;
    } catch (OrtException e) {
      return false; // asked again at the next look
    }
  }

  /**
   * A run begins.
   *
   * @return its options
   * @throws IllegalStateException when the model's runs were stopped
   */
  public synchronized RunOptions begin() {
    if (limit.stopped) {
      throw stopped();
    }
    startedAt = System.nanoTime();
    running = true;
    enter();
    return options;
  }

  /**
   * The run is over. Call it in any case.
   *
   * @return whether it was asked to end before its time
   */
  public synchronized boolean end() {
    leave();
    boolean asked = ended;
    running = false;
    ended = false;
    if (asked) {
      terminate(false);
    }
    return asked;
  }

  /** What a run that was asked to end is to be taken for. */
  public StepException overtime() {
    if (limit.stopped) {
      throw stopped();
    }
    return StepException.overtime(limit.duration);
  }

  private static IllegalStateException stopped() {
    return new IllegalStateException("the model is not run any more: the service stops");
  }

  /** Native work begins that a process must not exit under; halting is no harm. */
  static void enter() {
    UNDER_WAY.incrementAndGet();
  }

  /** It is done. */
  static void leave() {
    UNDER_WAY.decrementAndGet();
  }

  static boolean isAnyUnderWay() {
    return UNDER_WAY.get() > 0;
  }

  /** Nothing of the batch runs any more. */
  @Override
  public synchronized void close() {
    ALL.remove(this);
    options.close();
  }
}
