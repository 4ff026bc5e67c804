package io.sluice.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.window.Windows;
import java.nio.FloatBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureEncoderTest {
  private static final WindowCalendar NO_CALENDAR = new WindowCalendar(new float[0]);

  /** A ring gives values back with an error: one near 0 may come back as negative. */
  @Test
  void pastValueThatTheScalerCannotTake_isAsTheOneAfterIt() {
    float[] x = past("log-return;memory=100;floor=1e-4", 5, 2, -0.9, 3, 4);
    float[] other = past("log-return;memory=100;floor=1e-4", 5, 2, 3, 3, 4);
    assertThat(x).isEqualTo(other).doesNotContain(Float.NaN);
  }

  @Test
  void targetThatWasNeverSeen_isZeroThroughout() {
    ScalerState unseen = new ScalerState();
    assertThat(
            past("level;memory=100;floor=1e-4", unseen, Double.NaN, true, Double.NaN, Double.NaN))
        .containsExactly(0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"level.4294967295", "past.3.4294967295", "past.3.1", "level.-1", "past.0"})
  void featureOfATargetThatThereIsNot_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureLayout.parse(List.of(name), 1, 1))
        .withMessageContaining(name);
  }

  /** Of the 512 windows that a plan has at most, the first is the event's own. */
  @Test
  void fieldThatWouldHaveToBeKnownFurtherAheadThanAPlanReaches_isRefused() {
    List<String> names = List.of("known.promo", "ahead.known.promo", "ahead.holiday");
    assertThat(FeatureLayout.parse(names, 1, 511).ahead("promo")).isEqualTo(511);
    assertThat(FeatureLayout.parse(List.of("known.promo"), 1, 512).ahead("promo")).isZero();
    assertThat(FeatureLayout.parse(List.of("ahead.holiday"), 1, 512).ahead()).isEqualTo(512);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FeatureLayout.parse(names, 1, 512))
        .withMessage(
            "feature ahead.known.promo looks 512 windows ahead, but at most 511 can be known");
  }

  /** Berlin's days begin in the evening of UTC's, and its Fridays are followed by Mondays here. */
  @Test
  void calendar_isOfTheZonesClocksAndOfTheWindowsInWhichDataIsExpected() {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Windows windows =
        new Windows(
            new WindowConfig(
                Duration.ofDays(1),
                Duration.ZERO,
                6,
                Duration.ZERO,
                Duration.ofHours(1),
                new CalendarConfig(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), Set.of()),
                zone));
    LocalDate monday = LocalDate.of(2026, 3, 9);
    FeatureEncoder encoder =
        new FeatureEncoder(
            FeatureLayout.parse(List.of("holiday", "ahead.holiday"), 1, 2),
            new Scaler(ScalerSpec.parse("level;memory=100;floor=1e-4")),
            1,
            Set.of(monday));
    long endOfFriday = monday.minusDays(2).atStartOfDay(zone).toInstant().toEpochMilli();
    assertThat(encoder.calendar(windows, endOfFriday).columns).containsExactly(0, 1, 0);
    long endOfMonday = monday.plusDays(1).atStartOfDay(zone).toInstant().toEpochMilli();
    assertThat(encoder.calendar(windows, endOfMonday).columns).containsExactly(1, 0, 0);
  }

  private static float[] past(String scaler, double value, double... before) {
    ScalerState scale = new ScalerState();
    for (double seen : new double[] {1, 2, 3}) {
      new Scaler(ScalerSpec.parse(scaler)).observe(scale, seen);
    }
    return past(scaler, scale, value, false, before);
  }

  /** The four last values, the window's own last, as {@code past.4} states them. */
  private static float[] past(
      String scaler, ScalerState scale, double value, boolean imputed, double... before) {
    FeatureLayout layout = FeatureLayout.parse(List.of("past.4"), 1, 1);
    FeatureEncoder encoder =
        new FeatureEncoder(layout, new Scaler(ScalerSpec.parse(scaler)), 1, Set.of());
    PastValues past = new PastValues(8);
    for (double one : before) {
      past.add(one);
    }
    WindowInput window = new WindowInput(new ScalerState[] {scale});
    window.values[0] = value;
    window.imputed[0] = imputed;
    float[] x = new float[4];
    encoder.learn(window, 0);
    encoder.encode(window, 0, new PastValues[] {past}, NO_CALENDAR, FloatBuffer.wrap(x), 0);
    return x;
  }
}
