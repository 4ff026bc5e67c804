package io.sluice.time;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

/**
 * The time that Kafka Streams goes by: what the clock on the wall showed once, and from there on
 * what has passed since. When that clock is set back, punctuators and commits would wait until it
 * is again where it was; when it is set ahead, all would be due at once.
 */
public final class SteadyTime implements Time {
  private final long beganMillis = System.currentTimeMillis();
  private final long beganNanos = System.nanoTime();

  @Override
  public long milliseconds() {
    return beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
  }

  @Override
  public long nanoseconds() {
    return System.nanoTime();
  }

  @Override
  public void sleep(long millis) {
    Time.SYSTEM.sleep(millis);
  }

  /** The deadline is one of {@link #milliseconds}. */
  @Override
  public void waitObject(Object object, Supplier<Boolean> condition, long deadline)
      throws InterruptedException {
    synchronized (object) {
      while (!condition.get()) {
        long left = deadline - milliseconds();
        if (left <= 0) {
          throw new TimeoutException("condition not satisfied before the deadline");
        }
        object.wait(left);
      }
    }
  }
}
