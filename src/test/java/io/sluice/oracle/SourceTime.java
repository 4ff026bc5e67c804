package io.sluice.oracle;

import org.jspecify.annotations.Nullable;

/**
 * The time of one source partition, in whole windows: which ones take no more of its events. Time
 * goes on as far as two different keys have come; what one key alone says is a claim, until another
 * key says as much, or until it has gone on for a window and the grace while no other key spoke.
 */
final class SourceTime {
  private final Timetable timetable;

  /** How long one key has to go on alone, and how far it may go at once. */
  private final long step;

  /** Whether any time is known. */
  private boolean begun;

  private long closed;
  private @Nullable Claim claim;

  /** The key that has been moving time by itself. */
  private @Nullable String alone;

  /**
   * What one key says of a time that nobody has confirmed.
   *
   * @param since where it began to go on alone
   * @param jumped whether it came by a jump after which it has to go on
   */
  private record Claim(String key, long time, long since, boolean jumped) {}

  SourceTime(Rules rules, Timetable timetable) {
    this.timetable = timetable;
    this.step = rules.window().plus(rules.grace()).toMillis();
  }

  /** Whether a window of this partition is closed. */
  boolean isClosed(long end) {
    return begun && end <= closed;
  }

  /** End of the newest window that is closed, or the least number. */
  long closed() {
    return begun ? closed : Long.MIN_VALUE;
  }

  void watermark(long time) {
    advance(time);
    if (claim != null && !isBeyond(claim.time())) {
      claim = null;
    }
  }

  /** A key has spoken. */
  void hear(String key, long time) {
    if (!isBeyond(time)) {
      within(key);
    } else if (claim != null && claim.key().equals(key)) {
      again(claim, time);
    } else if (claim != null) {
      advance(Math.min(claim.time(), time));
      alone = null;
      claim = isBeyond(time) ? new Claim(key, time, time, false) : null;
    } else if (key.equals(alone) && time < timetable.closesNext(closed) + step) {
      advance(time);
    } else {
      claim = new Claim(key, time, time, !begun || key.equals(alone));
    }
  }

  /** It says nothing new, but tells who else is there. */
  private void within(String key) {
    if (claim != null) {
      claim =
          claim.key().equals(key)
              ? null
              : new Claim(claim.key(), claim.time(), claim.time(), false);
    }
    if (!key.equals(alone)) {
      alone = null;
    }
  }

  /** The key of the claim says something else. */
  private void again(Claim before, long time) {
    String key = before.key();
    long further = time - before.time();
    if (further > step) {
      if (before.jumped()) {
        advance(before.time());
        alone = key;
      }
      claim = new Claim(key, time, time, true);
    } else if (further < 0) {
      claim = new Claim(key, time, Math.min(before.since(), time), before.jumped());
    } else if (time - before.since() >= step) {
      advance(time);
      alone = key;
      claim = null;
    } else {
      claim = new Claim(key, time, before.since(), before.jumped());
    }
  }

  /** Whether a time would close a window more. */
  private boolean isBeyond(long time) {
    return !begun || time >= timetable.closesNext(closed);
  }

  private void advance(long time) {
    long through = timetable.closedAt(time);
    if (!begun || through > closed) {
      begun = true;
      closed = through;
    }
  }
}
