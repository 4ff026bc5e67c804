package io.sluice.config.calendar;

import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code window.calendar}. */
public final class CalendarReader {
  private static final Duration DAY = Duration.ofDays(1);

  private CalendarReader() {}

  /**
   * The calendar; every day where it is left out, or wrong.
   *
   * @param size the length of the windows; null when that is wrong
   */
  public static CalendarConfig read(Setting setting, @Nullable Duration size) {
    if (!setting.isPresent()) {
      return CalendarConfig.EVERY_DAY;
    }
    Section section = setting.section();
    if (size != null && size.compareTo(DAY) > 0) {
      setting.problem("needs windows of at most one day");
    }
    Set<DayOfWeek> days = days(section.get("days"));
    Set<LocalDate> holidays = HolidaysReader.read(section.get("holidays"));
    Setting hours = section.get("hours");
    if (!hours.isPresent()) {
      return new CalendarConfig(days.isEmpty() ? CalendarConfig.EVERY_DAY.days() : days, holidays);
    }
    Map<DayOfWeek, List<OpeningHours>> opening = hours(hours, section.get("days"), days);
    if (size != null && size.compareTo(DAY) == 0) {
      hours.problem("needs windows shorter than a day");
      opening.clear();
    }
    return opening.isEmpty() ? CalendarConfig.EVERY_DAY : new CalendarConfig(opening, holidays);
  }

  private static Map<DayOfWeek, List<OpeningHours>> hours(
      Setting hours, Setting named, Set<DayOfWeek> days) {
    if (!hours.isMap()) {
      return HoursReader.everyDay(hours, days.isEmpty() ? CalendarConfig.EVERY_DAY.days() : days);
    }
    if (named.isPresent()) {
      named.problem("are named by hours already: leave one of the two out");
    }
    return HoursReader.byDay(hours);
  }

  private static Set<DayOfWeek> days(Setting setting) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    List<Setting> items = setting.items();
    for (Setting item : items) {
      @Nullable String text = item.text();
      List<DayOfWeek> named = text == null ? List.of() : Weekdays.parse(text);
      days.addAll(named);
      if (text != null && named.isEmpty()) {
        item.problem("unknown day; expected " + Weekdays.EXPECTED);
      }
    }
    if (setting.isList() && items.isEmpty()) {
      setting.problem("needs at least one day");
    }
    return days;
  }
}
