package io.sluice.demo.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Decides what breaks when: the kinds in turn, each on the series that was spared for longest, at a
 * steady pace with some jitter. A series has one fault at a time.
 */
final class FaultSchedule {

  /**
   * A kind of fault.
   *
   * @param name its name
   * @param keys the series on which it can show, at least one
   * @param length how long it lasts
   */
  record Kind(String name, List<String> keys, Duration length) {
    Kind {
      keys = List.copyOf(keys);
    }
  }

  private final List<Kind> kinds;
  private final Random random;
  private final long first;
  private final long spacing;
  private final List<Fault> begun = new ArrayList<>();
  private final Map<String, Fault> latest = new HashMap<>();
  private Fault next;

  /**
   * A schedule.
   *
   * @param first the earliest start of a fault, epoch ms
   * @param spacing mean time between the starts of two faults
   */
  FaultSchedule(long seed, long first, Duration spacing, List<Kind> kinds) {
    this.kinds = List.copyOf(kinds);
    this.random = new Random(seed);
    this.first = first;
    this.spacing = spacing.toMillis();
    this.next = draw();
  }

  /** Lets the faults begin that are due before {@code now}. */
  void advance(long now) {
    while (next.start() < now) {
      begun.add(next);
      latest.put(next.key(), next);
      next = draw();
    }
  }

  /** The fault of a series at a time that is not before the last {@link #advance}. */
  @Nullable Fault at(String key, long time) {
    Fault fault = latest.get(key);
    return fault != null && fault.covers(time) ? fault : null;
  }

  List<Fault> begun() {
    return List.copyOf(begun);
  }

  private Fault draw() {
    int index = begun.size();
    Kind kind = kinds.get(index % kinds.size());
    long start = first + index * spacing + (long) (random.nextDouble() * spacing / 4);
    String key = mostSpared(kind.keys());
    return new Fault(key, kind.name(), start, start + kind.length().toMillis());
  }

  /** Of the keys whose last fault is oldest, a random one. */
  private String mostSpared(List<String> keys) {
    long oldest = Long.MAX_VALUE;
    List<String> candidates = new ArrayList<>();
    for (String key : keys) {
      Fault last = latest.get(key);
      long end = last == null ? Long.MIN_VALUE : last.end();
      if (end < oldest) {
        oldest = end;
        candidates.clear();
      }
      if (end == oldest) {
        candidates.add(key);
      }
    }
    return candidates.get(random.nextInt(candidates.size()));
  }
}
