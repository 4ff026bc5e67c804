package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Windows are counted in no time, and as if one had gone through them one by one. */
final class WindowCountTest {
  private static final List<String> ZONES =
      List.of(
          "UTC",
          "+05:30",
          "Europe/Berlin",
          "America/New_York",
          "America/Sao_Paulo",
          "America/Havana",
          "Asia/Tehran",
          "Pacific/Apia",
          "Australia/Lord_Howe",
          "Africa/Casablanca");

  private static final List<Duration> SIZES =
      List.of(
          Duration.ofMinutes(10),
          Duration.ofMinutes(35),
          Duration.ofHours(1),
          Duration.ofHours(7),
          Duration.ofHours(24).minusMillis(1),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(3),
          Duration.ofDays(7),
          Duration.ofDays(14));

  private static final long FROM = Instant.parse("2009-01-01T00:00:00Z").toEpochMilli();
  private static final long SPAN = Duration.ofDays(5 * 366).toMillis();

  private static Windows windows(Duration size, CalendarConfig calendar, String zone) {
    return new Windows(
        new WindowConfig(
            size, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, calendar, ZoneId.of(zone)));
  }

  private static CalendarConfig calendar(Random random) {
    Set<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
    for (int i = random.nextInt(8); i > 0; i--) {
      days.add(DayOfWeek.of(1 + random.nextInt(7)));
    }
    Set<LocalDate> holidays = new HashSet<>();
    for (int i = random.nextInt(60); i > 0; i--) {
      holidays.add(LocalDate.of(2009, 1, 1).plusDays(random.nextInt(5 * 366)));
    }
    return new CalendarConfig(days, holidays);
  }

