package io.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.event.Signal;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** Windows of ten minutes, a minute's grace; times are minutes after noon. */
final class SourceClockTest {
  private static final long NOON = 1_772_452_800_000L;

  private final Windows windows =
      new Windows(
          new WindowConfig(
              Duration.ofMinutes(10),
              Duration.ofMinutes(1),
              6,
              Duration.ZERO,
              Duration.ofHours(1),
              CalendarConfig.EVERY_DAY));
  private SourceClock clock = new SourceClock(windows);

  private static long at(double minutes) {
    return NOON + Math.round(minutes * 60_000);
  }

  private static Bytes key(String name) {
    return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
  }

  private boolean observe(String key, double minutes) {
    return clock.observe(key(key), at(minutes));
  }

  /** End of the newest window that is closed, minutes after noon. */
  private double closed() {
    return (windows.closedThrough(clock.time()) - NOON) / 60_000.0;
  }

  @Test
  void twoKeysInOrder_closeAWindowWhenTheSecondHasPassedItsGrace() {
    observe("a", 1);
    observe("b", 1);
    assertThat(observe("a", 11)).isFalse();
    assertThat(closed()).isEqualTo(0);
    assertThat(observe("b", 11)).isTrue();
    assertThat(closed()).isEqualTo(10);
    assertThat(clock.time()).isEqualTo(at(11));
  }

  /** Its clock is fast, and nobody else of its partition could tell. */
  @Test
  void keyThatIsAlone_isBelievedNoFurtherThanTheLimit() {
    AtomicLong wall = new AtomicLong(at(0));
    clock = new SourceClock(windows, wall::get);
    for (int minute = 1; minute < 60; minute++) {
      wall.set(at(minute));
      boolean closes = observe("fast", minute + 9);
      assertThat(clock.time()).as("minute %d", minute).isLessThanOrEqualTo(at(minute));
      if (closes) {
        byte[] stored = SourceClockCodec.encode(clock);
        clock = SourceClockCodec.decode(stored, windows, wall::get);
      }
    }
    assertThat(closed()).as("and it does bring time on").isEqualTo(50);
    wall.set(at(61));
    assertThat(observe("fast", 70)).isTrue();
    assertThat(closed()).isEqualTo(60);
  }

  @Test
  void twoKeys_areBelievedBeyondTheLimit() {
    clock = new SourceClock(windows, () -> at(0));
    observe("a", 1);
    observe("b", 1);
    observe("a", 11);
    assertThat(observe("b", 11)).isTrue();
    assertThat(closed()).isEqualTo(10);
  }

  @Test
  void oneReadingFarAhead_movesNothing_whoeverSpeaksNext() {
    observe("a", 1);
    observe("b", 1);
    observe("a", 13 * 365 * 1440);
    for (int minute = 2; minute < 100; minute++) {
      observe("c", minute);
      observe("b", minute + 0.5);
      assertThat(clock.time()).isBetween(at(minute), at(minute + 0.5));
    }
  }

  @Test
  void readingFarAhead_ofTheOnlyKey_movesNothing() {
    for (int minute = 0; minute < 60; minute++) {
      observe("a", minute);
    }
    observe("a", 100_000);
    for (int minute = 60; minute < 90; minute++) {
      observe("a", minute);
      assertThat(clock.time()).isLessThanOrEqualTo(at(minute));
    }
    assertThat(closed()).isGreaterThanOrEqualTo(70);
  }

  @Test
  void fastClock_amongOthers_takesNobodyAlong() {
    for (double minute = 0; minute < 200; minute += 0.5) {
      for (String key : List.of("b", "c", "d")) {
        observe(key, minute);
        assertThat(clock.time()).isLessThanOrEqualTo(at(minute));
      }
      observe("fast", minute + (minute < 100 ? 7 : 59));
      assertThat(clock.time()).isLessThanOrEqualTo(at(minute));
    }
    assertThat(closed()).isGreaterThanOrEqualTo(190);
  }

  @Test
  void fastClock_besideOneOther_letsThatOneDecide() {
    for (double minute = 0; minute < 200; minute += 5) {
      observe("kitchen", minute);
      assertThat(clock.time()).isLessThanOrEqualTo(at(minute));
      observe("garage", minute + 50);
      assertThat(clock.time()).isLessThanOrEqualTo(at(minute));
    }
    assertThat(closed()).isGreaterThanOrEqualTo(170);
  }

  @Test
  void fastClock_asTheFirstEver_setsNoTime() {
    observe("fast", 60);
    assertThat(clock.time()).isEqualTo(Signal.NO_TIME);
    observe("b", 0);
    assertThat(clock.time()).isEqualTo(at(0));
    observe("fast", 61);
    observe("c", 1);
    assertThat(closed()).isEqualTo(0);
  }

  @Test
  void onlyLiveKey_whoseClockIsFast_isBelievedOnceItHasGoneOnForAWindowAndTheGrace() {
    observe("a", 0);
    observe("b", 0);
    for (double minute = 60; minute < 71; minute++) {
      assertThat(observe("fast", minute)).isFalse();
    }
    assertThat(observe("fast", 71)).isTrue();
    assertThat(clock.time()).isEqualTo(at(71));
  }

  @Test
  void twoKeysOfOneFastDevice_confirmEachOther() {
    observe("a", 0);
    observe("b", 0);
    observe("fast/temperature", 50);
    assertThat(observe("fast/humidity", 50)).isTrue();
    assertThat(clock.time()).isEqualTo(at(50));
  }

