package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WindowsTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static Windows windows(Duration size, Duration grace, CalendarConfig calendar) {
    return new Windows(
        new WindowConfig(size, grace, 6, Duration.ofSeconds(30), Duration.ofHours(1), calendar));
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

  @Test
  void horizon_listsTheEndsOfTheNextExpectedWindows() {
    Windows windows = windows(TEN_MINUTES, Duration.ZERO, CalendarConfig.EVERY_DAY);
    assertThat(windows.horizon(ms("2026-03-02T12:00:00Z"), 3))
        .containsExactly(
            ms("2026-03-02T12:10:00Z"), ms("2026-03-02T12:20:00Z"), ms("2026-03-02T12:30:00Z"));
  }
}
