package io.sluice.detect.run;

import io.sluice.close.Emitter;
import io.sluice.close.KeyStates;
import io.sluice.close.Pipeline;
import io.sluice.close.event.DueEvents;
import io.sluice.close.event.EventCloseStage;
import io.sluice.close.event.EventKeys;
import io.sluice.close.event.OpenEvents;
import io.sluice.config.PipelineConfig;
import io.sluice.event.Event;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.token.TokenModel;
import io.sluice.output.Outgoing;
import io.sluice.state.event.EventKeyCodec;
import io.sluice.state.event.EventKeyState;
import io.sluice.window.EventRowCodec;
import io.sluice.window.RowKey;
import io.sluice.window.Windows;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** As {@link HistoryTask}, of a pipeline whose events are tokens. Not thread-safe. */
public final class EventTask implements FedTask {
  private final PipelineCounts counts = new PipelineCounts();
  private final Windows windows;
  private final KeyValueStore<Bytes, byte[]> rows = new SortedStore("windows");
  private final KeyValueStore<Bytes, byte[]> states = new SortedStore("key-state");
  private final OpenEvents open;
  private final DueEvents due;
  private final EventCloseStage stage;
  private final boolean areCases;
  private long closedThrough;

  /**
   * A task that has seen nothing yet.
   *
   * @param model stays the caller's
   * @param sink takes what the service would publish, in its order
   * @throws IllegalArgumentException when pipeline and model do not fit, see {@link Pipeline#check}
   */
  public EventTask(
      PipelineConfig config, TokenModel model, Consumer<Record<Bytes, Outgoing>> sink) {
    Pipeline.check(config, model);
    Pipeline pipeline =
        new Pipeline(
            config, 1, new ModelShelf<>(model), counts, new NothingRead(), InstantSource.system());
    EventKeys keys = new EventKeys(states, pipeline.keyLimit());
    Emitter emitter = new Emitter(sink, pipeline);
    windows = new Windows(config.window());
    open = new OpenEvents(pipeline, windows, emitter, rows, keys);
    stage = new EventCloseStage(pipeline, 0, model, windows, emitter, rows, keys);
    due = new DueEvents(rows, windows, EventCloseStage.CAPACITY, 0);
    areCases = model.contract().endsWithKey();
  }

  @Override
  public void add(Bytes key, Event event) {
    counts.records(1);
    open.add(key, event, closedThrough, event.timestamp(), null);
  }

  @Override
  public void advance(long time) {
    long through = windows.closedThrough(time);
    if (through <= closedThrough) {
      return;
    }
    closedThrough = through;
    while (due.next(closedThrough)) {
      stage.closeWindows(due);
    }
  }

  /** Where sessions end with the key, the end of the history is theirs: training takes it so. */
  @Override
  public void finish(long time) {
    advance(time);
    if (areCases && stage.sessionGap() > 0) {
      advance(windows.endOf(windows.endOf(time + stage.sessionGap())) + windows.grace());
    }
  }

  /** Whether sessions end with the key. */
  public boolean areCases() {
    return areCases;
  }

  /** What is remembered of a key; null: nothing yet. */
  public byte @Nullable [] state(Bytes key) {
    return states.get(KeyStates.resting(key));
  }

  /**
   * Has a key go on from what was remembered of another.
   *
   * @param state as {@link #state} gives it, of the key's last window so far
   */
  public void goOn(Bytes key, byte[] state) {
    states.put(KeyStates.resting(key), state);
    if (!KeyStates.isPlaceholder(state)) {
      long appointment = EventKeyCodec.decode(state).appointment;
      if (appointment != EventKeyState.NEVER) {
        rows.putIfAbsent(RowKey.of(appointment, key), EventRowCodec.empty());
      }
    }
  }

  @Override
  public PipelineCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    stage.close();
  }
}
