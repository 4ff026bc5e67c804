package io.sluice.state;

import io.sluice.window.Windows;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which windows of a task are an outage: those in which most of the keys that usually have an event
 * had none, see {@link Activity}, unless it was so at the same time of the day or of the week
 * before, as when a shop closes. Of windows shorter than a day, there is none before the task is a
 * day old. Mutable; persisted, for a window that was half closed before a crash stays what it was.
 */
public final class Outages {
  private static final byte VERSION = 1;
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long WEEK = 7 * DAY;

  /** Silent windows that are remembered: it is the first ones of a silence that count. */
  static final int MOST = 1024;

  private static final int FIXED_BYTES = 2 + 2 * Long.BYTES;

  private final Windows windows;

  /** End of the first window that was judged, and of the last; 0: none was. */
  private long first;

  private long last;
  private boolean isLast;

  /** Ends of the windows of the last week in which most keys were silent, ascending. */
  private final Deque<Long> silent = new ArrayDeque<>();

  private boolean changed;

  /** Those of a task that has closed no window yet. */
  public Outages(Windows windows) {
    this.windows = windows;
  }

  /** Whether it is known of the window that ends at a time whether it is one. */
  public boolean isJudged(long end) {
    return last == end;
  }

  /** Whether the window that was judged last is one. */
  public boolean isLast() {
    return isLast;
  }

  /**
   * Judges a window, later than all before.
   *
   * @param isSilent whether most of the usual keys had no event
   */
  public void judge(long end, boolean isSilent) {
    first = first == 0 ? end : first;
    while (!silent.isEmpty() && (silent.peekFirst() < end - WEEK || silent.size() >= MOST)) {
      silent.removeFirst();
    }
    isLast = isSilent && !isRegular(end);
    if (isSilent) {
      silent.addLast(end);
    }
    last = end;
    changed = true;
  }

  private boolean isRegular(long end) {
    boolean isOfDay =
        windows.size() < DAY
            && (end - first < DAY || silent.contains(windows.endOf(end - DAY - 1)));
    return isOfDay || silent.contains(windows.endOf(end - WEEK - 1));
  }

  /** Whether it differs from what was encoded or decoded last. */
  public boolean isChanged() {
    return changed;
  }

  /** The stored form. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + silent.size() * Long.BYTES);
    out.put(VERSION).put((byte) (isLast ? 1 : 0)).putLong(first).putLong(last);
    silent.forEach(out::putLong);
    changed = false;
    return out.array();
  }

  /**
   * Becomes what was stored.
   *
   * @throws IllegalStateException when a newer version wrote it, or it is damaged
   */
  public void decode(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    if (stored.length < FIXED_BYTES || in.get() != VERSION) {
      throw new IllegalStateException(
          "the outages of " + stored.length + " bytes are damaged, or of a newer version");
    }
    isLast = in.get() != 0;
    first = in.getLong();
    last = in.getLong();
    silent.clear();
    while (in.remaining() >= Long.BYTES) {
      silent.addLast(in.getLong());
    }
    changed = false;
  }
}
