package io.sluice.detect.fault.event;

import io.sluice.detect.run.Track;
import io.sluice.evaluate.language.Surprises;
import io.sluice.language.TokenEvent;
import java.util.ArrayList;
import java.util.List;

/** A key as it was without faults. */
final class KeyEvents {
  private final Track track;
  private final Surprises surprises;
  private final List<TokenEvent> events = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final List<String> tokens;

  KeyEvents(Track track, Surprises surprises) {
    this.track = track;
    this.surprises = surprises;
    for (int i = 0; i < surprises.length(); i++) {
      if (!surprises.isEnd(i)) {
        events.add(new TokenEvent(surprises.time(i), surprises.token(i)));
        places.add(i);
      }
    }
    this.tokens = events.stream().map(TokenEvent::text).distinct().toList();
  }

  String name() {
    return track.key();
  }

  Track track() {
    return track;
  }

  /** All events, in order. */
  List<TokenEvent> events() {
    return events;
  }

  /** What happens to it, each token once. */
  List<String> tokens() {
    return tokens;
  }

  /** The greatest surprise of some events, bits. */
  double surprise(int from, int count) {
    double most = 0;
    for (int i = from; i < Math.min(from + count, places.size()); i++) {
      most = Math.max(most, surprises.bits(places.get(i)));
    }
    return most;
  }

  /** The surprise of the last session's end, bits; 0: it has none. */
  double end() {
    int last = surprises.length() - 1;
    return last >= 0 && surprises.isEnd(last) ? surprises.bits(last) : 0;
  }
}
