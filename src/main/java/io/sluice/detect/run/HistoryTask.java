package io.sluice.detect.run;

import io.sluice.close.CloseStage;
import io.sluice.close.DueWindows;
import io.sluice.close.Emitter;
import io.sluice.close.KeyStates;
import io.sluice.close.OpenWindows;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.event.Event;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.output.Outgoing;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.score.Population;
import io.sluice.state.Outages;
import io.sluice.window.WindowRowCodec;
import io.sluice.window.Windows;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What the one task of a pipeline makes of events: the same windows, states, scores and alerts, by
 * the same classes, with stores in memory and without a broker. All keys whose windows end at the
 * same time are stepped in one model run. Not thread-safe.
 *
 * <pre>{@code
 * try (HistoryTask task = new HistoryTask(config, model, recorder)) {
 *   task.add(key, event);   // in the order of the source
 *   task.advance(time);     // closes what the time has passed
 * }
 * }</pre>
 */
public final class HistoryTask implements FedTask {
  private final PipelineCounts counts = new PipelineCounts();
  private final Windows windows;
  private final OpenWindows open;
  private final DueWindows due;
  private final CloseStage stage;
  private long closedThrough;

  /**
   * A task that has seen nothing yet.
   *
   * @param model stays the caller's
   * @param sink takes what the service would publish, in its order
   * @throws IllegalArgumentException when pipeline and model do not fit, see {@link Pipeline#check}
   */
  public HistoryTask(
      PipelineConfig config, StepModel model, Consumer<Record<Bytes, Outgoing>> sink) {
    Pipeline.check(config, model.contract());
    Pipeline pipeline =
        new Pipeline(
            config, 1, new ModelShelf<>(model), counts, new NothingRead(), InstantSource.system());
    Schemas schemas = Schemas.only(Schema.of(config.targets()));
    KeyValueStore<Bytes, byte[]> rows = new SortedStore("windows");
    WindowRowCodec codec = new WindowRowCodec(schemas, config.covariates().known());
    KeyStates states =
        new KeyStates(
            new SortedStore("key-state"),
            pipeline.keyStateCodec(model.contract(), schemas),
            pipeline.keyLimit());
    Emitter emitter = new Emitter(sink, pipeline);
    Population population = new Population(config.targets().size());
    windows = new Windows(config.window());
    open = new OpenWindows(pipeline, windows, emitter, rows, codec, states);
    stage = new CloseStage(pipeline, model, windows, emitter, rows, states, population, 0);
    Outages outages = config.isZeroFilled() ? new Outages(windows) : null;
    due = new DueWindows(rows, codec, states, windows, outages, stage.capacity(), 0);
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
      stage.closeWindows(due.end(), due.chunk(), due.isOutage());
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
