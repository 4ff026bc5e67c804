package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.CalendarConfig;
import io.sluice.config.OpeningHours;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowsTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static Windows windows(Duration size, Duration grace, CalendarConfig calendar) {
    return new Windows(
        new WindowConfig(size, grace, 6, Duration.ofSeconds(30), Duration.ofHours(1), calendar));
  }

  private static Windows days(int days, String zone) {
    return new Windows(
        new WindowConfig(
            Duration.ofDays(days),
            Duration.ZERO,
            6,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY,
            ZoneId.of(zone)));
  }

  private static long ms(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @Test
  void eventOnABoundary_belongsToTheWindowThatStartsThere() {
    Windows windows = windows(TEN_MINUTES, Duration.ZERO, CalendarConfig.EVERY_DAY);
    assertThat(windows.endOf(ms("2026-03-02T12:00:00Z"))).isEqualTo(ms("2026-03-02T12:10:00Z"));
    assertThat(windows.endOf(ms("2026-03-02T12:09:59.999Z"))).isEqualTo(ms("2026-03-02T12:10:00Z"));
    assertThat(windows.endOf(ms("2026-03-02T12:10:00Z"))).isEqualTo(ms("2026-03-02T12:20:00Z"));
  }

  @Test
  void window_isClosedOnceGraceHasPassedAndNotAMillisecondBefore() {
    Windows windows = windows(TEN_MINUTES, Duration.ofMinutes(1), CalendarConfig.EVERY_DAY);
    assertThat(windows.closedThrough(ms("2026-03-02T12:10:59.999Z")))
        .isEqualTo(ms("2026-03-02T12:00:00Z"));
    assertThat(windows.closedThrough(ms("2026-03-02T12:11:00Z")))
        .isEqualTo(ms("2026-03-02T12:10:00Z"));
  }

  @Test
  void nextWindow_skipsWeekendsAndHolidays() {
    Windows daily =
        windows(
            Duration.ofDays(1),
            Duration.ZERO,
            new CalendarConfig(
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                Set.of(LocalDate.parse("2026-03-09"))));
    long friday = ms("2026-03-07T00:00:00Z");
    assertThat(daily.nextEnd(friday)).isEqualTo(ms("2026-03-11T00:00:00Z"));
  }

  @Test
  void nextWindowOfMinutes_afterAClosedDay_isTheFirstOfTheNextOpenDay() {
    Windows windows =
        windows(
            TEN_MINUTES,
            Duration.ZERO,
            new CalendarConfig(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), Set.of()));
    long lastOfFriday = ms("2026-03-07T00:00:00Z");
    assertThat(windows.nextEnd(lastOfFriday)).isEqualTo(ms("2026-03-09T00:10:00Z"));
  }

  private static Windows inHours(Duration size, String zone, OpeningHours... hours) {
    Map<DayOfWeek, List<OpeningHours>> week = new EnumMap<>(DayOfWeek.class);
    EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY).forEach(day -> week.put(day, List.of(hours)));
    CalendarConfig calendar = new CalendarConfig(week, Set.of(LocalDate.parse("2026-01-19")));
    return new Windows(
        new WindowConfig(
            size, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, calendar, ZoneId.of(zone)));
  }

  private static OpeningHours hours(String from, String to) {
    return new OpeningHours(LocalTime.parse(from), LocalTime.parse(to));
  }

  @Test
  void nextWindowOfASession_isThatOfTheNextOpening_whateverTheClocksDo() {
    Windows session = inHours(Duration.ofMinutes(5), "America/New_York", hours("09:30", "16:00"));
    assertThat(session.nextEnd(ms("2026-01-13T21:00:00Z")))
        .as("the next morning")
        .isEqualTo(ms("2026-01-14T14:35:00Z"));
    assertThat(session.nextEnd(ms("2026-01-16T21:00:00Z")))
        .as("after a weekend and a holiday")
        .isEqualTo(ms("2026-01-20T14:35:00Z"));
    assertThat(session.nextEnd(ms("2026-03-06T21:00:00Z")))
        .as("after the weekend on which summer time begins")
        .isEqualTo(ms("2026-03-09T13:35:00Z"));
    assertThat(session.previousEnd(ms("2026-03-09T13:35:00Z")))
        .isEqualTo(ms("2026-03-06T21:00:00Z"));
    assertThat(session.count(ms("2026-03-06T20:50:00Z"), ms("2026-03-09T13:35:00Z"))).isEqualTo(3);
    assertThat(session.isExpected(ms("2026-01-14T14:30:00Z"))).isFalse();
    assertThat(session.mostOfDay()).isEqualTo(78);
  }

  @Test
  void windowThatTheHoursBeginOrEndIn_isExpected() {
    Windows hourly =
        inHours(Duration.ofHours(1), "UTC", hours("09:30", "12:00"), hours("14:00", "17:10"));
    assertThat(hourly.horizon(ms("2026-01-13T00:00:00Z"), 8))
        .containsExactly(
            ms("2026-01-13T10:00:00Z"),
            ms("2026-01-13T11:00:00Z"),
            ms("2026-01-13T12:00:00Z"),
            ms("2026-01-13T15:00:00Z"),
            ms("2026-01-13T16:00:00Z"),
            ms("2026-01-13T17:00:00Z"),
            ms("2026-01-13T18:00:00Z"),
            ms("2026-01-14T10:00:00Z"));
  }

  @Test
  void nightThatOpensOnAHoliday_isClosed_andTheOneThatReachesIntoItIsNot() {
    Windows night = inHours(Duration.ofHours(1), "UTC", hours("22:00", "06:00"));
    assertThat(night.nextEnd(ms("2026-01-17T05:00:00Z")))
        .as("Friday night ends on Saturday")
        .isEqualTo(ms("2026-01-17T06:00:00Z"));
    assertThat(night.nextEnd(ms("2026-01-17T06:00:00Z")))
        .as("Monday is a holiday, to its end in Tuesday's morning")
        .isEqualTo(ms("2026-01-20T23:00:00Z"));
    assertThat(night.mostOfDay()).isEqualTo(8);
  }

  @Test
  void horizon_listsTheEndsOfTheNextExpectedWindows() {
    Windows windows = windows(TEN_MINUTES, Duration.ZERO, CalendarConfig.EVERY_DAY);
    assertThat(windows.horizon(ms("2026-03-02T12:00:00Z"), 3))
        .containsExactly(
            ms("2026-03-02T12:10:00Z"), ms("2026-03-02T12:20:00Z"), ms("2026-03-02T12:30:00Z"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Europe/Berlin,     2026-03-29T10:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "Europe/Berlin,     2026-10-25T10:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    // Midnight is left out: the day begins at one.
    "America/Sao_Paulo, 2017-10-15T10:00:00Z, 2017-10-15T03:00:00Z, 2017-10-16T02:00:00Z",
    // Midnight comes twice: the day before is the longer one.
    "America/Sao_Paulo, 2018-02-17T10:00:00Z, 2018-02-17T02:00:00Z, 2018-02-18T03:00:00Z",
    // At one minute past midnight the clocks went back to the day before, which was over.
    "America/St_Johns,  2010-11-07T03:00:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
    // 30 December 2011 never was.
    "Pacific/Apia,      2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
    "Pacific/Apia,      2011-12-30T11:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
    "+05:30,            2026-03-29T10:00:00Z, 2026-03-28T18:30:00Z, 2026-03-29T18:30:00Z",
    "UTC,               2024-02-29T10:00:00Z, 2024-02-29T00:00:00Z, 2024-03-01T00:00:00Z"
  })
  void dayOfAZone_isFromItsMidnightToTheNext(String zone, String time, String start, String end) {
    Windows windows = days(1, zone);
    assertThat(windows.endOf(ms(time))).isEqualTo(ms(end));
    assertThat(windows.startOf(ms(end))).isEqualTo(ms(start));
    assertThat(windows.closedThrough(ms(time))).isEqualTo(ms(start));
    assertThat(windows.nextEnd(ms(start))).isEqualTo(ms(end));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "America/Sao_Paulo",
        "America/Havana",
        "Asia/Tehran",
        "Asia/Kolkata",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Australia/Lord_Howe",
        "Africa/Casablanca"
      })
  void daysOfAZone_followEachOther_andEveryTimeLiesInOne(String zone) {
    Windows windows = days(1, zone);
    long start = windows.closedThrough(0);
    int days = 0;
    while (start < ms("2040-01-01T00:00:00Z")) {
      long end = windows.endOf(start);
      assertThat(end - start).isBetween(22 * 3_600_000L, 26 * 3_600_000L);
      for (long time : new long[] {start, start + 60_000, end - 3_600_000, end - 60_000, end - 1}) {
        assertThat(windows.endOf(time)).isEqualTo(end);
        assertThat(windows.closedThrough(time)).isEqualTo(start);
      }
      assertThat(windows.startOf(end)).isEqualTo(start);
      start = end;
      days++;
    }
    assertThat(windows.count(windows.closedThrough(0), start)).isEqualTo(days);
    assertThat(windows.advance(windows.closedThrough(0), days)).isEqualTo(start);
  }

  @Test
  void weeks_beginOnMondays_andOtherDaysAreCountedFrom1970() {
    assertThat(days(7, "UTC").endOf(ms("2026-03-04T12:00:00Z")))
        .isEqualTo(ms("2026-03-09T00:00:00Z"));
    assertThat(days(7, "America/New_York").endOf(ms("2026-03-04T12:00:00Z")))
        .isEqualTo(ms("2026-03-09T04:00:00Z"));
    assertThat(days(14, "UTC").startOf(days(14, "UTC").endOf(0)))
        .isEqualTo(ms("1969-12-29T00:00:00Z"));
    assertThat(days(3, "Europe/Berlin").endOf(0)).isEqualTo(ms("1970-01-03T23:00:00Z"));
  }

  @Test
  void windowsShorterThanADay_haveOneLength_whateverTheZone() {
    Windows hours =
        new Windows(
            new WindowConfig(
                Duration.ofHours(6),
                Duration.ZERO,
                6,
                Duration.ZERO,
                Duration.ofHours(1),
                new CalendarConfig(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), Set.of()),
                ZoneId.of("Asia/Kolkata")));
    assertThat(hours.endOf(ms("2026-03-06T13:00:00Z"))).isEqualTo(ms("2026-03-06T18:00:00Z"));
    assertThat(hours.nextEnd(ms("2026-03-06T18:00:00Z")))
        .as("the calendar's days are the zone's: Saturday has not begun there")
        .isEqualTo(ms("2026-03-07T00:00:00Z"));
    assertThat(hours.nextEnd(ms("2026-03-07T00:00:00Z")))
        .as("the first window that begins on the zone's Monday")
        .isEqualTo(ms("2026-03-09T06:00:00Z"));
  }

  @Test
  void localStart_isWhatTheClocksShow() {
    Windows berlin = days(1, "Europe/Berlin");
    assertThat(berlin.localStartOf(ms("2026-03-02T23:00:00Z")))
        .isEqualTo(ms("2026-03-02T00:00:00Z"));
    assertThat(berlin.localStartOf(ms("2026-07-02T22:00:00Z")))
        .isEqualTo(ms("2026-07-02T00:00:00Z"));
  }

  @Test
  void windowsThatAreLongerThanADayButNoWholeDays_haveNoZone() {
    assertThatThrownBy(
            () ->
                new WindowConfig(
                    Duration.ofHours(36),
                    Duration.ZERO,
                    6,
                    Duration.ZERO,
                    Duration.ZERO,
                    CalendarConfig.EVERY_DAY,
                    ZoneId.of("Europe/Berlin")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("whole days");
    assertThat(
            windows(Duration.ofHours(36), Duration.ZERO, CalendarConfig.EVERY_DAY)
                .endOf(Duration.ofHours(36).toMillis()))
        .isEqualTo(Duration.ofHours(72).toMillis());
  }
}
