package io.sluice.event.decode.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The hours that come twice in a zone, where clocks are set back. Remembers the span without one
 * that it looked at last. Not thread-safe.
 */
final class Overlaps {
  private final ZoneRules rules;
  private long freeFrom;
  private long freeTo;

  Overlaps(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** Whether there may be any. */
  boolean exist() {
    return !rules.isFixedOffset();
  }

  /**
   * Whether the local time of an instant comes again.
   *
   * @param time epoch ms
   */
  boolean comesAgain(long time) {
    if (!exist() || (time >= freeFrom && time < freeTo)) {
      return false;
    }
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochMilli(time));
    long until = next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli();
    long free = next == null || next.isGap() ? until : until + next.getDuration().toMillis();
    if (time >= free) {
      return true;
    }
    freeFrom = time;
    freeTo = free;
    return false;
  }
}
