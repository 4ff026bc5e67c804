package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.close.Pipeline;
import io.sluice.event.Event;
import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.time.ReadToTheEnd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two source partitions and one window task: whose time an event is late by. */
final class LateBySourceTest {
  private static final long NOON = Harness.NOON.toEpochMilli();
  private static final Bytes KEY = Bytes.wrap("a".getBytes(StandardCharsets.UTF_8));

  @TempDir Path dir;
  private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new TreeMap<>();
  private final PipelineCounts metrics = new PipelineCounts();
  private final ReadToTheEnd reading = new ReadToTheEnd();
  private final Harness.Settings settings = new Harness.Settings();
  private final Pipeline pipeline =
      new Pipeline(
          settings.config(),
          2,
          new ModelShelf<>(new PersistenceModel(settings.scaler, settings.warmup)),
          metrics,
          reading,
          InstantSource.system());
  private final WindowProcessor windows = new WindowProcessor(pipeline);
  private DecodeProcessor decoder = new DecodeProcessor(pipeline);
  private long offset;

  @AfterEach
  void close() {
    windows.close();
    decoder.close();
  }

  private <K, V> MockProcessorContext<K, V> context(int subtopology, String... names) {
    MockProcessorContext<K, V> context =
        new MockProcessorContext<>(new Properties(), new TaskId(subtopology, 0), dir.toFile());
    context.setCurrentSystemTimeMs(NOON);
    for (String name : names) {
      KeyValueStore<Bytes, byte[]> store =
          stores.computeIfAbsent(
              name,
              missing ->
                  org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                          org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                          Serdes.Bytes(),
                          Serdes.ByteArray())
                      .withLoggingDisabled()
                      .build());
      store.init(context.getStateStoreContext(), store);
      context.addStateStore(store);
    }
    return context;
  }

  private static long at(int minutes) {
    return NOON + minutes * 60_000L;
  }

  private void startWindows() {
    windows.init(context(1, Stores.WINDOWS, Stores.KEY_STATE, Stores.META));
  }

  private void hear(Signal signal) {
    windows.process(new Record<>(KEY, signal, 0));
  }

  /** An event of a source partition that has come so far. */
  private void event(int partition, int minutes, int sourceMinutes) {
    hear(new Event(at(minutes), new double[] {20}, partition, offset++).at(at(sourceMinutes)));
  }

  @Test
  void eventBehindItsOwnPartition_isLate_thoughAnotherHoldsTime() {
    startWindows();
    hear(new Watermark(0, at(30)));
    hear(new Watermark(1, at(5)));

    event(0, 9, 30);
    event(0, 29, 30);
    event(0, 30, 30);

    assertThat(metrics.lateCount()).isEqualTo(2);
    assertThat(metrics.windowedCount()).isEqualTo(1);
  }

  @Test
  void eventBehindAnotherPartition_isOnTime() {
    startWindows();
    hear(new Watermark(0, at(30)));

    event(1, 9, 5);

    assertThat(metrics.lateCount()).isZero();
  }

  @Test
  void eventBehindAPartitionThatWasRightlyCalledIdle_isLate() {
    startWindows();
    hear(new Watermark(1, at(5)));
    reading.reachedEnd(1, 6);
    hear(new Lull(1, at(5), Lull.Kind.SILENT, at(5), 7));
    hear(new Watermark(0, at(30)));

    event(1, 9, 5);

    assertThat(metrics.lateCount()).isEqualTo(1);
  }

  /** What a decode task that is started again says of its partition: what the one before said. */
  @Test
  void partition_isAsFarOnAfterARestart() {
    MockProcessorContext<Bytes, Received> context = context(0, Stores.SOURCE_CLOCK);
    decoder.init(context);
    decode(context, "a", 1);
    decode(context, "b", 31);
    decode(context, "a", 32);
    assertThat(lastOf(context).sourceTime()).isEqualTo(at(31));
    decoder.close();

    decoder = new DecodeProcessor(pipeline);
    MockProcessorContext<Bytes, Received> again = context(0, Stores.SOURCE_CLOCK);
    decoder.init(again);
    decode(again, "a", 2);

    assertThat(lastOf(again).sourceTime()).isEqualTo(at(31));
  }

  private void decode(MockProcessorContext<Bytes, Received> context, String key, int minutes) {
    context.setRecordMetadata("readings", 0, offset++);
    byte[] value =
        "{\"key\":\"%s\",\"ts\":%d,\"value\":20}"
            .formatted(key, at(minutes))
            .getBytes(StandardCharsets.UTF_8);
    decoder.process(new Record<>(null, value, 0, new RecordHeaders()));
  }

  private static Event lastOf(MockProcessorContext<Bytes, Received> context) {
    List<MockProcessorContext.CapturedForward<? extends Bytes, ?>> forwarded =
        List.copyOf(context.forwarded());
    Object last = forwarded.get(forwarded.size() - 1).record().value();
    return (Event) ((Received.Accepted) last).signal();
  }
}
