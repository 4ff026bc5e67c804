package io.sluice.config.calendar;

import io.sluice.config.yaml.Setting;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a list of holidays: dates, and names of those who have {@linkplain NamedHolidays them}. */
public final class HolidaysReader {
  private HolidaysReader() {}

  /** The dates of all items that are right; none where there is no list. */
  public static Set<LocalDate> read(Setting setting) {
    Set<LocalDate> holidays = new HashSet<>();
    for (Setting item : setting.items()) {
      @Nullable Set<LocalDate> dates =
          item.parsed(
              "a date such as 2013-02-18, or a country, a part of one or an exchange such as DE,"
                  + " US-ny or NYSE",
              HolidaysReader::parse);
      if (dates != null) {
        holidays.addAll(dates);
      }
    }
    return holidays;
  }

  private static @Nullable Set<LocalDate> parse(String text) {
    try {
      return Set.of(LocalDate.parse(text));
    } catch (DateTimeException e) {
      return NamedHolidays.of(text).orElse(null);
    }
  }
}
