package io.sluice.query;

import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.live.LiveSeries;
import io.sluice.live.LiveStep;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelIdentity;
import io.sluice.model.StepModel;
import io.sluice.query.event.EventKeyView;
import io.sluice.query.event.EventVerdict;
import io.sluice.query.event.EventVerdicts;
import io.sluice.state.StoredKey;
import io.sluice.state.event.EventKeyCodec;
import io.sluice.topology.InternalTopics;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline at work that is asked about its keys. Answers are of what its stream threads have
 * stored, committed or not. Thread-safe.
 */
public final class PipelineQuery implements AutoCloseable {
  private static final int LOOKS = 10;
  private static final long LOOK_EVERY_MS = 20;

  private final Pipeline pipeline;
  private final StoredStates states;
  private final Verdicts verdicts;
  private final EventVerdicts eventVerdicts;
  private final Otherwise otherwise;
  private final ForecastScan scan;

  /**
   * Questions to a pipeline.
   *
   * @param kafka properties of a client that reads its forecasts topic
   */
  public PipelineQuery(
      Pipeline pipeline, KafkaStreams streams, String applicationId, Map<String, String> kafka) {
    this.scan = new ForecastScan(pipeline.config(), kafka, ForecastScan.Limits.DEFAULT);
    this.pipeline = pipeline;
    this.states =
        new StoredStates(
            streams,
            pipeline.partitions(),
            InternalTopics.windowed(applicationId, pipeline.config().source()),
            pipeline.isRepartitioned());
    Windows windows = new Windows(pipeline.config().window());
    this.verdicts = new Verdicts(pipeline, windows);
    this.eventVerdicts = new EventVerdicts(pipeline.config());
    this.otherwise = new Otherwise(pipeline, windows);
  }

  /**
   * What is stored of a key.
   *
   * @param model the one that is thought to have stepped it last; null: unknown
   * @return null when there is no such key, or no window of it was closed yet
   * @throws NotNow when nobody can say at the moment
   * @throws Elsewhere when another instance has it
   */
  public @Nullable KeyView key(String key, @Nullable ModelContract model) {
    StoredStates.Found found = states.find(bytes(key));
    return found.bytes() == null ? null : view(found, found.bytes(), model);
  }

  /**
   * The addresses of those that have a partition: first the one that writes it, then those with a
   * replica.
   *
   * @param partition negative: of those that have any
   */
  public List<String> owners(int partition) {
    return states.owners(partition);
  }

  /** Whether so many different partitions are all that there are. */
  public boolean isAll(Set<Integer> partitions) {
    return partitions.size() == pipeline.partitions();
  }

  /** The same of a replica; null also when there is none here. */
  public @Nullable KeyView standby(String key) {
    StoredStates.Found found = states.standby(bytes(key));
    return found == null || found.bytes() == null ? null : view(found, found.bytes(), null);
  }

  /**
   * What is stored of a key whose events are tokens, as {@link #key} of one that has values.
   *
   * @return null when there is no such key, or no window of it was closed yet
   * @throws NotNow when nobody can say at the moment
   * @throws Elsewhere when another instance has it
   */
  public @Nullable EventKeyView eventKey(String key) {
    return eventView(states.find(bytes(key)));
  }

  /** The same of a replica; null also when there is none here. */
  public @Nullable EventKeyView eventStandby(String key) {
    StoredStates.Found found = states.standby(bytes(key));
    return found == null ? null : eventView(found);
  }

  private static @Nullable EventKeyView eventView(StoredStates.Found found) {
    byte[] stored = found.bytes();
    return stored == null
        ? null
        : new EventKeyView(
            found.partition(), stored.length, found.isStandby(), EventKeyCodec.decode(stored));
  }

  static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }

  private KeyView view(StoredStates.Found found, byte[] stored, @Nullable ModelContract model) {
    if (pipeline.config().events() != null) {
      throw NotNow.conflict("the series is of events, of which this is not told");
    }
    StepModel reader = pipeline.models().take(model == null ? null : model.hash());
    try {
      ModelContract contract = reader.contract();
      StoredKey key =
          pipeline.keyStateCodec(contract, pipeline.fingerprint().schemas()).decode(stored);
      return new KeyView(
          found.partition(),
          stored.length,
          found.isStandby(),
          key.state(),
          contract,
          key.isForeign() ? null : contract);
    } finally {
      pipeline.models().release(reader);
    }
  }

  /**
   * Why an alert of a key fires, or none does.
   *
   * @param step how its last window came to its verdict; null: that is not known here
   */
  public Verdict why(KeyView key, @Nullable LiveStep step) {
    return verdicts.of(key, step == null ? null : step.charts());
  }

  /**
   * The same of a key whose events are tokens.
   *
   * @param score of its last window; NaN: that is not known here
   */
  public EventVerdict why(EventKeyView key, double score) {
    return eventVerdicts.of(key.state(), score);
  }

  /**
   * The newest forecast of a key under other plans. Nothing of the key is changed.
   *
   * @param series what is held of it
   * @param changes in order: a later one counts
   * @throws IllegalArgumentException when a change is of nothing that the model looks at
   * @throws NotNow when it is not to be had as things are
   * @throws Elsewhere when another instance has the key
   */
  public WhatIf whatIf(LiveSeries series, List<PlanChange> changes) {
    for (int look = 0; look < LOOKS; look++) {
      LiveSeries.Last last = series.last();
      LiveStep.Input input = last.step().input();
      KeyView view = key(series.key(), last.forecast().model);
      if (input == null) {
        throw new IllegalArgumentException(
            "the model of this pipeline looks at nothing that is known in advance");
      }
      if (view != null && isOf(last, view)) {
        return otherwise.run(last, input, view.state(), changes);
      }
      pause();
    }
    throw NotNow.busy("a window of the series is being closed", 1);
  }

  /** Whether what is stored is of the window that was published last, and of its plans. */
  private static boolean isOf(LiveSeries.Last last, KeyView view) {
    long end = last.forecast().windowEnd;
    if (view.stepped() == null || view.state().life.lastEnd != end) {
      return false;
    }
    if (!view.state().known.isEmpty() && view.state().known.end() != end) {
      throw NotNow.conflict(
          "the series is silent: plans have changed since its last window, and it is forecast again"
              + " with its next value");
    }
    return true;
  }

  /**
   * Windows of a key as they were published, committed ones alone, by a scan that has its limits.
   *
   * @param from start of the time in which they end, exclusive, epoch ms
   * @param until its end, inclusive
   * @param most windows
   * @throws NotNow when it cannot be read at the moment
   */
  public History history(String key, long from, long until, int most) {
    return scan.read(bytes(key), from, until, most);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw NotNow.busy("the service stops", 1);
    }
  }

  /** Its configuration. */
  public PipelineConfig config() {
    return pipeline.config();
  }

  /** The contract of the model that is wanted. */
  public ModelIdentity model() {
    return pipeline.shelf().wanted().contract();
  }

  /** Waits for a run that is under way, and has none begin again. */
  @Override
  public void close() {
    otherwise.close();
  }
}
