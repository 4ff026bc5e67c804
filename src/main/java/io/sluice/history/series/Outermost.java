package io.sluice.history.series;

import io.sluice.event.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Where the earliest and the latest events of a history stand, a few of each. */
final class Outermost {
  private static final int EACH = 3;

  private final List<At> earliest = new ArrayList<>();
  private final List<At> latest = new ArrayList<>();

  /**
   * The place of an event.
   *
   * @param time epoch ms
   * @param partition or the number of a file
   * @param offset or the line
   */
  record At(long time, int partition, long offset) {}

  void add(Event event) {
    long time = event.timestamp();
    if (earliest.size() < EACH || time < earliest.get(EACH - 1).time()) {
      put(earliest, event, Comparator.comparingLong(At::time));
    }
    if (latest.size() < EACH || time > latest.get(EACH - 1).time()) {
      put(latest, event, Comparator.comparingLong(At::time).reversed());
    }
  }

  private static void put(List<At> places, Event event, Comparator<At> order) {
    places.add(new At(event.timestamp(), event.partition(), event.offset()));
    places.sort(order);
    if (places.size() > EACH) {
      places.remove(EACH);
    }
  }

  /** Those of them that are not in the bulk. */
  List<At> outside(Bulk bulk) {
    List<At> outside = new ArrayList<>();
    earliest.stream().filter(at -> at.time() < bulk.from()).forEach(outside::add);
    latest.stream().filter(at -> at.time() > bulk.to()).forEach(outside::add);
    return outside;
  }
}
