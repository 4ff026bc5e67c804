package io.sluice.detect.fault.event;

import io.sluice.detect.fault.event.EventFault.Change;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.language.ScoredEvent;
import io.sluice.language.TokenEvent;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * One fault in one key: a copy that goes on from what was known of the key before the fault's
 * window, and is watched for some events.
 */
final class EventPlanting {
  /** Events behind the fault within which it is found, or not. */
  private static final int WATCHED = 5;

  /** Events at the fault whose surprise counts. */
  private static final int SURPRISED = 2;

  private final EventFault fault;
  private final Bytes key;
  private final Bytes copy;
  private final long from;
  private final long until;
  private final long time;
  private final int first;
  private final List<TokenEvent> events;
  private final double before;
  private int scored;
  private double surprise;
  private int delay = -1;

  private EventPlanting(
      EventFault fault,
      KeyEvents key,
      int number,
      long from,
      long until,
      Change change,
      List<TokenEvent> events,
      int first,
      double before) {
    this.fault = fault;
    this.key = bytes(key.name());
    this.copy = bytes(key.name() + '\n' + fault.name() + '\n' + number);
    this.from = from;
    this.until = until;
    this.time = change.time();
    this.events = events;
    this.first = first;
    this.before = before;
  }

  private static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Plants a fault.
   *
   * @param at the place among the key's events
   * @param areCases whether the key is a session, all of which is watched
   * @return null: an alert fires there without the fault, or there are too few events behind it
   */
  static @org.jspecify.annotations.Nullable EventPlanting of(
      EventFault fault,
      KeyEvents key,
      int at,
      int number,
      Change change,
      Windows windows,
      boolean areCases) {
    List<TokenEvent> all = change.events();
    int last = areCases ? all.size() - 1 : change.first() + WATCHED;
    if (last >= all.size()) {
      return null;
    }
    long start = windows.startOf(windows.endOf(change.time()));
    long until = areCases ? Long.MAX_VALUE : windows.endOf(all.get(last).time());
    if (isFiring(key.track(), start, until)) {
      return null;
    }
    int begin = change.first();
    while (begin > 0 && all.get(begin - 1).time() >= start) {
      begin--;
    }
    List<TokenEvent> watched = all.subList(Math.min(begin, last + 1), last + 1);
    double before =
        fault == EventFault.CUT_SHORT ? key.end() : key.surprise(at, Math.min(SURPRISED, 2));
    return new EventPlanting(
        fault, key, number, start, until, change, watched, change.first() - begin, before);
  }

  private static boolean isFiring(Track track, long from, long until) {
    int firing = 0; // two episodes at most, of which one is of silence
    for (Told alert : track.alerts()) {
      boolean isBefore = alert.decidedAt() < from;
      if (alert.isFiring()) {
        if (!isBefore && alert.decidedAt() <= until) {
          return true;
        }
        firing += isBefore ? 1 : 0;
      } else if (alert.isResolved() && isBefore) {
        firing--;
      }
    }
    return firing > 0;
  }

  EventFault fault() {
    return fault;
  }

  Bytes key() {
    return key;
  }

  /** What the copy is called. */
  Bytes copy() {
    return copy;
  }

  /** Start of the window before which copy and key are the same, epoch ms. */
  long from() {
    return from;
  }

  /** The copy's events from there on. */
  List<TokenEvent> events() {
    return events;
  }

  /** Takes what the copy's events were scored. */
  void scored(List<ScoredEvent> some) {
    for (ScoredEvent event : some) {
      boolean isIt =
          fault == EventFault.CUT_SHORT
              ? event.isEndOfSession()
              : scored >= first && scored < first + SURPRISED;
      surprise = isIt ? Math.max(surprise, event.bits()) : surprise;
      scored += event.isEndOfSession() && fault != EventFault.CUT_SHORT ? 0 : 1;
    }
  }

  /** An alert has fired in the copy. */
  void fired(long decidedAt) {
    if (delay < 0 && decidedAt > time && decidedAt <= until) {
      delay =
          (int)
              events.stream()
                  .filter(event -> event.time() >= time && event.time() < decidedAt)
                  .count();
    }
  }

  /** Events from the fault on until it was found; negative: it was not. */
  int delay() {
    return delay;
  }

  /** The greatest surprise at the fault, bits. */
  double surprise() {
    return surprise;
  }

  /** The same of what stood there before. */
  double before() {
    return before;
  }
}
