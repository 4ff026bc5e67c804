package io.sluice.output;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.model.ModelContract;
import java.util.List;

/**
 * What the output says of the pipeline that it comes from.
 *
 * @param pipeline the pipeline's name
 * @param sourceTopic the topic it reads
 * @param targets its targets, in order
 * @param model the model that forecasts
 */
public record PipelineInfo(
    String pipeline, String sourceTopic, List<TargetConfig> targets, ModelContract model) {
  public PipelineInfo {
    targets = List.copyOf(targets);
  }

  /** What the output of a configured pipeline says. */
  public static PipelineInfo of(PipelineConfig config, ModelContract model) {
    return new PipelineInfo(config.name(), config.source().topic(), config.targets(), model);
  }
}
