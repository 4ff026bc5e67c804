package io.sluice.time;

import io.sluice.event.Signal;
import io.sluice.window.Windows;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How far one source partition has come in event time, by its records in the order of its log. One
 * clock does not rule: an event that would close windows, and is the first one so far on, is only a
 * <em>claim</em>. Time goes on as far as two different keys have come, or, where one key alone has
 * spoken for the size of a window and the grace of its own time, as far as that one. So a single
 * reading of a wrong time moves nothing, and a device whose clock is fast does not take the others
 * along.
 *
 * <table>
 * <caption>What an event does that would close windows</caption>
 * <tr><th>claim</th><th>the event</th><th>what happens</th></tr>
 * <tr><td>of another key</td><td></td><td>time comes to the lesser of both; what is left of the
 * greater is a claim if it is the event's</td></tr>
 * <tr><td>of its key</td><td>later, by size + grace at most</td><td>goes on; once it has gone on for
 * size + grace, time comes to the event, and the key is alone</td></tr>
 * <tr><td>of its key</td><td>later by more</td><td>a claim anew; of a key that leaps again, or was
 * alone, time comes to the claim before</td></tr>
 * <tr><td>of its key</td><td>earlier</td><td>the claim is the event's: a key's latest word counts</td></tr>
 * <tr><td>none</td><td>of the key that is alone, not far ahead</td><td>time comes to the event</td></tr>
 * <tr><td>none</td><td>otherwise</td><td>a claim</td></tr>
 * </table>
 *
 * <p>One key alone takes time no further than a limit, which is what the clock on the wall shows:
 * partitions whose devices are silent between two readings hold nobody, so a device that has a
 * partition to itself would otherwise take all others along.
 *
 * <p>An event that closes nothing drops a claim of its own key; any other key than the one that is
 * alone ends that, and has a claim begin again to go on. Results depend on no more than what {@link
 * SourceClockCodec} stores, which changes about twice a window.
 */
public final class SourceClock {
  private final Windows windows;

  /** Beyond this, an event is far ahead, ms: the size of a window and the grace. */
  private final long step;

  /** How far one key alone may take time, epoch ms. */
  private final LongSupplier limit;

  long time = Signal.NO_TIME;
  @Nullable Claim claim;
  @Nullable Bytes alone;
  private boolean changed;

  /** The least time that closes windows which are open; everything, before there is a time. */
  private long next = Long.MIN_VALUE;

  /** The key that is furthest on among those that close nothing, and where it is. */
  private @Nullable Bytes front;

  private long frontTime;

  /**
   * The word of one key, which no other has confirmed, that windows are to be closed.
   *
   * @param key the key
   * @param time its latest word, epoch ms
   * @param since where it was when another key spoke last, epoch ms
   * @param leapt whether it has come there by a leap, with no other key speaking since
   */
  record Claim(Bytes key, long time, long since, boolean leapt) {}

  /** A clock that has not begun, without a limit: for what lies in the past. */
  public SourceClock(Windows windows) {
    this(windows, () -> Long.MAX_VALUE);
  }

  /**
   * A clock that has not begun.
   *
   * @param limit how far one key alone may take time, epoch ms
   */
  public SourceClock(Windows windows, LongSupplier limit) {
    this.windows = windows;
    this.step = windows.size() + windows.grace();
    this.limit = limit;
  }

  /** Goes on from what was stored. */
  SourceClock(
      Windows windows,
      LongSupplier limit,
      long time,
      @Nullable Claim claim,
      @Nullable Bytes alone) {
    this(windows, limit);
    if (time != Signal.NO_TIME) {
      move(time);
    }
    this.claim = claim;
    this.alone = alone;
    this.changed = false;
  }

  /** How far the partition has come, epoch ms; {@link Signal#NO_TIME}: nowhere yet. */
  public long time() {
    return time;
  }

  /** The word of one key that no other has confirmed, epoch ms; {@link Signal#NO_TIME}: none. */
  public long claimed() {
    return claim == null ? Signal.NO_TIME : claim.time();
  }