  /** The same days with up to three spans of hours on each. */
  private static CalendarConfig withHours(CalendarConfig days, Random random) {
    Map<DayOfWeek, List<OpeningHours>> hours = new EnumMap<>(DayOfWeek.class);
    for (DayOfWeek day : days.days()) {
      List<OpeningHours> spans = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        spans.add(new OpeningHours(minute(random), minute(random)));
      }
      hours.put(day, spans);
    }
    return new CalendarConfig(hours, days.holidays());
  }

  private static LocalTime minute(Random random) {
    return LocalTime.MIDNIGHT.plusMinutes(random.nextInt(24 * 60));
  }

  /** The ends of the expected windows after one time and through another, one by one. */
  private static List<Long> ends(Windows windows, long after, long through) {
    List<Long> ends = new ArrayList<>();
    for (long end = windows.nextEnd(after); end <= through; end = windows.nextEnd(end)) {
      ends.add(end);
    }
    return ends;
  }

  @Test
  void countAndAdvance_areWhatOneGetsOneByOne() {
    Random random = new Random(8);
    for (int round = 0; round < 400; round++) {
      String zone = ZONES.get(random.nextInt(ZONES.size()));
      Duration size = SIZES.get(random.nextInt(SIZES.size()));
      CalendarConfig calendar = round % 5 == 0 ? CalendarConfig.EVERY_DAY : calendar(random);
      if (round % 2 == 0 && size.compareTo(Duration.ofDays(1)) < 0) {
        calendar = withHours(calendar, random);
      }
      Windows windows = windows(size, calendar, zone);
      long after = windows.endOf(FROM + (long) (random.nextDouble() * SPAN));
      long length = Math.min(SPAN, 1500 * size.toMillis());
      long through = after + (long) (random.nextDouble() * length);
      List<Long> ends = ends(windows, after, through);
      String what = zone + " " + size + " " + calendar + " " + after + " " + through;
      assertThat(windows.count(after, through)).as(what).isEqualTo(ends.size());
      if (!ends.isEmpty()) {
        int some = random.nextInt(ends.size());
        assertThat(windows.advance(after, some + 1)).as(what).isEqualTo(ends.get(some));
        assertThat(windows.count(after, ends.get(some) - 1)).as(what).isEqualTo(some);
        long later = ends.get(ends.size() - 1);
        assertThat(windows.previousEnd(windows.nextEnd(later))).as(what).isEqualTo(later);
      }
    }
  }

  @Test
  void windowIsExpected_whenAMinuteOfItIsInTheHoursThatOpenOnADayWithData() {
    Random random = new Random(9);
    for (int round = 0; round < 60; round++) {
      ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
      Duration size = Duration.ofMinutes(5 + random.nextInt(300));
      CalendarConfig calendar = withHours(calendar(random), random);
      Windows windows = windows(size, calendar, zone.getId());
      long end = windows.endOf(FROM + (long) (random.nextDouble() * SPAN));
      for (int i = 0; i < 200; i++, end = windows.endOf(end)) {
        Instant start = Instant.ofEpochMilli(windows.startOf(end));
        if (zone.getRules().getOffset(start).equals(zone.getRules().getOffset(start.plus(size)))) {
          LocalDateTime local = LocalDateTime.ofInstant(start, zone);
          assertThat(windows.isExpected(end))
              .as("%s of %s in %s by %s", local, size, zone, calendar)
              .isEqualTo(overlaps(calendar, local, size.toMinutes()));
        }
      }
    }
  }

  /** Minute by minute. */
  private static boolean overlaps(CalendarConfig calendar, LocalDateTime start, long minutes) {
    return LongStream.range(0, minutes)
        .mapToObj(start::plusMinutes)
        .anyMatch(time -> isOpen(calendar, time, 0) || isOpen(calendar, time, 1));
  }

  private static boolean isOpen(CalendarConfig calendar, LocalDateTime time, int daysAgo) {
    LocalDate day = time.toLocalDate().minusDays(daysAgo);
    if (calendar.holidays().contains(day)) {
      return false;
    }
    Duration since = Duration.between(day.atStartOfDay(), time);
    return calendar.hours().getOrDefault(day.getDayOfWeek(), List.of()).stream()
        .anyMatch(
            hours -> {
              Duration from = Duration.between(LocalTime.MIDNIGHT, hours.from());
              Duration to = Duration.between(LocalTime.MIDNIGHT, hours.to());
              Duration until = hours.to().isAfter(hours.from()) ? to : to.plusDays(1);
              return since.compareTo(from) >= 0 && since.compareTo(until) < 0;
            });
  }

  @Test
  @Timeout(10)
  void keyFrom1970_withSecondsHoursAndAllHolidays_isCountedAtOnce() {
    Set<LocalDate> christmas = new HashSet<>();
    for (int year = 1970; year < 2100; year++) {
      christmas.add(LocalDate.of(year, 12, 25));
    }
    CalendarConfig calendar =
        new CalendarConfig(
            Map.of(
                DayOfWeek.MONDAY,
                List.of(new OpeningHours(LocalTime.of(22, 0), LocalTime.of(6, 0)))),
            christmas);
    Windows windows = windows(Duration.ofSeconds(1), calendar, "Europe/Berlin");
    long now = Instant.parse("2026-11-29T12:00:00Z").toEpochMilli();
    long nights =
        LocalDate.EPOCH
            .datesUntil(LocalDate.parse("2026-11-29"))
            .filter(date -> date.getDayOfWeek() == DayOfWeek.MONDAY && !christmas.contains(date))
            .count();
    int count = 0;
    for (int key = 0; key < 1000; key++) {
      count = windows.count(key, now);
    }
    assertThat(count).as("no clock is changed on a Monday night").isEqualTo(8 * 3600 * nights);
  }

  @Test
  void dayThatTheZoneLeftOut_isNoWindow() {
    long before = Instant.parse("2011-12-20T10:00:00Z").toEpochMilli();
    long after = Instant.parse("2012-01-10T10:00:00Z").toEpochMilli();
    for (int days : new int[] {1, 2, 3, 7}) {
      for (DayOfWeek closed : DayOfWeek.values()) {
        CalendarConfig calendar =
            new CalendarConfig(EnumSet.complementOf(EnumSet.of(closed)), Set.of());
        Windows windows = windows(Duration.ofDays(days), calendar, "Pacific/Apia");
        long from = windows.endOf(before);
        assertThat(windows.count(from, after))
            .as(days + " without " + closed)
            .isEqualTo(ends(windows, from, after).size());
      }
    }
  }

  @Test
  @Timeout(10)
  void keyFrom1970_withSecondsAndACalendar_isCountedAtOnce() {
    CalendarConfig weekdays =
        new CalendarConfig(
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            Set.of(LocalDate.parse("2025-12-25"), LocalDate.parse("2026-01-01")));
    // Sunday noon.
    long now = Instant.parse("2026-11-29T12:00:00Z").toEpochMilli();
    LocalDate today = LocalDate.parse("2026-11-29");
    long open =
        LocalDate.EPOCH
                .datesUntil(today)
                .filter(date -> weekdays.days().contains(date.getDayOfWeek()))
                .count()
            - 2;
    for (String zone : List.of("UTC", "Europe/Berlin")) {
      Windows windows = windows(Duration.ofSeconds(1), weekdays, zone);
      int count = 0;
      for (int key = 0; key < 1000; key++) {
        count = windows.count(key, now);
      }
      // In Berlin it was one o'clock when 1970 began here, and Saturday began an hour earlier.
      long missing = zone.equals("UTC") ? 0 : 3600;
      assertThat(count).isEqualTo(86_400 * open - missing);
      assertThat(windows.advance(0, count)).isEqualTo(windows.previousEnd(windows.nextEnd(now)));
    }
  }
}
