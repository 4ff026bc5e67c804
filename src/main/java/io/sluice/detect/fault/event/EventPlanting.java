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
  private final Bytes control;
  private final int pass;
  private final boolean wasFiring;
  private final long from;
  private final long until;
  private final long time;
  private final int first;
  private final List<TokenEvent> events;
  private final List<TokenEvent> unplanted;
  private final double before;
  private int scored;
  private double surprise;
  private int delay = -1;
  private boolean firesAnyway;

  private EventPlanting(
      EventFault fault,
      KeyEvents key,
      int number,
      int pass,
      int open,
      long from,
      long until,
      Change change,
      List<TokenEvent> events,
      List<TokenEvent> unplanted,
      int first,
      double before) {
    this.fault = fault;
    this.key = bytes(key.name());
    String name = key.name() + '\n' + fault.name() + '\n' + pass + '\n' + number;
    this.copy = bytes(name);
    this.control = bytes(name + '\n');
    this.pass = pass;
    this.wasFiring = open > 0;
    this.firesAnyway = open < 0;
    this.from = from;
    this.until = until;
    this.time = change.time();
    this.events = events;
    this.unplanted = unplanted;
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
   * @param number of the fault among those of its kind
   * @param pass over the places, from 1
   * @param areCases whether the key is a session, all of which is watched
   * @return null: there are too few events behind it
   */
  static @org.jspecify.annotations.Nullable EventPlanting of(
      EventFault fault,
      KeyEvents key,
      int at,
      int number,
      int pass,
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
    int open = open(key.track(), start, until);
    int begin = change.first();
    while (begin > 0 && all.get(begin - 1).time() >= start) {
      begin--;
    }
    List<TokenEvent> watched = all.subList(Math.min(begin, last + 1), last + 1);
    double before =
        fault == EventFault.CUT_SHORT ? key.end() : key.surprise(at, Math.min(SURPRISED, 2));
    return new EventPlanting(
        fault,
        key,
        number,
        pass,
        open,
        start,
        until,
        change,
        watched,
        between(key.events(), start, until),
        change.first() - begin,
        before);
  }

  private static List<TokenEvent> between(List<TokenEvent> events, long from, long until) {
    return events.stream().filter(event -> event.time() >= from && event.time() < until).toList();
  }

  /** How many episodes are open at a time, two at most; negative: one begins within the span. */
  private static int open(Track track, long from, long until) {
    int firing = 0;
    for (Told alert : track.alerts()) {
      boolean isBefore = alert.decidedAt() < from;
      if (alert.isFiring()) {
        if (!isBefore && alert.decidedAt() <= until) {
          return -1;
        }
        firing += isBefore ? 1 : 0;
      } else if (alert.isResolved() && isBefore) {
        firing--;
      }
    }
    return firing;
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

  /** What the copy without the fault is called, where there is one. */
  Bytes control() {
    return control;
  }

  /** The pass over the places, from 1. */
  int pass() {
    return pass;
  }

  /** Whether an alert was firing already, without which the copies begin. */
  boolean wasFiring() {
    return wasFiring;
  }

  /** The events of the copy without the fault. */
  List<TokenEvent> unplanted() {
    return unplanted;
  }

  /** Whether an alert is raised there without the fault. */
  boolean firesAnyway() {
    return firesAnyway;
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

  /**
   * An alert has fired in the copy.
   *
   * @param isControl in that without the fault
   */
  void fired(long decidedAt, boolean isControl) {
    if (isControl) {
      firesAnyway |= decidedAt <= until;
    } else if (delay < 0 && decidedAt > time && decidedAt <= until) {
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
