package io.sluice.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of a window is found there, whatever lies between the word and the window. */
final class KeyPlansTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final float OPEN = Float.NaN;

  private final KeyPlans plans = new KeyPlans(1);
  private Windows windows = days(CalendarConfig.EVERY_DAY);

  private static Windows days(CalendarConfig calendar) {
    return new Windows(
        new WindowConfig(
            Duration.ofDays(1),
            Duration.ZERO,
            6,
            Duration.ZERO,
            Duration.ofHours(1),
            calendar,
            BERLIN));
  }

  /** End of the window of a day. */
  private long day(String date) {
    Instant midnight = LocalDate.parse(date).atStartOfDay(BERLIN).toInstant();
    return windows.endOf(midnight.toEpochMilli());
  }

  private void say(String date, float... values) {
    RowPlans said = new RowPlans(1);
    said.add(new float[][] {values}, 0);
    plans.moveTo(day(date), windows);
    plans.take(said);
  }

  private float[] on(String date) {
    plans.moveTo(day(date), windows);
    return plans.of(0);
  }

  @Test
  void plan_movesOnWithTheWindows_overAChangeOfTheClocks() {
    say("2024-03-29", 1, 2, 3, 4);
    assertThat(on("2024-03-29")).containsExactly(1, 2, 3, 4);
    assertThat(on("2024-03-30")).containsExactly(2, 3, 4);
    assertThat(on("2024-04-01")).containsExactly(4);
    assertThat(on("2024-04-02")).isEmpty();
  }

  @Test
  void planThatIsReached_isLeftBehind_howeverLongItTook() {
    say("2024-03-29", 1, 2, 3, 4);
    assertThat(on("2034-03-29")).isEmpty();
    say("2034-03-30", 5);
    assertThat(on("2034-03-30")).containsExactly(5);
  }

  @Test
  void laterWord_countsWhereItSaysSomething() {
    say("2024-03-01", 1, 1, 1, 1);
    say("2024-03-02", OPEN, 0, OPEN, 2);
    assertThat(on("2024-03-02")).containsExactly(1, 0, 1, 2);
    say("2024-03-03", OPEN, OPEN, 0);
    assertThat(on("2024-03-03")).as("nothing behind the last that is known").containsExactly(0, 1);
  }

  @Test
  void windowsWithoutData_areNoneThatAPlanCounts() {
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    windows = days(new CalendarConfig(weekdays, Set.of(LocalDate.parse("2024-03-05"))));
    // Friday, Monday, Wednesday.
    say("2024-03-01", 1, 2, 3);
    assertThat(on("2024-03-04")).containsExactly(2, 3);
    assertThat(on("2024-03-06")).containsExactly(3);
  }

  @Test
  void closedDayWithData_hasNoValueButItsOwn_andLosesNone() {
    Set<DayOfWeek> weekdays = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    windows = days(new CalendarConfig(weekdays, Set.of()));
    say("2024-03-01", 1, 2, 3);
    assertThat(on("2024-03-02")).as("Saturday").containsExactly(0, 2, 3);
    say("2024-03-03", 9);
    assertThat(on("2024-03-03")).as("Sunday").containsExactly(9, 2, 3);
    assertThat(on("2024-03-04")).as("Monday").containsExactly(2, 3);
  }

  @Test
  void wordOfAnotherConfiguration_isNotTaken() {
    say("2024-03-01", 1, 2);
    RowPlans other = new RowPlans(2);
    other.add(new float[][] {{7}, {7}}, 0);
    plans.take(other);
    plans.take(null);
    assertThat(on("2024-03-01")).containsExactly(1, 2);
  }
}
