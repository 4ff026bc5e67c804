package io.sluice.close;

import io.sluice.config.PipelineConfig;
import io.sluice.live.LiveFeed;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.Model;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.token.TokenModel;
import io.sluice.output.PipelineInfo;
import io.sluice.schema.Fingerprint;
import io.sluice.schema.Schemas;
import io.sluice.score.CommonCharts;
import io.sluice.state.KeyLife;
import io.sluice.state.KeyStateCodec;
import io.sluice.time.SourceReading;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import java.time.InstantSource;

/**
 * What every processor of a pipeline is given.
 *
 * @param config the pipeline's configuration
 * @param fingerprint what the stored state is of, with all targets that there ever were
 * @param partitions the number of partitions of the source topic, and so of tasks
 * @param shelf its models, shared by all tasks: of steps, or of tokens
 * @param metrics where it counts
 * @param live is told what it has to say
 * @param reading where the readers of the source topic stand
 * @param wallClock what the clock on the wall shows, whoever sets it: says which event is dated too
 *     far ahead
 */
public record Pipeline(
    PipelineConfig config,
    Fingerprint fingerprint,
    int partitions,
    ModelShelf<?> shelf,
    PipelineMetrics metrics,
    LiveFeed live,
    SourceReading reading,
    InstantSource wallClock) {

  /** A pipeline that has had no other targets, and at which nobody looks. */
  public Pipeline(
      PipelineConfig config,
      int partitions,
      ModelShelf<?> shelf,
      PipelineMetrics metrics,
      SourceReading reading,
      InstantSource wallClock) {
    this(
        config,
        Fingerprint.of(config),
        partitions,
        shelf,
        metrics,
        LiveFeed.NONE,
        reading,
        wallClock);
  }

  /** The models of a pipeline of values. */
  public ModelShelf<StepModel> models() {
    return shelf.of(StepModel.class);
  }

  /** The models of a pipeline of events. */
  public ModelShelf<TokenModel> tokenModels() {
    return shelf.of(TokenModel.class);
  }

  /**
   * The rows that one key takes in a batch: a model of one target is run on each target on its own.
   *
   * @throws IllegalArgumentException when the model has several targets, but not as many as the
   *     pipeline
   */
  public static int lanes(PipelineConfig config, ModelContract model) {
    int targets = config.targets().size();
    if (model.targets() != 1 && model.targets() != targets) {
      throw new IllegalArgumentException(
          "pipelines.%s.targets: the model %s has %d targets, the pipeline %d"
              .formatted(config.name(), model.name(), model.targets(), targets));
    }
    return targets / model.targets();
  }

  public int lanes(ModelContract model) {
    return lanes(config, model);
  }

  /**
   * Makes sure that a pipeline has what a model needs.
   *
   * @throws IllegalArgumentException when the number of targets does not fit, see {@link #lanes},
   *     or the pipeline does not know a field that the model needs
   */
  public static void check(PipelineConfig config, Model model) {
    if (config.events() != null) {
      if (!(model instanceof TokenModel tokens)) {
        throw new IllegalArgumentException(
            "pipelines.%s.model: %s is no model of events"
                .formatted(config.name(), model.contract().name()));
      }
      checkCharts(config, tokens);
      return;
    }
    if (!(model instanceof StepModel steps)) {
      throw new IllegalArgumentException(
          "pipelines.%s.model: %s is no model of values"
              .formatted(config.name(), model.contract().name()));
    }
    check(config, steps.contract());
  }

  private static void checkCharts(PipelineConfig config, TokenModel model) {
    try {
      CommonCharts.of(model.contract());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "pipelines.%s.model: %s: %s"
              .formatted(config.name(), model.contract().name(), e.getMessage()),
          e);
    }
  }

  /** As {@link #check(PipelineConfig, Model)}, of the contract of a step model. */
  public static void check(PipelineConfig config, ModelContract model) {
    lanes(config, model);
    model.features().knownIn(config);
  }

  /** When a key of this pipeline is imputed, rests, is forgotten, and is trusted. */
  public KeyLife life(Windows windows, ModelContract model) {
    return new KeyLife(
        windows,
        config.bridging(model.maxGap()).window().maxGap(),
        config.keyTtl().toMillis(),
        model.warmup(),
        model.features().past());
  }

  /** Whether windows lie in other tasks than those that read the source topic. */
  public boolean isRepartitioned() {
    return !config.source().keyed();
  }

  /**
   * Whether a source partition's time is news to other tasks than that of the event it comes with.
   */
  public boolean tellsOthers() {
    return isRepartitioned() && partitions > 1;
  }

  /** The most keys of one task: its share of the pipeline's, rounded up; 0: no limit. */
  public int keyLimit() {
    return (int) Math.ceil((double) config.maxKeys() / partitions);
  }

  /** A codec of the key states; not thread-safe. */
  public KeyStateCodec keyStateCodec(ModelContract model, Schemas schemas) {
    int phases = new Season(new Windows(config.window())).phases();
    return new KeyStateCodec(model, schemas, config.covariates().known(), phases);
  }

  /** What the pipeline's output says of it. */
  public PipelineInfo info() {
    return PipelineInfo.of(config);
  }
}
