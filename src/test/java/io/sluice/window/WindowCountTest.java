package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
    for (int round = 0; round < 300; round++) {
      String zone = ZONES.get(random.nextInt(ZONES.size()));
      Duration size = SIZES.get(random.nextInt(SIZES.size()));
      CalendarConfig calendar = round % 5 == 0 ? CalendarConfig.EVERY_DAY : calendar(random);
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
      }
    }
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
