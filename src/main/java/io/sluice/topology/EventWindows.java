package io.sluice.topology;

import io.sluice.close.Emitter;
import io.sluice.close.Pipeline;
import io.sluice.close.event.DueEvents;
import io.sluice.close.event.EventCloseStage;
import io.sluice.close.event.EventKeys;
import io.sluice.close.event.OpenEvents;
import io.sluice.event.Event;
import io.sluice.model.token.TokenModel;
import io.sluice.window.Windows;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Windows of events that are tokens: put in order, stepped one by one, scored. */
final class EventWindows extends WindowWork<TokenModel> {
  private final Pipeline pipeline;
  private final int partition;
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> rows;
  private final EventKeys keys;
  private final Emitter emitter;
  private final OpenEvents open;
  private EventCloseStage closeStage;
  private DueEvents due;

  /**
   * The windows of a task.
   *
   * @param served the model that stepped its windows last; null: none did
   * @param drainedThrough end of the newest window of which nothing is left
   */
  EventWindows(
      Pipeline pipeline,
      Windows windows,
      ProcessorContext<?, ?> context,
      Emitter emitter,
      @Nullable String served,
      long drainedThrough) {
    super(pipeline.tokenModels(), served);
    this.pipeline = pipeline;
    this.partition = context.taskId().partition();
    this.windows = windows;
    this.rows = context.getStateStore(Stores.WINDOWS);
    this.keys = new EventKeys(context.getStateStore(Stores.KEY_STATE), pipeline.keyLimit());
    this.emitter = emitter;
    this.open = new OpenEvents(pipeline, windows, emitter, rows, keys);
    this.closeStage = closeStage();
    this.due = due(drainedThrough);
  }

  private EventCloseStage closeStage() {
    return new EventCloseStage(pipeline, partition, model(), windows, emitter, rows, keys);
  }

  private DueEvents due(long drainedThrough) {
    return new DueEvents(rows, windows, EventCloseStage.CAPACITY, drainedThrough);
  }

  @Override
  void add(Bytes key, Event event, long closedThrough, long recordTime, byte @Nullable [] trace) {
    open.add(key, event, closedThrough, recordTime, trace);
  }

  @Override
  boolean closeNext(long closedThrough) {
    boolean more = due.next(closedThrough);
    if (more) {
      closeStage.closeWindows(due);
    }
    return more;
  }

  @Override
  long drainedThrough() {
    return due.drainedThrough();
  }

  @Override
  void begin(long drainedThrough) {
    closeStage = closeStage();
    due = due(drainedThrough);
  }

  @Override
  void end() {
    closeStage.close();
  }
}
