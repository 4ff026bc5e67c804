package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.sluice.close.Pipeline;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import io.sluice.time.ReadToTheEnd;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A drain that does not end in its time. The model takes longer over one chunk of keys than a drain
 * may take, so that each drain closes one chunk.
 */
final class DrainTest {
  /** More than one chunk, and less than two. */
  private static final int KEYS = 1500;

  /** More punctuations than there are chunks. */
  private static final int PATIENCE = 10;

  private static final long NOON = Harness.NOON.toEpochMilli();
  private static final Duration LONGER_THAN_A_DRAIN = Duration.ofMillis(260);

  @TempDir Path dir;
  private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new TreeMap<>();
  private final ModelShelf<StepModel> models = new ModelShelf<>(new SlowModel("aaaaaaaaaaaa"));
  private final ReadToTheEnd reading = new ReadToTheEnd();
  private final Pipeline pipeline =
      new Pipeline(
          new Harness.Settings().config(),
          1,
          models,
          new PipelineCounts(),
          reading,
          InstantSource.system());
  private MockProcessorContext<Bytes, Outgoing> context;
  private WindowProcessor processor;

  /** A model in plain Java that takes its time. */
  private static final class SlowModel implements StepModel {
    private final StepModel model;

    SlowModel(String hash) {
      this.model =
          new PersistenceModel(
              new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 4, hash, List.of());
    }

    @Override
    public ModelContract contract() {
      return model.contract();
    }

    @Override
    public StepBatch newBatch(int capacity) {
      StepBatch batch = model.newBatch(capacity);
      return new StepBatch() {
        @Override
        public FloatBuffer x() {
          return batch.x();
        }

        @Override
        public FloatBuffer state() {
          return batch.state();
        }

        @Override
        public FloatBuffer quantiles() {
          return batch.quantiles();
        }

        @Override
        public FloatBuffer nextState() {
          return batch.nextState();
        }

        @Override
        public void run(int rows) throws StepException {
          batch.run(rows);
          LockSupport.parkNanos(LONGER_THAN_A_DRAIN.toNanos());
        }

        @Override
        public void close() {
          batch.close();
        }
      };
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @BeforeEach
  void begin() {
    reading.isKeepingUp = false;
    startTask();
    events(1);
  }

  /** One event of every key. */
  private void events(int minutes) {
    for (int i = 0; i < KEYS; i++) {
      send(new Event(NOON + minutes * 60_000L, new double[] {i}, 0, i), "k%04d".formatted(i));
    }
  }

  /** A task on the stores that there are. */
  private void startTask() {
    context = new MockProcessorContext<>(new Properties(), new TaskId(1, 0), dir.toFile());
    context.setCurrentSystemTimeMs(NOON);
    for (String name : List.of(Stores.WINDOWS, Stores.KEY_STATE, Stores.META)) {
      context.addStateStore(stores.computeIfAbsent(name, this::store));
    }
    processor = new WindowProcessor(pipeline);
    processor.init(context);
  }

  private KeyValueStore<Bytes, byte[]> store(String name) {
    KeyValueStore<Bytes, byte[]> store =
        org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name),
                Serdes.Bytes(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }

  private void send(Signal signal, String key) {
    Bytes series = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    processor.process(new Record<>(series, signal, 0));
  }

  /** The source partition has come to so many minutes after noon. */
  private void passes(int minutes) {
    send(new Watermark(0, NOON + minutes * 60_000L), "");
  }

  /** What a wall clock would bring about, until nothing is left. */
  private void passWallTime() {
    for (int i = 0; i < PATIENCE; i++) {
      punctuate();
    }
    assertThat(context.scheduledPunctuators()).allMatch(CapturedPunctuator::cancelled);
  }

  private void punctuate() {
    for (CapturedPunctuator punctuator : List.copyOf(context.scheduledPunctuators())) {
      if (!punctuator.cancelled()) {
        punctuator.getPunctuator().punctuate(0);
      }
    }
  }

  /** By minutes after noon at which windows end, how many forecasts each model has made. */
  private Map<Long, Map<String, Long>> forecasts() {
    return context.forwarded().stream()
        .map(forward -> forward.record().value())
        .filter(Forecast.class::isInstance)
        .map(Forecast.class::cast)
        .collect(
            Collectors.groupingBy(
                forecast -> (forecast.windowEnd - NOON) / 60_000,
                TreeMap::new,
                Collectors.groupingBy(
                    forecast -> forecast.model.hash(), TreeMap::new, Collectors.counting())));
  }

  @Test
  void modelThatIsOfferedWhileADrainIsPending_waitsUntilNothingIsLeftToClose() {
    passes(10);
    passWallTime();
    events(11);
    passes(20);
    assertThat(forecasts().get(20L).get("aaaaaaaaaaaa"))
        .as("the drain is pending")
        .isLessThan(KEYS);
    models.offer(new SlowModel("bbbbbbbbbbbb"));
    passes(30);
    passWallTime();
    passes(40);
    passWallTime();

    assertThat(forecasts())
        .containsExactly(
            entry(10L, Map.of("aaaaaaaaaaaa", (long) KEYS)),
            entry(20L, Map.of("aaaaaaaaaaaa", (long) KEYS)),
            entry(30L, Map.of("aaaaaaaaaaaa", (long) KEYS)),
            entry(40L, Map.of("bbbbbbbbbbbb", (long) KEYS)));
  }

  @Test
  void drainThatIsDone_isCommittedAtOnce_unlessABacklogIsWorkedOff() {
    passes(10);
    passWallTime();
    assertThat(context.committed()).isFalse();

    reading.isKeepingUp = true;
    passes(20);
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              punctuate();
              return context.committed();
            });
    passWallTime();
  }

