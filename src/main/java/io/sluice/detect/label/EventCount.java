package io.sluice.detect.label;

import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How alerts met labelled events. An event is hit when an alert fires on a window that holds a
 * moment of it; further alerts in it count no more. An alert on any other window is false.
 *
 * @param windows judged
 * @param events the number of labelled events
 * @param falseAlerts alerts outside of all events
 * @param delays by event that was hit, in ascending order, the windows of the event before the one
 *     on which the first alert in it fired
 */
public record EventCount(long windows, int events, int falseAlerts, List<Integer> delays) {
  /** Of nothing. */
  public static final EventCount NONE = new EventCount(0, 0, 0, List.of());

  private static final double PER = 1000;

  public EventCount {
    delays = delays.stream().sorted().toList();
  }

  /** Counts one key. */
  public static EventCount of(Track track, List<Span> events) {
    List<Integer> delays = new ArrayList<>(Collections.nCopies(events.size(), -1));
    int outside = 0;
    for (Told alert : track.fired()) {
      int event = eventOf(track, alert, events);
      if (event < 0) {
        outside++;
      } else if (delays.get(event) < 0) {
        delays.set(event, delay(track, alert, events.get(event)));
      }
    }
    return new EventCount(
        track.length(), events.size(), outside, delays.stream().filter(d -> d >= 0).toList());
  }

  /** The event in which an alert fired; negative: none. */
  public static int eventOf(Track track, Told alert, List<Span> events) {
    long start = track.decidedFrom(alert);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).touches(start, alert.decidedAt())) {
        return i;
      }
    }
    return -1;
  }

  private static int delay(Track track, Told alert, Span event) {
    return Math.max(0, track.windowOf(alert.decidedAt()) - track.windowOf(event.start() + 1));
  }

  /** Both together. */
  public EventCount and(EventCount other) {
    List<Integer> all = new ArrayList<>(delays);
    all.addAll(other.delays);
    return new EventCount(
        windows + other.windows, events + other.events, falseAlerts + other.falseAlerts, all);
  }

  /** Events in which an alert fired. */
  public int hits() {
    return delays.size();
  }

  /** Events in which none fired. */
  public int misses() {
    return events - hits();
  }

  /** Hits over hits and false alerts; NaN without either. */
  public double precision() {
    return (double) hits() / (hits() + falseAlerts);
  }

  /** Hits over events; NaN without events. */
  public double recall() {
    return (double) hits() / events;
  }

  /** The harmonic mean of precision and recall; NaN where neither is. */
  public double f1() {
    return 2.0 * hits() / (hits() + falseAlerts + events);
  }

  /** False alerts per key and 1000 windows. */
  public double falsePerThousand() {
    return PER * falseAlerts / windows;
  }

  /** The median delay of the hits, windows; NaN without hits. */
  public double medianDelay() {
    int n = delays.size();
    return n == 0 ? Double.NaN : (delays.get((n - 1) / 2) + delays.get(n / 2)) / 2.0;
  }
}
