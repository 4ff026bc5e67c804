package io.sluice.output;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import java.util.List;

/**
 * What the output says of the pipeline that it comes from.
 *
 * @param pipeline the pipeline's name
 * @param sourceTopic the topic it reads
 * @param targets its targets, in order
 * @param known the event fields that are known in advance, in order
 */
public record PipelineInfo(
    String pipeline, String sourceTopic, List<TargetConfig> targets, List<String> known) {
  public PipelineInfo {
    targets = List.copyOf(targets);
    known = List.copyOf(known);
  }

  /** What the output of a configured pipeline says. */
  public static PipelineInfo of(PipelineConfig config) {
    return new PipelineInfo(
        config.name(), config.source().topic(), config.targets(), config.covariates().known());
  }
}