  @Test
  void onlyKey_closesEachWindowAtItsGrace() {
    assertThat(observe("a", 0)).isFalse();
    assertThat(observe("a", 10)).isFalse();
    assertThat(observe("a", 11)).isTrue();
    assertThat(closed()).isEqualTo(10);
    assertThat(observe("a", 20.9)).isFalse();
    assertThat(observe("a", 21)).isTrue();
    assertThat(closed()).isEqualTo(20);
  }

  @Test
  void onlyKey_thatSpeaksOnceAWeek_goesOnOneWordBehind() {
    int week = 7 * 1440;
    for (int i = 0; i < 5; i++) {
      observe("a", i * week);
    }
    assertThat(clock.time()).isEqualTo(at(3 * week));
  }

  @Test
  void keyThatIsLeftAlone_goesOnAfterAWindowAndTheGrace() {
    observe("a", 5);
    observe("b", 5);
    for (int minute = 6; minute < 22; minute++) {
      observe("a", minute);
    }
    assertThat(closed()).isEqualTo(0);
    observe("a", 22);
    assertThat(closed()).isEqualTo(20);
    observe("a", 31);
    assertThat(closed()).isEqualTo(30);
  }

  @Test
  void partitionThatWasQuiet_goesOnWithTheSecondKey() {
    observe("a", 0);
    observe("b", 0);
    observe("a", 600);
    assertThat(closed()).isEqualTo(-10);
    observe("b", 601);
    assertThat(clock.time()).isEqualTo(at(600));
  }

  @Test
  void keyThatTakesItsWordBack_isNoWitness() {
    observe("a", 0);
    observe("b", 0);
    observe("a", 500);
    observe("a", 0.5);
    assertThat(observe("b", 400)).isFalse();
    assertThat(closed()).isEqualTo(-10);
  }

  @Test
  void promise_countsAtOnce_andNeverGoesBack() {
    assertThat(clock.promise(at(25))).isTrue();
    assertThat(closed()).isEqualTo(20);
    assertThat(clock.promise(at(11))).isFalse();
    assertThat(clock.time()).isEqualTo(at(25));
    observe("a", 60);
    assertThat(clock.promise(at(100))).isTrue();
    assertThat(observe("b", 115)).as("the claim before the promise counts no more").isFalse();
  }

  /** Decoded anew after every event, as after a crash, it says the same. */
  @Test
  void clockThatIsRestored_closesWhatTheOtherCloses() {
    Random random = new Random(7);
    for (int run = 0; run < 300; run++) {
      SourceClock lasting = new SourceClock(windows);
      byte[] stored = null;
      int keys = 1 + random.nextInt(4);
      double time = 0;
      for (int i = 0; i < 400; i++) {
        time += random.nextInt(30) == 0 ? random.nextInt(300) : random.nextDouble() * 4;
        double minutes = time + (random.nextInt(10) == 0 ? random.nextInt(100) - 50 : 0);
        Bytes key = key("k" + random.nextInt(keys));
        boolean moved = lasting.observe(key, at(minutes));
        SourceClock restored =
            stored == null
                ? new SourceClock(windows)
                : SourceClockCodec.decode(stored, windows, () -> Long.MAX_VALUE);
        assertThat(restored.observe(key, at(minutes))).isEqualTo(moved);
        assertThat(windows.closedThrough(restored.time()))
            .isEqualTo(windows.closedThrough(lasting.time()));
        if (lasting.takeChange()) {
          stored = SourceClockCodec.encode(lasting);
        }
        if (moved) {
          assertThat(lasting.time()).isLessThanOrEqualTo(at(minutes));
        }
      }
    }
  }

  @Test
  void keysInOrderWithinTheGrace_areNeverBehindTheirTime() {
    Random random = new Random(8);
    for (int run = 0; run < 200; run++) {
      clock = new SourceClock(windows);
      int keys = 1 + random.nextInt(5);
      double time = 0;
      for (int i = 0; i < 500; i++) {
        time += random.nextDouble() * (random.nextInt(50) == 0 ? 200 : 1);
        long stamp = at(time - random.nextDouble());
        boolean late =
            clock.time() != Signal.NO_TIME
                && windows.endOf(stamp) <= windows.closedThrough(clock.time());
        assertThat(late).isFalse();
        clock.observe(key("k" + random.nextInt(keys)), stamp);
      }
    }
  }

  @Test
  void whatIsStored_changesAboutTwiceAWindow() {
    int changes = 0;
    for (int second = 0; second < 36_000; second++) {
      observe("k" + second % 50, second / 60.0);
      changes += clock.takeChange() ? 1 : 0;
    }
    assertThat(changes).isBetween(60, 130);
  }

  @Test
  void damagedBytes_areRefused() {
    observe("a", 0);
    observe("b", 0);
    observe("key", 100);
    byte[] whole = SourceClockCodec.encode(clock);
    List<Integer> read = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SourceClockCodec.decode(cut, windows, () -> Long.MAX_VALUE))
          .isInstanceOf(IllegalStateException.class);
      read.add(length);
    }
    assertThat(read).hasSizeGreaterThan(20);
    whole[0] = 9;
    assertThatThrownBy(() -> SourceClockCodec.decode(whole, windows, () -> Long.MAX_VALUE))
        .hasMessageContaining("version 9");
  }
}
