package io.sluice.config;

import io.sluice.config.source.SourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One pipeline: a source topic, a model, and the output topics.
 *
 * @param name the pipeline's name: lower-case letters, digits, {@code -}, {@code _} and {@code .}
 * @param source what is read
 * @param window how events are windowed
 * @param targets what is forecast, in order, at least one
 * @param model the ONNX file of the step model
 * @param provider where the model runs
 * @param keyTtl how long, in event time, a silent key's state is kept
 * @param alerts the false-alarm budget
 * @param topics the output topics
 * @param deadLetters what dead letters hold
 * @param maxKeys the most keys that the pipeline knows at a time; 0: no limit
 * @param metrics what is measured beside the counts
 * @param covariates what is known of windows beside their values
 */
public record PipelineConfig(
    String name,
    SourceConfig source,
    WindowConfig window,
    List<TargetConfig> targets,
    Path model,
    Provider provider,
    Duration keyTtl,
    AlertConfig alerts,
    TopicsConfig topics,
    DeadLetterConfig deadLetters,
    int maxKeys,
    MetricsConfig metrics,
    CovariatesConfig covariates) {
  public PipelineConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a pipeline needs at least one target");
    }
    if (maxKeys < 0) {
      throw new IllegalArgumentException("max-keys must be at least 0");
    }
  }

  /** Whether a window without an event is zero for some target. */
  public boolean isZeroFilled() {
    return targets.stream().anyMatch(TargetConfig::isZeroFilled);
  }

  /** The same for as many keys as there are. */
  public PipelineConfig withoutKeyLimit() {
    return new PipelineConfig(
        name,
        source,
        window,
        targets,
        model,
        provider,
        keyTtl,
        alerts,
        topics,
        deadLetters,
        0,
        metrics,
        covariates);
  }

  /**
   * A pipeline without a limit of keys and without covariates, that watches no key, and whose dead
   * letters hold what they do by default.
   */
  public PipelineConfig(
      String name,
      SourceConfig source,
      WindowConfig window,
      List<TargetConfig> targets,
      Path model,
      Provider provider,
      Duration keyTtl,
      AlertConfig alerts,
      TopicsConfig topics) {
    this(
        name,
        source,
        window,
        targets,
        model,
        provider,
        keyTtl,
        alerts,
        topics,
        new DeadLetterConfig(Defaults.DEAD_LETTER_BYTES),
        Defaults.MAX_KEYS,
        Defaults.METRICS,
        Defaults.COVARIATES);
  }
}
