package io.sluice.train.language;

import io.sluice.language.TokenEvent;
import io.sluice.train.language.MixtureFit.Lesson;
import java.util.ArrayList;
import java.util.List;

/**
 * A history in two parts.
 *
 * @param learned what is learned at first, of each key in order
 * @param lessons what is held out: it says what experts are worth
 */
record HistoryParts(List<List<TokenEvent>> learned, List<Lesson> lessons) {
  /** The most events that are held out. */
  static final int LESSONS = 50_000;

  /** The share of the history that is learned from at first. */
  private static final double LEARNED = 0.8;

  /** Events before those that keys are led up with, of all keys together, and of each at least. */
  private static final int BEFORE = 100_000;

  private static final int LEAST_BEFORE = 1_000;

  /**
   * Cases are held out whole, the last ones; of endless keys, the last events are. Where those are
   * very many, cases are taken at even distances, and of each key what comes first.
   */
  static HistoryParts of(List<List<TokenEvent>> keys, Sessions sessions) {
    List<List<TokenEvent>> learned = new ArrayList<>();
    List<Lesson> lessons = new ArrayList<>();
    if (sessions.endsWithKey()) {
      int split = (int) (keys.size() * LEARNED);
      learned.addAll(keys.subList(0, split));
      List<List<TokenEvent>> held = keys.subList(split, keys.size());
      long events = held.stream().mapToLong(List::size).sum();
      int distance = (int) Math.max(1, (events + LESSONS - 1) / LESSONS);
      for (int i = 0; i < held.size(); i += distance) {
        lessons.add(new Lesson(List.of(), held.get(i)));
      }
      return new HistoryParts(learned, lessons);
    }
    long held = keys.stream().mapToLong(events -> events.size() - split(events)).sum();
    int before = Math.max(LEAST_BEFORE, BEFORE / keys.size());
    for (List<TokenEvent> events : keys) {
      int split = split(events);
      if (split > 0) {
        learned.add(events.subList(0, split));
      }
      long taken = (long) (events.size() - split) * LESSONS / Math.max(LESSONS, held);
      lessons.add(
          new Lesson(
              events.subList(Math.max(0, split - before), split),
              events.subList(split, split + (int) taken)));
    }
    return new HistoryParts(learned, lessons);
  }

  private static int split(List<TokenEvent> events) {
    return (int) (events.size() * LEARNED);
  }
}