  @Test
  void drainThatIsPendingWhenATaskStarts_goesOnBeforeAnythingIsRead() {
    passes(10);
    passWallTime();
    events(11);
    passes(20);
    long before = forecasts().get(20L).get("aaaaaaaaaaaa");
    assertThat(before).as("the drain is pending").isLessThan(KEYS);
    processor.close();

    startTask();
    passWallTime();

    assertThat(forecasts()).containsExactly(entry(20L, Map.of("aaaaaaaaaaaa", KEYS - before)));
  }

  /** It begins in 1970 where nothing was drained before, and must not walk from there. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void firstDrainOfAll_thatIsPendingWhenATaskStarts_goesOnToo() {
    passes(10);
    long before = forecasts().get(10L).get("aaaaaaaaaaaa");
    assertThat(before).as("the drain is pending").isLessThan(KEYS);
    processor.close();

    startTask();
    passWallTime();

    assertThat(forecasts()).containsExactly(entry(10L, Map.of("aaaaaaaaaaaa", KEYS - before)));
  }

  @Test
  void drainThatIsPending_closesWhatBecomesDueMeanwhile_inOrder() {
    passes(10);
    passes(20);
    passWallTime();

    List<Long> ends =
        context.forwarded().stream()
            .map(forward -> forward.record().value())
            .filter(Forecast.class::isInstance)
            .map(value -> ((Forecast) value).windowEnd)
            .toList();
    assertThat(ends).hasSize(2 * KEYS).isSorted();
    assertThat(IntStream.range(0, KEYS).allMatch(i -> ends.get(i).equals(ends.get(0)))).isTrue();
  }

  @Test
  void firstValuesOfOtherKeys_areKnownToTheTaskThatIsStartedNext() {
    passes(10);
    passWallTime();
    processor.close();

    startTask();
    send(new Event(NOON + 660_000, new double[] {1e9}, 0, KEYS), "odd");
    passes(20);
    passWallTime();

    assertThat(context.forwarded())
        .extracting(forward -> forward.record().value())
        .filteredOn(value -> value instanceof Forecast forecast && forecast.score > 2)
        .hasSize(1);
  }
}
