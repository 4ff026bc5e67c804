package io.sluice.topology;

import io.sluice.close.CloseStage;
import io.sluice.close.DueWindows;
import io.sluice.close.Emitter;
import io.sluice.close.KeyStates;
import io.sluice.close.OpenWindows;
import io.sluice.close.Pipeline;
import io.sluice.event.Event;
import io.sluice.model.StepModel;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.score.Population;
import io.sluice.state.Outages;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Windows of values: aggregated, stepped, scored. */
final class ValueWindows extends WindowWork<StepModel> {
  private static final Bytes POPULATION = Bytes.wrap("population".getBytes(StandardCharsets.UTF_8));
  private static final Bytes OUTAGES = Bytes.wrap("outages".getBytes(StandardCharsets.UTF_8));

  private final Pipeline pipeline;
  private final Windows windows;
  private final int partition;
  private final Schemas schemas;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final KeyValueStore<Bytes, byte[]> meta;
  private final WindowRowCodec codec;
  private final KeyStates states;
  private final Population population;
  private final @Nullable Outages outages;
  private final Emitter emitter;
  private final OpenWindows open;
  private CloseStage closeStage;
  private DueWindows due;

  /**
   * The windows of a task.
   *
   * @param stored what its stores are of
   * @param served the model that stepped its windows last; null: none did
   * @param drainedThrough end of the newest window of which nothing is left
   */
  ValueWindows(
      Pipeline pipeline,
      Windows windows,
      ProcessorContext<?, ?> context,
      Emitter emitter,
      StoredFingerprint stored,
      @Nullable String served,
      long drainedThrough) {
    super(pipeline.models(), served);
    this.pipeline = pipeline;
    this.windows = windows;
    this.partition = context.taskId().partition();
    this.schemas = stored.schemas();
    this.rows = context.getStateStore(Stores.WINDOWS);
    this.meta = context.getStateStore(Stores.META);
    this.codec = new WindowRowCodec(schemas, pipeline.config().covariates().known());
    this.states =
        new KeyStates(
            context.getStateStore(Stores.KEY_STATE),
            pipeline.keyStateCodec(model().contract(), schemas),
            pipeline.keyLimit());
    this.population = population(stored.before());
    this.outages = pipeline.config().isZeroFilled() ? outages() : null;
    this.emitter = emitter;
    this.open = new OpenWindows(pipeline, windows, emitter, rows, codec, states);
    this.closeStage = closeStage();
    this.due = due(drainedThrough);
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
    Outages read = new Outages(windows);
    byte[] stored = meta.get(OUTAGES);
    if (stored != null) {
      read.decode(stored);
    }
    return read;
  }

  private CloseStage closeStage() {
    return new CloseStage(pipeline, model(), windows, emitter, rows, states, population, partition);
  }

  private DueWindows due(long drainedThrough) {
    return new DueWindows(
        rows, codec, states, windows, outages, closeStage.capacity(), drainedThrough);
  }

  @Override
  void add(Bytes key, Event event, long closedThrough, long recordTime, byte @Nullable [] trace) {
    open.add(key, event.in(schemas), closedThrough, recordTime, trace);
  }

  @Override
  boolean closeNext(long closedThrough) {
    boolean more = due.next(closedThrough);
    if (more) {
      closeStage.closeWindows(due.end(), due.chunk(), due.isOutage());
    }
    return more;
  }

  @Override
  long drainedThrough() {
    return due.drainedThrough();
  }

  @Override
  void drained() {
    if (population.isChanged()) {
      meta.put(POPULATION, population.encode());
    }
    if (outages != null && outages.isChanged()) {
      meta.put(OUTAGES, outages.encode());
    }
  }

  @Override
  void begin(long drainedThrough) {
    states.use(pipeline.keyStateCodec(model().contract(), schemas));
    closeStage = closeStage();
    due = due(drainedThrough);
  }

  @Override
  void end() {
    closeStage.close();
  }
}
