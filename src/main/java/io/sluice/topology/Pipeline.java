package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.model.StepModel;
import io.sluice.output.PipelineInfo;
import io.sluice.state.KeyStateCodec;

/**
 * What every processor of a pipeline is given.
 *
 * @param config the pipeline's configuration
 * @param partitions the number of partitions of the source topic, and so of tasks
 * @param model the model, shared by all tasks
 * @param metrics where it counts
 * @param idleGate tells a silent partition from one that cannot be read
 */
public record Pipeline(
    PipelineConfig config,
    int partitions,
    StepModel model,
    PipelineMetrics metrics,
    IdleGate idleGate) {

  /**
   * The rows that one key takes in a batch: a model of one target is run on each target on its own.
   *
   * @throws IllegalArgumentException when the model has several targets, but not as many as the
   *     pipeline
   */
  public int lanes() {
    int targets = config.targets().size();
    int modelTargets = model.contract().targets();
    if (modelTargets != 1 && modelTargets != targets) {
      throw new IllegalArgumentException(
          "pipelines."
              + config.name()
              + ".targets: the model "
              + config.model()
              + " has "
              + modelTargets
              + " targets, the pipeline "
              + targets);
    }
    return targets / modelTargets;
  }

  /** The most keys of one task: its share of the pipeline's, rounded up; 0: no limit. */
  int keyLimit() {
    return (int) Math.ceil((double) config.maxKeys() / partitions);
  }

  /** A codec of the key states; not thread-safe. */
  KeyStateCodec keyStateCodec() {
    return new KeyStateCodec(model.contract(), config.targets().size());
  }

  /** What the pipeline's output says of it. */
  public PipelineInfo info() {
    return PipelineInfo.of(config, model.contract());
  }
}
