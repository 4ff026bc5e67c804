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
      int window = Math.min(track.windowOf(alert.decidedAt()), track.length() - 1);
      int event = event(track, window, events);
      if (event < 0) {
        outside++;
      } else if (delays.get(event) < 0) {
        delays.set(event, window - begin(track, events.get(event)));
      }
    }
    return new EventCount(
        track.length(), events.size(), outside, delays.stream().filter(d -> d >= 0).toList());
  }

  /** The event of which a window holds a moment; negative: none. */
  private static int event(Track track, int window, List<Span> events) {
    for (int i = 0; i < events.size(); i++) {
      if (window >= 0 && events.get(i).touches(track.start(window), track.end(window))) {
        return i;
      }
    }
    return -1;
  }

  /** The first window of an event. */
  private static int begin(Track track, Span event) {
    return track.windowOf(event.start() + 1);
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
