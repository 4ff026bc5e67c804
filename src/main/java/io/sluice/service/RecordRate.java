package io.sluice.service;

/** How many records come in a second, over ten seconds or more. Thread-safe. */
final class RecordRate {
  private static final double NANOS = 1e9;
  private static final long SPAN_NANOS = 10_000_000_000L;

  private long before;
  private long beforeNanos;
  private long last;
  private long lastNanos;

  RecordRate() {
    beforeNanos = System.nanoTime();
    lastNanos = beforeNanos;
  }

  /** The rate until now, when so many have come. */
  synchronized double at(long records) {
    long now = System.nanoTime();
    if (now - lastNanos >= SPAN_NANOS) {
      before = last;
      beforeNanos = lastNanos;
      last = records;
      lastNanos = now;
    }
    return Math.max(0, records - before) * NANOS / Math.max(1, now - beforeNanos);
  }
}
