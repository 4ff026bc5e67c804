package io.sluice.topology;

import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.TraceParent;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.StepModel;
import io.sluice.output.Outgoing;
import io.sluice.score.Population;
import io.sluice.window.RowKey;
import io.sluice.window.WindowRow;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events in, forecasts and alerts out. An event goes into its open window; when one passes a window
 * boundary, all windows that it closes are drained through {@link CloseStage} at once, in large
 * batches. What a drain does not finish in its time stays in the store, which is a durable queue,
 * and a punctuator that exists only for as long goes on with it.
 *
 * <p>Event time decides all results. The wall clock decides two things only: how long one drain may
 * take, and when a silent partition's time goes on. No result depends on the first, except for
 * which new keys are refused while a drain is pending: the room that its expiring keys make is not
 * there before they expire.
 */
final class WindowProcessor extends ContextualProcessor<Bytes, Signal, Bytes, Outgoing> {
  private static final Logger LOG = LoggerFactory.getLogger(WindowProcessor.class);
  private static final Bytes POPULATION = Bytes.wrap("population".getBytes(StandardCharsets.UTF_8));

  /** The longest that one drain keeps the stream thread from polling and committing. */
  private static final long DRAIN_BUDGET_NANOS = 250_000_000L;

  /** How soon an unfinished drain goes on. */
  private static final Duration DRAIN_EVERY = Duration.ofMillis(10);

  private final Pipeline pipeline;
  private final PipelineConfig config;
  private final PipelineMetrics metrics;
  private final Windows windows;
  private final WindowRowCodec codec;
  private final List<Aggregate> aggregates;

  // Set by init, as Kafka Streams has it.
  private @Nullable Task task;

  WindowProcessor(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.config = pipeline.config();
    this.metrics = pipeline.metrics();
    this.windows = new Windows(config.window());
    this.aggregates = config.targets().stream().map(TargetConfig::aggregate).toList();
    this.codec = new WindowRowCodec(aggregates, config.covariates().known());
  }

  /** What lives from {@link #init} to {@link #close}. */
  private final class Task {
    final ProcessorContext<Bytes, Outgoing> context;
    final KeyValueStore<Bytes, byte[]> rows;
    final KeyValueStore<Bytes, byte[]> meta;
    final Population population = new Population(aggregates.size());
    final StreamClock clock;
    final KeyStates states;
    final Emitter emitter;
    StepModel model;
    CloseStage closeStage;
    DueWindows due;
    final IdleClock idle;
    @Nullable ServedModel served;
    @Nullable Cancellable drainer;
    @Nullable Cancellable ticker;

    Task(ProcessorContext<Bytes, Outgoing> context) {
      this.context = context;
      this.rows = context.getStateStore(Stores.WINDOWS);
      this.meta = context.getStateStore(Stores.META);
      this.served = ServedModel.read(meta);
      this.model = pipeline.models().take(served == null ? null : served.hash());
      this.states =
          new KeyStates(
              context.getStateStore(Stores.KEY_STATE),
              pipeline.keyStateCodec(model.contract()),
              pipeline.keyLimit());
      byte[] stored = meta.get(POPULATION);
      if (stored != null) {
        population.decode(stored);
      }
      this.clock = new StreamClock(meta, windows.grace());
      this.emitter = new Emitter(context, pipeline);
      this.closeStage = closeStage();
      this.due = due();
      this.idle = new IdleClock(config.window().idle(), context.currentSystemTimeMs());
    }

    private CloseStage closeStage() {
      return new CloseStage(
          pipeline,
          model,
          windows,
          emitter,
          rows,
          states,
          population,
          context.taskId().partition());
    }

