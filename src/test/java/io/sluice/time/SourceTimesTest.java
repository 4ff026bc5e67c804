package io.sluice.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.event.Event;
import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.window.Windows;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three source partitions, windows of ten minutes; times are minutes after noon. */
final class SourceTimesTest {
  private static final long NOON = 1_772_452_800_000L;
  private static final long DRIFT = 60;
  private static final long LEASE_MS = 9_000;

  @TempDir Path dir;
  private final ReadToTheEnd reading = new ReadToTheEnd();
  private final Windows windows =
      new Windows(
          new WindowConfig(
              Duration.ofMinutes(10),
              Duration.ZERO,
              6,
              Duration.ofSeconds(30),
              Duration.ofHours(1),
              CalendarConfig.EVERY_DAY));
  private KeyValueStore<Bytes, byte[]> meta;
  private SourceTimes times;
  private long now;

  @BeforeEach
  void begin() {
    MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    meta =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("meta"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    meta.init(context.getStateStoreContext(), meta);
    restart();
  }

  private void restart() {
    times = new SourceTimes(meta, windows, reading, 0, 3, DRIFT * 60_000, LEASE_MS);
  }

  private static long at(double minutes) {
    return NOON + Math.round(minutes * 60_000);
  }

  private void passes(int partition, double minutes) {
    times.hear(new Watermark(partition, at(minutes)), now);
  }

  private void silent(int partition, double minutes, double clock, long end) {
    reading.unread.put(partition, 0L);
    endsAt(partition, end);
    times.hear(new Lull(partition, at(minutes), Lull.Kind.SILENT, at(clock), end), now);
  }

  private void endsAt(int partition, long end) {
    reading.reachedEnd(partition, end - 1);
  }

  private double time() {
    return minutes(times.merge(now, Long.MIN_VALUE));
  }

  private static double minutes(long time) {
    return time < 0 ? time : (time - NOON) / 60_000.0;
  }

  @Test
  void time_isTheLeastOfAll_andNoneBeforeAllAreKnown() {
    passes(0, 50);
    passes(1, 30);
    assertThat(time()).isEqualTo(Signal.NO_TIME);
    assertThat(times.holder()).isEqualTo(2);
    passes(2, 40);
    assertThat(time()).isEqualTo(30);
    assertThat(times.holder()).isEqualTo(1);
    assertThat(times.behind()).isEqualTo(20 * 60_000);
  }

  @Test
  void event_tellsThePartitionsTime_notItsOwn() {
    passes(1, 100);
    passes(2, 100);
    times.hear(new Event(at(90), new double[] {1}, 0, 5).at(at(40)), now);
    assertThat(time()).isEqualTo(40);
  }

  @Test
  void eventsThatCloseNothing_askForNothing() {
    passes(0, 1);
    assertThat(times.hear(new Event(at(5), new double[] {1}, 0, 5).at(at(5)), now)).isFalse();
    assertThat(times.hear(new Event(at(10), new double[] {1}, 0, 6).at(at(10)), now)).isTrue();
    assertThat(times.hear(new Event(at(9), new double[] {1}, 0, 7).at(at(10)), now)).isFalse();
  }

  @Test
  void silentPartition_holdsNobody_untilThereIsSomethingToRead() {
    passes(0, 50);
    passes(1, 50);
    silent(2, 10, 11, 7);
    assertThat(time()).isEqualTo(50);
    passes(0, 60);
    passes(1, 60);
    reading.unread.put(2, 1L);
    assertThat(time()).as("its reader may be gone: it must not be passed over").isEqualTo(10);
    assertThat(times.holder()).isEqualTo(2);
    passes(2, 55);
    assertThat(time()).isEqualTo(55);
  }

  @Test
  void silentPartition_whileTheBrokerDoesNotAnswer_isWaitedFor() {
    passes(0, 50);
    passes(1, 50);
    silent(2, 10, 11, 7);
    reading.isAnswering = false;
    assertThat(time()).isEqualTo(SourceTimes.WAITING);
    assertThat(minutes(times.merge(now, at(50)))).as("closes nothing").isEqualTo(50);
    reading.isAnswering = true;
    assertThat(time()).isEqualTo(50);
  }

  /** What was asked before another window passed says nothing of that one. */
  @Test
  void answer_countsForTheTimeThatItWasAskedFor() {
    passes(0, 50);
    passes(1, 50);
    silent(2, 10, 11, 7);
    reading.isAnswering = false;
    assertThat(time()).isEqualTo(SourceTimes.WAITING);
    passes(0, 60);
    passes(1, 60);
    reading.isAnswering = true;
    assertThat(time()).isEqualTo(50);
    assertThat(minutes(times.merge(now, at(50)))).isEqualTo(60);
  }

  @Test
  void partitionThatSpeaksAgain_holdsTime() {
    passes(0, 50);
    passes(1, 50);
    silent(2, 10, 11, 7);
    times.hear(new Event(at(12), new double[] {1}, 2, 7).at(at(10)), now);
    assertThat(time()).isEqualTo(10);
  }

  @Test
  void allSilent_timeGoesOnFromTheGreatest() {
    silent(0, 50, 52, 1);
    silent(1, 30, 31, 1);
    assertThat(time()).isEqualTo(Signal.NO_TIME);
    silent(2, 10, 11, 1);
    assertThat(time()).isEqualTo(52);
    silent(0, 50, 60, 1);
    assertThat(time()).isEqualTo(60);
  }

  @Test
  void neverWrittenPartition_holdsTime_untilItIsToldThatItIsSilent() {
    passes(0, 50);
    passes(1, 40);
    assertThat(time()).isEqualTo(Signal.NO_TIME);
    endsAt(2, 0);
    times.hear(new Lull(2, Signal.NO_TIME, Lull.Kind.SILENT, Signal.NO_TIME, 0), now);
    assertThat(time()).isEqualTo(40);
  }

  @Test
  void partitionOfLastWeek_thatIsCaughtUp_holdsNobodyWhileThatIsTold() {
    passes(0, 500);
    passes(1, 500);
    passes(2, 500 - DRIFT - 1);
    times.hear(new Lull(2, at(439), Lull.Kind.CAUGHT_UP, at(439), 9), now);
    assertThat(time()).isEqualTo(500);
    now += LEASE_MS;
    assertThat(time()).as("its reader tells it no more").isEqualTo(439);
    passes(2, 500 - DRIFT + 1);
    times.hear(new Lull(2, at(441), Lull.Kind.CAUGHT_UP, at(441), 9), now);
    assertThat(time()).as("behind by less than is allowed").isEqualTo(441);
  }

  /** Its first records may be about to come: it holds time until it is told to be silent. */
  @Test
  void partitionWithoutATime_thatIsCaughtUp_holdsTime() {
    passes(0, 500);
    passes(1, 500);
    times.hear(new Lull(2, Signal.NO_TIME, Lull.Kind.CAUGHT_UP, Signal.NO_TIME, 0), now);
    assertThat(time()).isEqualTo(Signal.NO_TIME);
  }

  @Test
  void partitionWhoseTimeStandsStill_holdsNobody_untilItMoves() {
    passes(0, 50);
    passes(1, 50);
    times.hear(new Lull(2, at(45), Lull.Kind.STANDING, at(45), 9), now);
    assertThat(time()).isEqualTo(50);
    passes(2, 51);
    passes(0, 70);
    passes(1, 70);
    assertThat(time()).isEqualTo(51);
  }

  @Test
  void afterARestart_allIsKnownToTheWindow_andSilenceToo() {
    passes(0, 50);
    passes(1, 43);
    silent(2, 10, 11, 7);
    times.hear(new Event(at(57), new double[] {1}, 0, 5).at(at(57)), now);
    restart();
    assertThat(time()).isEqualTo(43);
    passes(1, 60);
    assertThat(time()).as("to the window, not to the minute").isEqualTo(50);
    reading.unread.put(2, 1L);
    restart();
    assertThat(time()).isEqualTo(10);
  }

  @Test
  void watermarkOfTheReleaseBefore_speaksForAllPartitions() {
    times.hear(new Watermark(Watermark.EVERY_PARTITION, at(70)), now);
    assertThat(time()).isEqualTo(70);
  }

  @Test
  void partitionBeyondThoseThatAreKnown_isNamed() {
    assertThatThrownBy(() -> passes(3, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("source partition 3");
  }
}
