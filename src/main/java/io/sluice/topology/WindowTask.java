package io.sluice.topology;

import io.sluice.close.CloseStage;
import io.sluice.close.DueWindows;
import io.sluice.close.Emitter;
import io.sluice.close.KeyStates;
import io.sluice.close.OpenWindows;
import io.sluice.close.Pipeline;
import io.sluice.config.WindowConfig;
import io.sluice.model.StepModel;
import io.sluice.output.Outgoing;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.score.Population;
import io.sluice.state.Outages;
import io.sluice.time.SilenceClock;
import io.sluice.time.SourceTimes;
import io.sluice.time.StreamClock;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link WindowProcessor} has from its beginning to its end: the stores and what is read
 * from them, and the model that steps the windows.
 */
final class WindowTask {
  private static final Logger LOG = LoggerFactory.getLogger(WindowTask.class);
  private static final Bytes POPULATION = Bytes.wrap("population".getBytes(StandardCharsets.UTF_8));
  private static final Bytes OUTAGES = Bytes.wrap("outages".getBytes(StandardCharsets.UTF_8));

  /** How often in a row a reader may miss to tell what it tells at every tick. */
  private static final int LEASE_TICKS = 3;

  /** How long it may take until what a reader tells is here, ms. */
  private static final long TELLING_MS = 2000;

  final ProcessorContext<Bytes, Outgoing> context;
  final StreamClock clock;
  final SourceTimes times;
  final Schemas schemas;
  final OpenWindows open;
  final int partition;
  CloseStage closeStage;
  DueWindows due;
  @Nullable Cancellable drainer;
  @Nullable Cancellable waiter;
  private final Pipeline pipeline;
  private final TopicPartition input;
  private final PromptCommit commit;
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyValueStore<Bytes, byte[]> meta;
  private final WindowRowCodec codec;
  private final KeyStates states;
  private final Population population;
  private final @Nullable Outages outages;
  private final Emitter emitter;
  private StepModel model;
  private @Nullable ServedModel served;

  WindowTask(Pipeline pipeline, Windows windows, ProcessorContext<Bytes, Outgoing> context) {
    this.pipeline = pipeline;
    this.windows = windows;
    this.context = context;
    this.partition = context.taskId().partition();
    this.commit = new PromptCommit(context, pipeline.partitions());
    this.input =
        new TopicPartition(
            InternalTopics.windowed(context.applicationId(), pipeline.config().source()),
            partition);
    this.rows = context.getStateStore(Stores.WINDOWS);
    this.meta = context.getStateStore(Stores.META);
    StoredFingerprint stored = StoredFingerprint.take(meta, pipeline);
    this.schemas = stored.schemas();
    this.codec = new WindowRowCodec(schemas, pipeline.config().covariates().known());
    this.served = ServedModel.read(meta);
    this.model = pipeline.models().take(served == null ? null : served.hash());
    this.states =
        new KeyStates(
            context.getStateStore(Stores.KEY_STATE),
            pipeline.keyStateCodec(model.contract(), schemas),
            pipeline.keyLimit());
    this.population = population(stored.before());
    this.outages = pipeline.config().isZeroFilled() ? outages() : null;
    this.clock = new StreamClock(meta, windows.grace());
    this.emitter = new Emitter(context::forward, pipeline);
    this.open = new OpenWindows(pipeline, windows, emitter, rows, codec, states);
    this.closeStage = closeStage();
    this.due = due();
    this.times = times();
  }

  /** What is known of first values, with the targets of now. */
  private Population population(Schema before) {
    Population known = new Population(before.size());
    byte[] stored = meta.get(POPULATION);
    if (stored != null) {
      known.decode(stored);
    }
    if (before.equals(schemas.current())) {
      return known;
    }
    Population own = known.of(schemas.current().placesIn(before));
    meta.put(POPULATION, own.encode());
    return own;
  }

  private Outages outages() {
    Outages outages = new Outages(windows);
    byte[] stored = meta.get(OUTAGES);
    if (stored != null) {
      outages.decode(stored);
    }
    return outages;
  }

  private SourceTimes times() {
    WindowConfig window = pipeline.config().window();
    long lease = LEASE_TICKS * SilenceClock.tickOf(window.idle()).toMillis() + TELLING_MS;
    long drift = window.maxDrift().toMillis();
    return pipeline.isRepartitioned()
        ? new SourceTimes(meta, windows, pipeline.reading(), 0, pipeline.partitions(), drift, lease)
        : new SourceTimes(meta, windows, null, partition, 1, drift, lease);
  }

  private CloseStage closeStage() {
    return new CloseStage(pipeline, model, windows, emitter, rows, states, population, partition);
  }

  private DueWindows due() {
    return new DueWindows(
        rows, codec, states, windows, outages, closeStage.capacity(), clock.drainedThrough());
  }

  /**
   * Has the next windows stepped by the model that is wanted, if another has been so far. Nothing
   * may be due of earlier ones, unless the model that was to step them is not to be had any more.
   */
  void serveWanted() {
    StepModel wanted = pipeline.models().wanted();
    if (wanted != model) {
      closeStage.close();
      pipeline.models().release(model);
      model = pipeline.models().take(wanted.contract().hash());
      states.use(pipeline.keyStateCodec(model.contract(), schemas));
      closeStage = closeStage();
      due = due();
    }
    String hash = model.contract().hash();
    if (served == null || !served.hash().equals(hash)) {
      if (served != null) {
        LOG.info(
            "event=model-switched pipeline={} partition={} from={} to={} windows-after={}",
            pipeline.config().name(),
            partition,
            served.hash(),
            hash,
            clock.drainedThrough());
        pipeline.metrics().modelSwitched();
      }
      served = new ServedModel(hash, clock.drainedThrough());
      served.write(meta);
    }
  }

  /** Goes on with another model at once, in the middle of a window too. */
  void leaveGivenUp() {
    if (pipeline.models().wanted() != model
        && pipeline.models().isGivenUp(model.contract().hash())) {
      clock.drained(due.drainedThrough());
      serveWanted();
    }
  }

  /** Remembers how far a drain has come, and what it has learned. */
  void drained() {
    clock.drained(due.drainedThrough());
    if (population.isChanged()) {
      meta.put(POPULATION, population.encode());
    }
    if (outages != null && outages.isChanged()) {
      meta.put(OUTAGES, outages.encode());
    }
  }

  /** Readers wait for it, unless so much is to be read that they had better have it in bulk. */
  void commitSoon() {
    if (pipeline.reading().keepsUp(input)) {
      commit.request();
    }
  }

  /**
   * Releases the model's buffers. Nothing is written here: the transaction decides what counts. A
   * task that lost its transaction is revived on restored stores with the same processor, and its
   * punctuators would go on with what the lost one had in mind.
   */
  void release() {
    cancel(drainer);
    cancel(waiter);
    commit.close();
    closeStage.close();
    pipeline.models().release(model);
    pipeline.metrics().released(partition);
    pipeline.live().released(partition);
  }

  private static void cancel(@Nullable Cancellable punctuator) {
    if (punctuator != null) {
      punctuator.cancel();
    }
  }
}
