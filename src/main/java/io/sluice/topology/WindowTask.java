package io.sluice.topology;

import io.sluice.close.Emitter;
import io.sluice.close.Pipeline;
import io.sluice.config.WindowConfig;
import io.sluice.output.Outgoing;
import io.sluice.time.SilenceClock;
import io.sluice.time.SourceTimes;
import io.sluice.time.StreamClock;
import io.sluice.window.Windows;
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
 * from them, and the work that is done with the windows.
 */
final class WindowTask {
  private static final Logger LOG = LoggerFactory.getLogger(WindowTask.class);

  /** How often in a row a reader may miss to tell what it tells at every tick. */
  private static final int LEASE_TICKS = 3;

  /** How long it may take until what a reader tells is here, ms. */
  private static final long TELLING_MS = 2000;

  final ProcessorContext<Bytes, Outgoing> context;
  final StreamClock clock;
  final SourceTimes times;
  final int partition;
  final WindowWork<?> work;
  @Nullable Cancellable drainer;
  @Nullable Cancellable waiter;
  private final Pipeline pipeline;
  private final TopicPartition input;
  private final PromptCommit commit;
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> meta;
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
    this.meta = context.getStateStore(Stores.META);
    this.served = ServedModel.read(meta);
    this.clock = new StreamClock(meta, windows.grace());
    this.work = work();
    this.times = times();
  }

  private WindowWork<?> work() {
    StoredFingerprint stored = StoredFingerprint.take(meta, pipeline);
    Emitter emitter = new Emitter(context::forward, pipeline);
    @Nullable String hash = served == null ? null : served.hash();
    if (pipeline.config().events() != null) {
      return new EventWindows(pipeline, windows, context, emitter, hash, clock.drainedThrough());
    }
    return new ValueWindows(
        pipeline, windows, context, emitter, stored, hash, clock.drainedThrough());
  }

  private SourceTimes times() {
    WindowConfig window = pipeline.config().window();
    long lease = LEASE_TICKS * SilenceClock.tickOf(window.idle()).toMillis() + TELLING_MS;
    long drift = window.maxDrift().toMillis();
    return pipeline.isRepartitioned()
        ? new SourceTimes(meta, windows, pipeline.reading(), 0, pipeline.partitions(), drift, lease)
        : new SourceTimes(meta, windows, null, partition, 1, drift, lease);
  }

  /**
   * Has the next windows stepped by the model that is wanted, if another has been so far. Nothing
   * may be due of earlier ones, unless the model that was to step them is not to be had any more.
   */
  void serveWanted() {
    work.serveWanted(clock.drainedThrough());
    String hash = work.model().contract().hash();
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
    if (work.isGivenUp()) {
      clock.drained(work.drainedThrough());
      serveWanted();
    }
  }

  /** Remembers how far a drain has come, and what it has learned. */
  void drained() {
    clock.drained(work.drainedThrough());
    work.drained();
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
    work.release();
    pipeline.metrics().released(partition);
    pipeline.live().released(partition);
  }

  private static void cancel(@Nullable Cancellable punctuator) {
    if (punctuator != null) {
      punctuator.cancel();
    }
  }
}
