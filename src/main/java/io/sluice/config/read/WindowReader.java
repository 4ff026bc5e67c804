package io.sluice.config.read;

import static java.util.Objects.requireNonNullElse;

import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.WindowConfig;
import io.sluice.config.yaml.Durations;
import io.sluice.config.yaml.Section;
import io.sluice.config.yaml.Setting;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code window}. */
final class WindowReader {
  private static final List<String> DAYS =
      Stream.of(DayOfWeek.values())
          .map(d -> d.name().substring(0, 3).toLowerCase(Locale.ROOT))
          .toList();

  /** Beyond any sensible setting; keeps products of durations within range. */
  private static final int MAX_GAP_LIMIT = 100_000;

  private WindowReader() {}

  static @Nullable WindowConfig read(Setting setting) {
    Section section = setting.section();
    @Nullable Duration size = section.require("size").duration(WindowConfig.MIN_SIZE);
    @Nullable Duration grace = section.get("grace").duration(Duration.ZERO);
    @Nullable Integer maxGap = section.get("max-gap").integer(0, MAX_GAP_LIMIT);
    @Nullable Duration idle = section.get("idle").duration(Duration.ZERO);
    @Nullable Duration maxFuture = section.get("max-future").duration(Duration.ZERO);
    @Nullable Duration maxDrift = section.get("max-drift").duration(Duration.ZERO);
    CalendarConfig calendar = calendar(section.get("calendar"), size);
    ZoneId zone = zone(section.get("zone"), size);
    if (size == null) {
      return null;
    }
    return new WindowConfig(
        size,
        requireNonNullElse(grace, Defaults.grace(size)),
        requireNonNullElse(maxGap, Defaults.MAX_GAP),
        requireNonNullElse(idle, Defaults.IDLE),
        requireNonNullElse(maxFuture, Defaults.maxFuture(size)),
        requireNonNullElse(maxDrift, Defaults.maxDrift(size)),
        calendar,
        zone);
  }

  private static ZoneId zone(Setting setting, @Nullable Duration size) {
    ZoneId zone = requireNonNullElse(setting.zone(), Defaults.ZONE);
    if (size == null || WindowConfig.fits(size, zone)) {
      return zone;
    }
    setting.problem(
        "needs windows of at most one day, or of whole days; window.size is "
            + Durations.format(size));
    return Defaults.ZONE;
  }

  private static CalendarConfig calendar(Setting setting, @Nullable Duration size) {
    if (!setting.isPresent()) {
      return CalendarConfig.EVERY_DAY;
    }
    Section section = setting.section();
    if (size != null && size.compareTo(Duration.ofDays(1)) > 0) {
      setting.problem("needs windows of at most one day");
    }
    Set<DayOfWeek> days = days(section.get("days"));
    Set<LocalDate> holidays = holidays(section.get("holidays"));
    return new CalendarConfig(days.isEmpty() ? CalendarConfig.EVERY_DAY.days() : days, holidays);
  }

  private static Set<DayOfWeek> days(Setting setting) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    List<Setting> items = setting.items();
    for (Setting item : items) {
      @Nullable DayOfWeek day = day(item);
      if (day != null) {
        days.add(day);
      }
    }
    if (setting.isList() && items.isEmpty()) {
      setting.problem("needs at least one day");
    }
    return days;
  }

  private static @Nullable DayOfWeek day(Setting item) {
    @Nullable String text = item.text();
    if (text == null) {
      return null;
    }
    int index = DAYS.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      item.problem("unknown day; expected one of " + String.join(", ", DAYS));
      return null;
    }
    return DayOfWeek.of(index + 1);
  }

  static Set<LocalDate> holidays(Setting setting) {
    Set<LocalDate> holidays = new HashSet<>();
    for (Setting item : setting.items()) {
      @Nullable LocalDate date = item.date();
      if (date != null) {
        holidays.add(date);
      }
    }
    return holidays;
  }
}
