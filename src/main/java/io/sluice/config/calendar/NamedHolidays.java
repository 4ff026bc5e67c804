package io.sluice.config.calendar;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.Holiday;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Public and bank holidays by the tables of Jollyday: of a country ({@code DE}), of a part of one
 * ({@code US-ny}), whose own holidays come to the country's, or of an exchange ({@code NYSE}).
 */
final class NamedHolidays {
  /** The first year whose holidays are known: no event is older. */
  private static final int FIRST_YEAR = 1970;

  /** The last year whose holidays are known. */
  private static final int LAST_YEAR = 2099;

  private NamedHolidays() {}

  /** The dates of a name's holidays; empty: there is no such name. */
  static Optional<Set<LocalDate>> of(String name) {
    String[] parts = name.toLowerCase(Locale.ROOT).split("-", -1);
    if (!HolidayManager.getSupportedCalendarCodes().contains(parts[0].toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    HolidayManager manager = HolidayManager.getInstance(ManagerParameters.create(parts[0]));
    String[] path = Arrays.copyOfRange(parts, 1, parts.length);
    return isKnown(manager.getCalendarHierarchy(), path)
        ? Optional.of(dates(manager, path))
        : Optional.empty();
  }

  private static boolean isKnown(CalendarHierarchy country, String[] path) {
    CalendarHierarchy part = country;
    for (String id : path) {
      part = part.getChildren().get(id);
      if (part == null) {
        return false;
      }
    }
    return true;
  }

  private static Set<LocalDate> dates(HolidayManager manager, String[] path) {
    Set<LocalDate> dates = new HashSet<>();
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
      for (Holiday holiday : manager.getHolidays(Year.of(year), path)) {
        if (holiday.getType() != HolidayType.OBSERVANCE) {
          dates.add(holiday.getDate());
        }
      }
    }
    return dates;
  }
}
