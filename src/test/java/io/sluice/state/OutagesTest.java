package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.window.Windows;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class OutagesTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;
  private static final long BEGIN = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();

  private final Outages outages = outages(Duration.ofHours(1));

  private static Outages outages(Duration window) {
    Duration none = Duration.ZERO;
    return new Outages(
        new Windows(new WindowConfig(window, none, 6, none, none, CalendarConfig.EVERY_DAY)));
  }

  private static boolean judge(Outages outages, long end, boolean isSilent) {
    outages.judge(end, isSilent);
    return outages.isLast();
  }

  @Test
  void silentWindow_isAnOutage_onceTheTaskIsADayOld() {
    assertThat(judge(outages, BEGIN, false)).isFalse();
    assertThat(judge(outages, BEGIN + 23 * HOUR, true)).isFalse();
    assertThat(judge(outages, BEGIN + 24 * HOUR, true)).isTrue();
    assertThat(judge(outages, BEGIN + 25 * HOUR, false)).isFalse();
  }

  /** A week of seconds in which nothing comes must not fill the store. */
  @Test
  void windowsThatAreRemembered_areBounded() {
    Outages seconds = outages(Duration.ofSeconds(1));
    for (int i = 0; i < 5 * Outages.MOST; i++) {
      seconds.judge(BEGIN + 1000L * i, true);
    }
    assertThat(seconds.encode()).hasSizeLessThan(Long.BYTES * (Outages.MOST + 4));
  }

  @Test
  void windowsOfWholeDays_areOutagesFromTheFirstOn() {
    Outages daily = outages(Duration.ofDays(1));
    assertThat(judge(daily, BEGIN, false)).isFalse();
    assertThat(judge(daily, BEGIN + DAY, true)).isTrue();
    assertThat(judge(daily, BEGIN + 2 * DAY, true)).as("it goes on").isTrue();
    assertThat(judge(daily, BEGIN + 8 * DAY, true)).as("each week").isFalse();
  }

  /** A shop that closes in the evening, and on Sundays. */
  @Test
  void silenceAtTheSameTimeOfTheDayOrTheWeekBefore_isNone() {
    judge(outages, BEGIN, false);
    assertThat(judge(outages, BEGIN + 40 * HOUR, true)).isTrue();
    assertThat(judge(outages, BEGIN + 64 * HOUR, true)).isFalse();
    assertThat(judge(outages, BEGIN + 65 * HOUR, true)).isTrue();
    assertThat(judge(outages, BEGIN + 40 * HOUR + 7 * DAY, true)).isFalse();
    assertThat(judge(outages, BEGIN + 42 * HOUR + 7 * DAY, true)).isTrue();
  }

  /** The rest of a window that was half closed. */
  @Test
  void whatWasJudged_isKnownAfterARestart() {
    judge(outages, BEGIN, false);
    judge(outages, BEGIN + 40 * HOUR, true);
    assertThat(outages.isChanged()).isTrue();

    Outages again = outages(Duration.ofHours(1));
    again.decode(outages.encode());

    assertThat(outages.isChanged()).isFalse();
    assertThat(again.isJudged(BEGIN + 40 * HOUR)).isTrue();
    assertThat(again.isLast()).isTrue();
    assertThat(judge(again, BEGIN + 64 * HOUR, true)).isFalse();
    assertThat(judge(again, BEGIN + 66 * HOUR, true)).isTrue();
    assertThatThrownBy(() -> again.decode(new byte[] {9, 0, 0})).hasMessageContaining("outages");
  }

  @Test
  void activity_isSilent_whenFewerThanAThirdOfManyHaveAnEvent() {
    assertThat(activity(0, 1, 0.002f).isSilent()).as("one key alone").isFalse();
    assertThat(activity(0, 2, 0.002f).isSilent()).as("two").isFalse();
    assertThat(activity(0, 3, 0.002f).isSilent()).isTrue();
    assertThat(activity(40, 60, 0.1f).isSilent()).as("a slow day").isFalse();
    assertThat(activity(20, 80, 0.1f).isSilent()).isTrue();
    assertThat(activity(0, 100, 0.5f).isSilent()).as("often silent").isFalse();
  }

  private static Activity activity(int heard, int silent, float pause) {
    Activity activity = new Activity();
    for (int key = 0; key < heard + silent; key++) {
      activity.add(pause, key < heard);
    }
    return activity;
  }
}
