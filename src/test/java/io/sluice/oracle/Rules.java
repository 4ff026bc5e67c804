package io.sluice.oracle;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * What the oracle has to know of a pipeline.
 *
 * @param pipeline its name
 * @param keyed whether each source partition is a window task of its own; else there are as many
 *     window tasks as source partitions, and each takes the keys that hash to it
 * @param partitions the number of source partitions
 * @param window the length of windows: less than a day, or one day
 * @param grace how long after its end a window takes events
 * @param maxGap windows in a row that are imputed
 * @param keyTtl the silence after which a key is forgotten
 * @param budget the event time between two false alarms
 * @param zone whose midnights begin windows of one day, and whose dates the calendar has
 * @param closed days of the week on which nothing is expected
 * @param holidays dates on which nothing is expected
 * @param targets at least one
 * @param maxKeys the most keys of a window task; 0: no limit, and the only choice unless keyed
 */
public record Rules(
    String pipeline,
    boolean keyed,
    int partitions,
    Duration window,
    Duration grace,
    int maxGap,
    Duration keyTtl,
    Duration budget,
    ZoneId zone,
    Set<DayOfWeek> closed,
    Set<LocalDate> holidays,
    List<Target> targets,
    int maxKeys) {

  /** How the values of one field become the one value of a window. */
  public enum Aggregate {
    MEAN,
    SUM,
    MIN,
    MAX,
    LAST,
    FIRST,
    COUNT,
    STDDEV,
    RANGE,
    DISTINCT,
    MEDIAN
  }

  /**
   * A target.
   *
   * @param name its name in what is published, and the field of events that it is made of
   */
  public record Target(String name, Aggregate aggregate) {
    /** Whether no event is zero. */
    boolean isZeroFilled() {
      return aggregate == Aggregate.SUM || aggregate == Aggregate.COUNT;
    }
  }

  public Rules {
    closed = Set.copyOf(closed);
    holidays = Set.copyOf(holidays);
    targets = List.copyOf(targets);
    if (!keyed && maxKeys > 0) {
      throw new IllegalArgumentException("which keys find room depends on how partitions mix");
    }
  }

  /** One keyed partition, one target, windows in UTC on every day, and as many keys as come. */
  public static Rules of(
      String pipeline,
      Duration window,
      Duration grace,
      int maxGap,
      Duration keyTtl,
      Duration budget) {
    return new Rules(
        pipeline,
        true,
        1,
        window,
        grace,
        maxGap,
        keyTtl,
        budget,
        ZoneOffset.UTC,
        Set.of(),
        Set.of(),
        List.of(new Target("value", Aggregate.MEAN)),
        0);
  }

  /** Whether no event is zero for some target. */
  boolean isZeroFilled() {
    return targets.stream().anyMatch(Target::isZeroFilled);
  }

  /** The same, of a topic with several partitions. */
  public Rules of(boolean isKeyed, int count) {
    return new Rules(
        pipeline, isKeyed, count, window, grace, maxGap, keyTtl, budget, zone, closed, holidays,
        targets, maxKeys);
  }

  /** The same in a zone, with days on which nothing is expected. */
  public Rules in(ZoneId place, Set<DayOfWeek> closedDays, Set<LocalDate> closedDates) {
    return new Rules(
        pipeline,
        keyed,
        partitions,
        window,
        grace,
        maxGap,
        keyTtl,
        budget,
        place,
        closedDays,
        closedDates,
        targets,
        maxKeys);
  }

  /** The same with other targets. */
  public Rules of(List<Target> others) {
    return new Rules(
        pipeline,
        keyed,
        partitions,
        window,
        grace,
        maxGap,
        keyTtl,
        budget,
        zone,
        closed,
        holidays,
        others,
        maxKeys);
  }

  /** The same with room for so many keys. */
  public Rules atMost(int keys) {
    return new Rules(
        pipeline,
        keyed,
        partitions,
        window,
        grace,
        maxGap,
        keyTtl,
        budget,
        zone,
        closed,
        holidays,
        targets,
        keys);
  }
}
