package io.sluice.config.calendar;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Days of the week as they stand in a configuration: {@code mon}, or {@code mon-fri}. */
final class Weekdays {
  /** What is expected where a day stands. */
  static final String EXPECTED;

  private static final List<String> NAMES =
      Stream.of(DayOfWeek.values()).map(Weekdays::name).toList();

  static {
    EXPECTED = "one of " + String.join(", ", NAMES) + ", or some in a row such as mon-fri";
  }

  private Weekdays() {}

  /** The name of a day. */
  static String name(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  /** The days that a text names, in their order; none: it is wrong. */
  static List<DayOfWeek> parse(String text) {
    String[] ends = text.toLowerCase(Locale.ROOT).split("-", -1);
    int first = NAMES.indexOf(ends[0].strip());
    int last = NAMES.indexOf(ends[ends.length - 1].strip());
    if (first < 0 || last < 0 || ends.length > 2) {
      return List.of();
    }
    List<DayOfWeek> days = new ArrayList<>();
    for (DayOfWeek day = DayOfWeek.of(first + 1); ; day = day.plus(1)) {
      days.add(day);
      if (day.equals(DayOfWeek.of(last + 1))) {
        return days;
      }
    }
  }
}
