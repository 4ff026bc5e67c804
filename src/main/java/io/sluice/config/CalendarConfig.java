package io.sluice.config;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/**
 * The days on which a pipeline expects data, in its windows' zone. Windows that start on other days
 * are not expected, so their absence is no gap.
 *
 * @param days the days of the week on which data is expected, at least one
 * @param holidays dates on which none is expected all the same
 */
public record CalendarConfig(Set<DayOfWeek> days, Set<LocalDate> holidays) {
  public static final CalendarConfig EVERY_DAY =
      new CalendarConfig(Set.of(DayOfWeek.values()), Set.of());

  public CalendarConfig {
    days = Set.copyOf(days);
    holidays = Set.copyOf(holidays);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("a calendar needs at least one day");
    }
  }
}
