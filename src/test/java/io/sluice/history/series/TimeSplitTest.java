package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.window.Windows;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeSplitTest {
  private static final Duration WINDOW = Duration.ofHours(1);

  private static final Windows HOURS =
      windows(WINDOW, ZoneOffset.UTC, EnumSet.allOf(DayOfWeek.class));

  /** 60 hours of one series, and the last 40 of another. */
  private static final List<Series> SERIES = List.of(hours(0, 60), hours(20, 60));

  @Test
  void heldOutIsAShareOfTheTime() {
    TimeSplit split = TimeSplit.of(SERIES, 0.1, 0.2, HOURS);

    assertThat(hour(split.train().to())).isBetween(41.0, 42.0);
    assertThat(hour(split.heldOut().from())).isBetween(47.0, 48.0);
    assertThat(split.validation())
        .isEqualTo(new TimeSpan(split.train().to(), split.heldOut().from()));
  }

  @Test
  void heldOutIsTheLastWindows_whateverTheLengthOfTheHistory() {
    TimeSplit split = TimeSplit.of(SERIES, 0, 24, HOURS);

    assertThat(hour(split.train().to())).isEqualTo(60 - 24);
    assertThat(split.heldOut())
        .isEqualTo(new TimeSpan(split.train().to(), hours(0, 60).start(59) + 1));
    assertThat(TimeSplit.of(SERIES, 0, 1, HOURS).train().to()).isEqualTo(hours(0, 60).start(59));
  }

  @Test
  void nothingLeftToTrainOnIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.of(SERIES, 0, 60, HOURS))
        .withMessageContaining("leave none of the 60 windows to train on");
    assertThatIllegalArgumentException().isThrownBy(() -> TimeSplit.of(SERIES, 0.5, 40, HOURS));
  }

  /** Ten weeks of trading days: the last eight of them are no eight days. */
  @Test
  void heldOutWindowsAreThoseOfTheCalendar() {
    Set<DayOfWeek> trading = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    ZoneId zone = ZoneId.of("America/New_York");
    Windows windows = windows(Duration.ofDays(1), zone, trading);
    long[] starts = new long[50];
    // From Monday, 3 February to Friday, 11 April 2025; clocks change on 9 March.
    long end = windows.endOf(Instant.parse("2025-02-03T12:00:00Z").toEpochMilli());
    for (int i = 0; i < starts.length; i++) {
      starts[i] = windows.startOf(end);
      end = windows.nextEnd(end);
    }
    List<Series> series = List.of(new Series("s", starts, new double[50]));

    assertThat(TimeSplit.of(series, 0, 8, windows).heldOut().from()).isEqualTo(starts[42]);
    assertThat(TimeSplit.of(series, 0, 30, windows).heldOut().from()).isEqualTo(starts[20]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSplit.of(series, 0, 50, windows))
        .withMessageContaining("none of the 50 windows");
  }

  @Test
  void whatATrainingHasSeen_endsWhereItSays() {
    TimeSplit split = TimeSplit.at(SERIES, 50 * WINDOW.toMillis());

    assertThat(split.train()).isEqualTo(new TimeSpan(0, 50 * WINDOW.toMillis()));
    assertThat(split.heldOut())
        .isEqualTo(new TimeSpan(50 * WINDOW.toMillis(), 59 * WINDOW.toMillis() + 1));
  }

  private static Windows windows(Duration size, ZoneId zone, Set<DayOfWeek> days) {
    return new Windows(
        new WindowConfig(
            size,
            Duration.ZERO,
            6,
            Duration.ZERO,
            Duration.ofHours(1),
            new CalendarConfig(days, Set.of()),
            zone));
  }

  private static double hour(long time) {
    return (double) time / WINDOW.toMillis();
  }

  private static Series hours(int from, int to) {
    long[] starts = LongStream.range(from, to).map(hour -> hour * WINDOW.toMillis()).toArray();
    return new Series("s", starts, new double[starts.length]);
  }
}
