package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.close.Pipeline;
import io.sluice.event.Lull;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.time.ReadToTheEnd;
import io.sluice.time.SilenceClock;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reader of a source partition says of its silence. */
final class SourceReaderTest {
  private static final long NOON = Harness.NOON.toEpochMilli();
  private static final Instant WALL = Harness.NOON.plus(Duration.ofDays(400));
  private static final Bytes A = Bytes.wrap("a".getBytes(StandardCharsets.UTF_8));
  private static final Bytes B = Bytes.wrap("b".getBytes(StandardCharsets.UTF_8));

  @TempDir Path dir;
  private final Harness.Settings settings = new Harness.Settings();
  private final Pipeline pipeline =
      new Pipeline(
          settings.config(),
          1,
          new ModelShelf<>(new PersistenceModel(settings.scaler, settings.warmup)),
          new PipelineCounts(),
          new ReadToTheEnd(),
          InstantSource.fixed(WALL));
  private final Windows windows = new Windows(settings.config().window());
  private final long tick = SilenceClock.tickOf(settings.config().window().idle()).toMillis();
  private long now = NOON;

  private KeyValueStore<Bytes, byte[]> store() {
    MockProcessorContext<Bytes, Received> context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, 0), dir.toFile());
    KeyValueStore<Bytes, byte[]> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore("clock"),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private SourceReader reader(KeyValueStore<Bytes, byte[]> store) {
    return new SourceReader(pipeline, windows, 0, store, now);
  }

  /** The last word in a time of silence. */
  private long runs(SourceReader reader, Duration silence) {
    long runs = -1;
    for (long end = now + silence.toMillis(); now < end; ) {
      now += tick;
      Lull lull = reader.tick(now);
      runs = lull != null && lull.kind() == Lull.Kind.SILENT ? lull.clock() : runs;
    }
    return runs;
  }

  /** Its clock may be fast: nobody has confirmed it. */
  @Test
  void firstWordOfAll_isBelievedInSilence_asFarAsTheWallClock() {
    long wall = WALL.toEpochMilli();
    SourceReader reader = reader(store());
    reader.observe(A, wall + Duration.ofMinutes(9).toMillis());
    assertThat(runs(reader, Duration.ofMinutes(5))).isEqualTo(wall);
    SourceReader past = reader(store());
    past.observe(A, NOON);
    assertThat(runs(past, Duration.ofHours(5)))
        .isGreaterThan(NOON + Duration.ofMinutes(4 * 60 + 40).toMillis());
  }

  @Test
  void restartInTheMiddleOfSilence_goesOnToCount() {
    KeyValueStore<Bytes, byte[]> store = store();
    SourceReader before = reader(store);
    before.observe(A, NOON);
    before.observe(B, NOON);
    long told = runs(before, Duration.ofHours(5));
    assertThat(told).isGreaterThan(NOON + Duration.ofMinutes(4 * 60 + 40).toMillis());
    before.release();

    SourceReader after = reader(store);
    assertThat(runs(after, Duration.ofMinutes(1))).as("within a minute").isGreaterThan(told);
    assertThat(runs(after, Duration.ofMinutes(30))).isGreaterThan(told);

    after.observe(A, told + 1);
    after.observe(B, told + 1);
    assertThat(runs(after, Duration.ofMinutes(1))).isLessThan(told + 120_000);
    assertThat(runs(reader(store), Duration.ofMinutes(1))).isLessThan(told + 240_000);
  }
}