    private DueWindows due() {
      return new DueWindows(
          rows, codec, states, windows, closeStage.capacity(), clock.drainedThrough());
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
        states.use(pipeline.keyStateCodec(model.contract()));
        closeStage = closeStage();
        due = due();
      }
      String hash = model.contract().hash();
      if (served == null || !served.hash().equals(hash)) {
        if (served != null) {
          LOG.info(
              "event=model-switched pipeline={} partition={} from={} to={} windows-after={}",
              config.name(),
              context.taskId().partition(),
              served.hash(),
              hash,
              clock.drainedThrough());
          metrics.modelSwitched();
        }
        served = new ServedModel(hash, clock.drainedThrough());
        served.write(meta);
      }
    }
  }

  @Override
  public void init(ProcessorContext<Bytes, Outgoing> context) {
    super.init(context);
    Task started = new Task(context);
    task = started;
    if (started.clock.hasBacklog()) {
      drainLater(started);
    }
    if (started.idle.isOn()) {
      started.ticker =
          context.schedule(
              started.idle.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick(started, now));
    }
  }

  @Override
  public void process(Record<Bytes, Signal> record) {
    Task current = task();
    current.idle.busy();
    Signal signal = record.value();
    if (signal instanceof Event event) {
      add(current, record, event);
    }
    advance(current, signal.timestamp());
  }

  private void add(Task current, Record<Bytes, Signal> record, Event event) {
    Bytes key = record.key();
    byte[] trace = TraceParent.of(record.headers());
    long end = windows.endOf(event.timestamp());
    if (end <= current.clock.closedThrough()) {
      metrics.late();
      current.emitter.late(key, event, end, current.clock.closedThrough(), trace);
      return;
    }
    Bytes rowKey = RowKey.of(end, key);
    byte[] stored = current.rows.get(rowKey);
    WindowRow row = stored == null ? new WindowRow(aggregates) : codec.decode(stored);
    if (!admit(current.states, key, row, event)) {
      metrics.recordDeadLettered(DeadLetterReason.TOO_MANY_KEYS);
      current.emitter.tooManyKeys(key, event, record.timestamp(), trace);
      return;
    }
    row.add(event);
    row.trace(trace);
    current.rows.put(rowKey, codec.encode(row));
    metrics.windowed();
  }

  /** A key takes its place with a window's first value; what is said in advance needs none. */
  private static boolean admit(KeyStates states, Bytes key, WindowRow row, Event event) {
    if (event.hasValue()) {
      return row.hasValue() || states.admit(key);
    }
    return !row.isEmpty() || states.admitPlan(key);
  }

  private void advance(Task current, long time) {
    if (current.clock.advance(time)
        && current.clock.close(windows.closedThrough(time))
        && current.drainer == null) {
      current.serveWanted();
      drain(current);
    }
  }

  /** Closes due windows until none is left or the time is up. */
  private void drain(Task current) {
    long deadline = System.nanoTime() + DRAIN_BUDGET_NANOS;
    boolean more = true;
    while (more && System.nanoTime() < deadline) {
      more = current.due.next(current.clock.closedThrough());
      if (more) {
        current.closeStage.close(current.due.end(), current.due.chunk());
      }
    }
    current.clock.drained(current.due.drainedThrough());
    if (current.population.isChanged()) {
      current.meta.put(POPULATION, current.population.encode());
    }
    if (more) {
      drainLater(current);
    } else if (current.drainer != null) {
      current.drainer.cancel();
      current.drainer = null;
      // Readers have waited long enough for the last of many windows.
      current.context.commit();
    }
    report(current);
  }

  private void report(Task current) {
    metrics.progress(
        current.context.taskId().partition(),
        current.clock.streamTime(),
        current.clock.closedThrough(),
        current.clock.drainedThrough());
  }

  private void drainLater(Task current) {
    if (current.drainer == null) {
      current.drainer =
          current.context.schedule(
              DRAIN_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> drain(current));
    }
  }

  private void tick(Task current, long now) {
    boolean caughtUp = pipeline.idleGate().isCaughtUp(current.context.taskId().partition());
    long elapsed = current.idle.tick(now, caughtUp);
    if (elapsed > 0 && current.clock.streamTime() > 0) {
      advance(current, current.clock.streamTime() + elapsed);
      report(current);
    }
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("process before init");
    }
    return task;
  }

  /**
   * Releases the model's buffers. Nothing is written here: the transaction decides what counts. A
   * task that lost its transaction is revived on restored stores with this very processor, and its
   * punctuators would go on with what the lost one had in mind.
   */
  @Override
  public void close() {
    if (task != null) {
      cancel(task.drainer);
      cancel(task.ticker);
      task.closeStage.close();
      pipeline.models().release(task.model);
      metrics.released(task.context.taskId().partition());
      task = null;
    }
  }

  private static void cancel(@Nullable Cancellable punctuator) {
    if (punctuator != null) {
      punctuator.cancel();
    }
  }
}
