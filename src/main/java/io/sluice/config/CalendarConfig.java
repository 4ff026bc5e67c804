package io.sluice.config;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * When a pipeline expects data, in its windows' zone. Other windows are not expected, so their
 * absence is no gap. Without opening hours it is the day on which a window starts that counts; with
 * them, a window is expected when any of its time is in one.
 *
 * @param hours by day of the week on which data is expected, at least one, the hours that open on
 *     it, at least one
 * @param holidays dates on which nothing opens all the same
 */
public record CalendarConfig(Map<DayOfWeek, List<OpeningHours>> hours, Set<LocalDate> holidays) {
  public static final CalendarConfig EVERY_DAY =
      new CalendarConfig(Set.of(DayOfWeek.values()), Set.of());

  public CalendarConfig {
    if (hours.isEmpty() || hours.values().stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a calendar needs at least one day, and hours of each");
    }
    Map<DayOfWeek, List<OpeningHours>> copy = new EnumMap<>(DayOfWeek.class);
    hours.forEach((day, spans) -> copy.put(day, List.copyOf(spans)));
    hours = Map.copyOf(copy);
    holidays = Set.copyOf(holidays);
  }

  /** A calendar of whole days. */
  public CalendarConfig(Set<DayOfWeek> days, Set<LocalDate> holidays) {
    this(
        days.stream()
            .collect(Collectors.toMap(Function.identity(), day -> List.of(OpeningHours.ALL_DAY))),
        holidays);
  }

  /** The days of the week on which something opens. */
  public Set<DayOfWeek> days() {
    return hours.keySet();
  }

  /** Whether days are open in part: whole days are all that there is otherwise. */
  public boolean hasHours() {
    return !hours.values().stream().allMatch(List.of(OpeningHours.ALL_DAY)::equals);
  }

  /** The same hours, on holidays too. */
  public CalendarConfig withoutHolidays() {
    return new CalendarConfig(hours, Set.of());
  }
}