  /**
   * Whether an event is so far ahead that it takes another one to be believed.
   *
   * @param timestamp event time, epoch ms
   */
  public boolean isFarAhead(long timestamp) {
    return time != Signal.NO_TIME && timestamp - time > step;
  }

  /** Whether what has to be stored has changed since this was asked last. */
  public boolean takeChange() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /**
   * Takes an event, in the order of the partition's log.
   *
   * @param key the series key; kept
   * @param timestamp event time, epoch ms
   * @return whether time has moved to where it closes windows; then it is no later than the event
   */
  public boolean observe(Bytes key, long timestamp) {
    if (timestamp < next) {
      closeNothing(key, timestamp);
      return false;
    }
    if (claim == null) {
      return claimFirst(key, timestamp);
    }
    return claim.key().equals(key) ? goOn(claim, timestamp) : confirm(claim, key, timestamp);
  }

  /**
   * Takes a producer's promise that nothing older will follow.
   *
   * @param promised epoch ms
   * @return whether time has moved to where it closes windows
   */
  public boolean promise(long promised) {
    if (promised < next) {
      time = Math.max(time, promised);
      return false;
    }
    move(promised);
    if (claim != null && claim.time() < next) {
      claim = null;
    }
    return true;
  }

  private void closeNothing(Bytes key, long timestamp) {
    if (claim != null) {
      hearBehind(claim, key);
    }
    if (alone != null && !alone.equals(key)) {
      alone = null;
      changed = true;
    }
    if (timestamp > time) {
      follow(key, timestamp);
    }
  }

  private void hearBehind(Claim pending, Bytes key) {
    if (pending.key().equals(key)) {
      claim = null;
      changed = true;
    } else if (pending.since() != pending.time() || pending.leapt()) {
      claim = new Claim(pending.key(), pending.time(), pending.time(), false);
      changed = true;
    }
  }

  /** Between boundaries too, time is where two keys have come, or the one that is alone. */
  private void follow(Bytes key, long timestamp) {
    if (alone != null) {
      time = timestamp;
    } else if (front == null || front.equals(key)) {
      front = key;
      frontTime = timestamp;
    } else {
      time = Math.max(time, Math.min(frontTime, timestamp));
      if (timestamp > frontTime) {
        front = key;
        frontTime = timestamp;
      }
    }
  }

  private boolean claimFirst(Bytes key, long timestamp) {
    boolean isAlone = key.equals(alone);
    if (isAlone && timestamp - next < step) {
      return bringOn(key, timestamp);
    }
    claim(key, timestamp, isAlone || time == Signal.NO_TIME);
    return false;
  }

  private void claim(Bytes key, long timestamp, boolean leapt) {
    claim = new Claim(key, timestamp, timestamp, leapt);
    changed = true;
  }

  private boolean goOn(Claim pending, long timestamp) {
    long since = Math.min(pending.since(), timestamp);
    if (timestamp - pending.time() > step) {
      claim(pending.key(), timestamp, true);
      return pending.leapt() && bringOn(pending.key(), pending.time());
    }
    if (timestamp - since >= step && bringOn(pending.key(), timestamp)) {
      claim = null;
      return true;
    }
    claim = new Claim(pending.key(), timestamp, since, pending.leapt());
    changed = true;
    return false;
  }

  /** Of one key alone: as far as it may. */
  private boolean bringOn(Bytes key, long to) {
    long allowed = Math.min(to, limit.getAsLong());
    if (allowed < next) {
      return false;
    }
    alone = key;
    move(allowed);
    return true;
  }

  private boolean confirm(Claim pending, Bytes key, long timestamp) {
    alone = null;
    claim = null;
    move(Math.min(pending.time(), timestamp));
    if (timestamp >= next) {
      claim(key, timestamp, false);
    }
    return true;
  }

  private void move(long to) {
    time = to;
    next = windows.endOf(windows.closedThrough(to)) + windows.grace();
    front = null;
    changed = true;
  }
}
