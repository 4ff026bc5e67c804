package io.sluice.config.calendar;

import io.sluice.config.OpeningHours;
import io.sluice.config.yaml.Setting;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code window.calendar.hours}: {@code 09:30-16:00}, several such spans, or a map of them by
 * days.
 */
final class HoursReader {
  private static final Pattern SPAN =
      Pattern.compile("\\s*(\\d{1,2}):(\\d\\d)\\s*-\\s*(\\d{1,2}):(\\d\\d)\\s*");

  private static final int HOURS_OF_DAY = 24;
  private static final int MINUTES_OF_HOUR = 60;

  private HoursReader() {}

  /** The hours of days that all have the same; none where they are wrong. */
  static Map<DayOfWeek, List<OpeningHours>> everyDay(Setting setting, Set<DayOfWeek> days) {
    Map<DayOfWeek, List<OpeningHours>> hours = new EnumMap<>(DayOfWeek.class);
    List<OpeningHours> spans = spans(setting);
    if (!spans.isEmpty()) {
      days.forEach(day -> hours.put(day, spans));
    }
    return hours;
  }

  /** The hours of the days that a map names; none where they are wrong. */
  static Map<DayOfWeek, List<OpeningHours>> byDay(Setting setting) {
    Map<DayOfWeek, List<OpeningHours>> hours = new EnumMap<>(DayOfWeek.class);
    Map<String, Setting> entries = setting.entries();
    entries.forEach(
        (key, entry) -> {
          List<DayOfWeek> days = Weekdays.parse(key);
          List<OpeningHours> spans = spans(entry);
          if (days.isEmpty()) {
            entry.problem("unknown day; expected " + Weekdays.EXPECTED);
          }
          for (DayOfWeek day : days) {
            if (hours.put(day, spans) != null) {
              entry.problem(Weekdays.name(day) + " has hours already");
            }
          }
        });
    if (entries.isEmpty()) {
      setting.problem("needs at least one day, such as mon-fri: 09:00-17:00");
    }
    hours.values().removeIf(List::isEmpty);
    return hours;
  }

  private static List<OpeningHours> spans(Setting setting) {
    List<OpeningHours> spans = new ArrayList<>();
    if (setting.isList()) {
      List<Setting> items = setting.items();
      items.forEach(item -> spans.addAll(spans(item)));
      if (items.isEmpty()) {
        setting.problem("needs at least one span, such as 09:00-17:00");
      }
      return spans;
    }
    @Nullable List<OpeningHours> parsed =
        setting.parsed("hours such as 09:30-16:00 or 22:00-06:00", HoursReader::parse);
    return parsed == null ? List.of() : parsed;
  }

  /** Spans with commas between them; null where one is wrong. */
  private static @Nullable List<OpeningHours> parse(String text) {
    List<OpeningHours> spans = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = SPAN.matcher(part);
      @Nullable LocalTime from = matcher.matches() ? time(matcher, 1) : null;
      @Nullable LocalTime to = from == null ? null : time(matcher, 3);
      if (from == null || to == null || matcher.group(1).equals("24")) {
        return null;
      }
      spans.add(new OpeningHours(from, to));
    }
    return spans;
  }

  /** Where 24:00 is the midnight at the end of the day. */
  private static @Nullable LocalTime time(Matcher matcher, int group) {
    int hour = Integer.parseInt(matcher.group(group));
    int minute = Integer.parseInt(matcher.group(group + 1));
    boolean isMidnight = hour == HOURS_OF_DAY && minute == 0;
    boolean isTime = minute < MINUTES_OF_HOUR && (hour < HOURS_OF_DAY || isMidnight);
    return isTime ? LocalTime.of(hour % HOURS_OF_DAY, minute) : null;
  }
}
