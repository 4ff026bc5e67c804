package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeasonTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private static Windows windows(Duration size, ZoneId zone) {
    return new Windows(
        new WindowConfig(
            size, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, CalendarConfig.EVERY_DAY, zone));
  }

  private static Season season(Duration size) {
    return new Season(windows(size, ZoneOffset.UTC));
  }

  /** The phase of the window that holds a time of a zone. */
  private static int phase(Duration size, ZoneId zone, String local) {
    Windows windows = windows(size, zone);
    long time = LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli();
    return new Season(windows).phase(windows.endOf(time));
  }

  @Test
  void windowsOfTenMinutes_areHeldAgainstTheTimeOfDay() {
    assertThat(season(TEN_MINUTES).phases()).isEqualTo(144);
    assertThat(phase(TEN_MINUTES, ZoneOffset.UTC, "2024-05-01T00:00")).isZero();
    assertThat(phase(TEN_MINUTES, ZoneOffset.UTC, "2024-05-01T12:09:59")).isEqualTo(72);
    assertThat(phase(TEN_MINUTES, ZoneOffset.UTC, "2024-05-01T23:59")).isEqualTo(143);
    assertThat(phase(TEN_MINUTES, BERLIN, "2024-05-01T12:00")).isEqualTo(72);
    assertThat(phase(TEN_MINUTES, ZoneOffset.UTC, "1965-05-01T12:00")).isEqualTo(72);
  }

  @Test
  void shortWindows_shareAPhase() {
    Duration second = Duration.ofSeconds(1);
    assertThat(season(second).phases()).isEqualTo(Season.MAX_PHASES);
    assertThat(phase(second, ZoneOffset.UTC, "2024-05-01T00:04:59")).isZero();
    assertThat(phase(second, ZoneOffset.UTC, "2024-05-01T00:05:00")).isEqualTo(1);
    assertThat(phase(second, ZoneOffset.UTC, "2024-05-01T23:59:59")).isEqualTo(287);
  }

  @Test
  void windowsOfADay_areHeldAgainstTheDayOfTheWeek() {
    Duration day = Duration.ofDays(1);
    assertThat(season(day).phases()).isEqualTo(7);
    assertThat(phase(day, ZoneOffset.UTC, "2024-05-06T13:00")).as("Monday").isZero();
    assertThat(phase(day, ZoneOffset.UTC, "2024-05-05T13:00")).as("Sunday").isEqualTo(6);
    assertThat(phase(day, BERLIN, "2024-05-06T00:30")).as("Monday").isZero();
    assertThat(phase(day, ZoneOffset.UTC, "1969-12-29T00:00")).as("Monday").isZero();
  }

  @Test
  void longerWindows_haveNoSeason() {
    assertThat(season(Duration.ofDays(7)).phases()).isEqualTo(1);
    assertThat(season(Duration.ofHours(13)).phases()).isEqualTo(1);
    assertThat(phase(Duration.ofDays(7), ZoneOffset.UTC, "2024-05-05T13:00")).isZero();
  }

  /** Windows that do not divide a day. */
  @Test
  void everyPhase_liesInTheSeason() {
    for (int minutes : new int[] {7, 11, 100, 300, 700}) {
      Windows windows = windows(Duration.ofMinutes(minutes), BERLIN);
      Season season = new Season(windows);
      Set<Integer> seen = new HashSet<>();
      long end = windows.endOf(0);
      for (int i = 0; i < 5000; i++) {
        seen.add(season.phase(end));
        end = windows.nextEnd(end);
      }
      assertThat(seen).allMatch(phase -> phase >= 0 && phase < season.phases());
      assertThat(seen).hasSize(season.phases());
    }
  }

  @Test
  void whereTheClocksGoOn_anHourOfPhasesIsLeftOut() {
    assertThat(phase(TEN_MINUTES, BERLIN, "2024-03-31T01:50")).isEqualTo(11);
    assertThat(after("2024-03-31T01:50")).isEqualTo(18);
    assertThat(phase(TEN_MINUTES, BERLIN, "2024-03-31T12:00")).isEqualTo(72);
    assertThat(phase(Duration.ofDays(1), BERLIN, "2024-03-31T12:00")).as("Sunday").isEqualTo(6);
  }

  @Test
  void whereTheClocksGoBack_anHourOfPhasesComesTwice() {
    assertThat(phase(TEN_MINUTES, BERLIN, "2024-10-27T02:50")).isEqualTo(17);
    assertThat(after("2024-10-27T02:50")).as("2 o'clock again").isEqualTo(12);
    assertThat(phase(TEN_MINUTES, BERLIN, "2024-10-27T12:00")).isEqualTo(72);
    long sunday = LocalDate.parse("2024-10-27").atStartOfDay(BERLIN).toInstant().toEpochMilli();
    Windows days = windows(Duration.ofDays(1), BERLIN);
    assertThat(new Season(days).phase(days.endOf(sunday + Duration.ofHours(24).toMillis())))
        .as("the 25th hour of Sunday")
        .isEqualTo(6);
  }

  /** The phase of the window after the one that starts at a time in Berlin. */
  private static int after(String local) {
    Windows windows = windows(TEN_MINUTES, BERLIN);
    long start = LocalDateTime.parse(local).atZone(BERLIN).toInstant().toEpochMilli();
    return new Season(windows).phase(windows.nextEnd(windows.endOf(start)));
  }
}
