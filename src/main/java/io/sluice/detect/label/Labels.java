package io.sluice.detect.label;

import io.sluice.csv.Untrusted;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.Track;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The labelled events of all keys. Of one key they are in order of time and do not overlap. */
public final class Labels {
  private final Map<String, List<Span>> spans = new LinkedHashMap<>();
  private final String source;

  /**
   * No labels yet.
   *
   * @param source where they stand, for messages
   */
  Labels(String source) {
    this.source = source;
  }

  /** A key is known, and has no event so far. */
  void add(String key) {
    spans.computeIfAbsent(key, k -> new ArrayList<>());
  }

  /**
   * Adds an event.
   *
   * @param place where it stands, for messages
   * @throws DetectException when it ends before it starts, starts before the one before it of its
   *     key, or overlaps it
   */
  void add(String key, long start, long end, String place) {
    if (end < start) {
      throw wrong(place, key, "ends at %s, before it starts".formatted(Instant.ofEpochMilli(end)));
    }
    List<Span> before = spans.computeIfAbsent(key, k -> new ArrayList<>());
    if (!before.isEmpty()) {
      Span last = before.get(before.size() - 1);
      if (start < last.start()) {
        throw wrong(place, key, "is not in order: the event before it starts at " + time(last));
      }
      if (start <= last.end()) {
        throw wrong(place, key, "overlaps the event that starts at " + time(last));
      }
    }
    before.add(new Span(start, end));
  }

  private static String time(Span span) {
    return Instant.ofEpochMilli(span.start()).toString();
  }

  private static DetectException wrong(String place, String key, String what) {
    return new DetectException("%s: the event of %s %s".formatted(place, shown(key), what));
  }

  private static String shown(String key) {
    return "'" + Untrusted.shown(key) + "'";
  }

  /** The events of a key, in order; none when it has no labels. */
  public List<Span> of(String key) {
    return List.copyOf(spans.getOrDefault(key, List.of()));
  }

  /** The keys that the labels name. */
  public Set<String> keys() {
    return Set.copyOf(spans.keySet());
  }

  /** The same labels, of some keys only. */
  public Labels of(Collection<String> keys) {
    Labels some = new Labels(source);
    spans.forEach(
        (key, own) -> {
          if (keys.contains(key)) {
            some.spans.put(key, own);
          }
        });
    return some;
  }

  /**
   * Makes sure that the labels are of a history.
   *
   * @throws DetectException when a key is not in it, or an event lies wholly before or after the
   *     key's windows
   */
  public void check(List<Track> tracks) {
    Map<String, Track> byKey =
        tracks.stream().collect(Collectors.toMap(Track::key, track -> track, (a, b) -> a));
    spans.forEach(
        (key, own) -> {
          Track track = byKey.get(key);
          if (track == null) {
            throw new DetectException(
                "%s: there is no key %s; there are %s"
                    .formatted(source, shown(key), Untrusted.list(names(tracks))));
          }
          own.forEach(span -> check(track, span));
        });
  }

  private static List<String> names(List<Track> tracks) {
    return tracks.stream().map(Track::key).toList();
  }

  private void check(Track track, Span span) {
    long first = track.length() == 0 ? 0 : track.start(0);
    long last = track.length() == 0 ? 0 : track.end(track.length() - 1);
    if (!span.touches(first, last)) {
      throw new DetectException(
          "%s: the event of %s from %s to %s lies outside the data, which are from %s to %s"
              .formatted(
                  source,
                  shown(track.key()),
                  Instant.ofEpochMilli(span.start()),
                  Instant.ofEpochMilli(span.end()),
                  Instant.ofEpochMilli(first),
                  Instant.ofEpochMilli(last)));
    }
  }
}
