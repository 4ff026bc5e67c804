package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.state.KeyLife.Phase;
import io.sluice.window.Windows;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeyLifeTest {
  private static final int MAX_GAP = 2;
  private static final int WARMUP = 3;
  private static final Duration HOUR = Duration.ofHours(1);

  /** A Thursday, 20:00. */
  private static final Instant START = Instant.parse("2026-01-01T20:00:00Z");

  private final Windows windows = windows(CalendarConfig.EVERY_DAY);

  private static Windows windows(CalendarConfig calendar) {
    return new Windows(
        new WindowConfig(
            HOUR, Duration.ZERO, MAX_GAP, Duration.ZERO, HOUR, calendar, ZoneOffset.UTC));
  }

  private static KeyLife life(Windows windows, Duration ttl) {
    return new KeyLife(windows, MAX_GAP, ttl.toMillis(), WARMUP, 1);
  }

  /** What becomes of a key with these windows: phase, gap and observed windows of each. */
  private static List<String> lived(SeriesLife life, String pattern) {
    List<String> lived = new ArrayList<>();
    long end = START.toEpochMilli();
    for (int t = 0; t < pattern.length(); t++) {
      end += HOUR.toMillis();
      Phase phase = life.next(end, seen(pattern.charAt(t)));
      lived.add(
          phase.isStepped()
              ? "%s %d %.2f".formatted(phase, life.gap(), life.maturity())
              : phase.toString());
    }
    return lived;
  }

  private static Seen seen(char window) {
    return switch (window) {
      case 'x' -> Seen.VALUE;
      case '0' -> Seen.ZERO;
      case 'o' -> Seen.NOTHING;
      default -> Seen.MISSING;
    };
  }

  @Test
  void zerosGoOn_untilTheyAreASeasonAndARingFull_thenTheKeyRestsAndWakesAsItWas() {
    SeriesLife life = new SeriesLife(life(windows, Duration.ofDays(30)));

    assertThat(lived(life, "xo" + "o".repeat(47))).endsWith("GOES_ON 0 1.00", "GOES_ON 0 1.00");
    assertThat(lived(life(), "xxo" + "o".repeat(47) + "oox"))
        .endsWith("GOES_ON 0 1.00", "RESTS", "RESTS", "WAKES 0 1.00");
    assertThat(lived(life(), "xxo" + "0".repeat(47) + "0ox"))
        .as("zeros that are sent are like those that are not")
        .endsWith("GOES_ON 0 1.00", "DOZES 0 1.00", "RESTS", "WAKES 0 1.00");
    assertThat(lived(life(), "x" + "o".repeat(20) + "-" + "o".repeat(30)))
        .as("an outage is no zero")
        .endsWith("GOES_ON 0 1.00");
  }

  private SeriesLife life() {
    return new SeriesLife(life(windows, Duration.ofDays(30)));
  }

  @Test
  void keyThatIsNotHeard_isForgotten_howeverManyZerosItHas() {
    SeriesLife life = new SeriesLife(life(windows, Duration.ofHours(4)));

    assertThat(lived(life, "xooooox"))
        .containsExactly(
            "BEGINS 0 0.33",
            "GOES_ON 0 0.67",
            "GOES_ON 0 1.00",
            "GOES_ON 0 1.00",
            "GOES_ON 0 1.00",
            "FORGOTTEN",
            "BEGINS 0 0.33");
  }

  /** Open from 9 to 20, the days of a week without Saturday and Sunday. */
  @Test
  void keyWithRegularClosures_reopensAsMatureAsItWas_fromTheSecondWeekOn() {
    String day = "-".repeat(9) + "x".repeat(11) + "-".repeat(4);
    String week = day.repeat(5) + "-".repeat(48);
    List<String> lived = lived(life(), week.repeat(3));

    assertThat(lived).contains("RETURNS 0 0.33");
    assertThat(lived.subList(7 * 24 + 10, lived.size()))
        .as("the first weekend is over")
        .contains("REOPENS 0 1.00")
        .noneMatch(window -> window.startsWith("RETURNS"));
  }

  @Test
  void key_isImputedForAWhile_restsReturnsAndIsTrustedByItsValuesAlone() {
    SeriesLife life = new SeriesLife(life(windows, Duration.ofDays(1)));

    assertThat(lived(life, "-xx-x---x--x"))
        .containsExactly(
            "RESTS",
            "BEGINS 0 0.33",
            "GOES_ON 0 0.67",
            "IMPUTED 1 0.67",
            "GOES_ON 0 1.00",
            "IMPUTED 1 1.00",
            "IMPUTED 2 1.00",
            "RESTS",
            "RETURNS 0 0.33",
            "IMPUTED 1 0.33",
            "IMPUTED 2 0.33",
            "GOES_ON 0 0.67");
  }

  @Test
  void key_isForgottenInTheFirstWindowThatEndsAfterItsTimeToLive() {
    SeriesLife life = new SeriesLife(life(windows, Duration.ofHours(4)));

    assertThat(lived(life, "xxx----x")).endsWith("RESTS", "RESTS", "RETURNS 0 0.33");
    assertThat(lived(new SeriesLife(life(windows, Duration.ofHours(4))), "xxx-----x"))
        .endsWith("RESTS", "RESTS", "FORGOTTEN", "BEGINS 0 0.33");
    assertThat(lived(new SeriesLife(life(windows, Duration.ofMinutes(270))), "xxx-----x"))
        .endsWith("RESTS", "RESTS", "FORGOTTEN", "BEGINS 0 0.33");
  }

  @Test
  void windowsInWhichNothingIsExpected_areNoGap_andTimeToLiveGoesOnInThem() {
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    Windows week = windows(new CalendarConfig(weekdays, Set.of()));
    long friday = Instant.parse("2026-01-03T00:00:00Z").toEpochMilli();
    long monday = Instant.parse("2026-01-05T01:00:00Z").toEpochMilli();
    SeriesLife patient = new SeriesLife(life(week, Duration.ofDays(3)));
    SeriesLife hasty = new SeriesLife(life(week, Duration.ofDays(1)));

    patient.next(friday, Seen.VALUE);
    hasty.next(friday, Seen.VALUE);

    assertThat(patient.next(monday, Seen.VALUE)).isEqualTo(Phase.GOES_ON);
    assertThat(hasty.next(monday, Seen.MISSING)).isEqualTo(Phase.IMPUTED);
    assertThat(hasty.next(monday + HOUR.toMillis(), Seen.VALUE)).isEqualTo(Phase.GOES_ON);
  }

  /** The service looks at it in the window in which it is to be forgotten, on whatever day. */
  @Test
  void keyThatRestsOverClosedDays_isForgottenInThem() {
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    Windows week = windows(new CalendarConfig(weekdays, Set.of()));
    long friday = Instant.parse("2026-01-02T22:00:00Z").toEpochMilli();
    long monday = Instant.parse("2026-01-05T01:00:00Z").toEpochMilli();
    for (Duration ttl : List.of(Duration.ofHours(20), Duration.ofDays(3))) {
      SeriesLife life = new SeriesLife(life(week, ttl));
      life.next(friday, Seen.VALUE);
      life.next(friday + HOUR.toMillis(), Seen.MISSING);
      assertThat(life.next(friday + 2 * HOUR.toMillis(), Seen.MISSING)).isEqualTo(Phase.IMPUTED);

      assertThat(life.next(monday, Seen.VALUE))
          .isEqualTo(ttl.toDays() > 0 ? Phase.GOES_ON : Phase.BEGINS);
    }
  }

  @Test
  void missed_countsTheExpectedWindowsSinceTheLastValue() {
    KeyLife rule = life(windows, Duration.ofDays(10));
    LifeState life = new LifeState();
    life.step(START.toEpochMilli(), Seen.VALUE);
    life.step(START.plus(HOUR).toEpochMilli(), Seen.MISSING);

    assertThat(rule.missed(life, START.plus(HOUR.multipliedBy(2)).toEpochMilli())).isEqualTo(1);
    assertThat(rule.missed(life, START.plus(HOUR.multipliedBy(9)).toEpochMilli())).isEqualTo(8);
  }

  @Test
  void keyWhoseStoredClassSaysActive_isImputed_whateverMaxGapIsNow() {
    KeyLife rule = life(windows, Duration.ofDays(10));
    LifeState life = new LifeState();
    life.step(START.toEpochMilli(), Seen.VALUE);
    life.gap = 5;
    long next = START.plus(HOUR).toEpochMilli();

    assertThat(rule.isActive(life)).isFalse();
    assertThat(rule.phase(life, true, Seen.MISSING, next)).isEqualTo(Phase.IMPUTED);
    assertThat(rule.phase(life, false, Seen.MISSING, next)).isEqualTo(Phase.RESTS);
  }

  @Test
  void observedWindows_areCountedUpToTheirSaturation() {
    LifeState life = new LifeState();
    life.observed = LifeState.MAX_OBSERVED;

    life.step(START.toEpochMilli(), Seen.VALUE);

    assertThat(life.observed).isEqualTo(LifeState.MAX_OBSERVED);
  }
}
