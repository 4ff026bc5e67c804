package io.sluice.config;

import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.SourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline: a source topic, a model, and the output topics.
 *
 * @param name the pipeline's name: lower-case letters, digits, {@code -}, {@code _} and {@code .}
 * @param source what is read
 * @param window how events are windowed
 * @param targets what is forecast, in order, at least one; none where events are learned as a
 *     language
 * @param model the ONNX file of the step model, or of the model of events
 * @param provider where the model runs
 * @param keyTtl how long, in event time, a silent key's state is kept
 * @param alerts the false-alarm budget
 * @param topics the output topics
 * @param deadLetters what dead letters hold
 * @param maxKeys the most keys that the pipeline knows at a time; 0: no limit
 * @param metrics what is measured beside the counts
 * @param covariates what is known of windows beside their values
 * @param events what the tokens of events are made of; null: the pipeline is of values
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
    CovariatesConfig covariates,
    @Nullable EventsConfig events) {
  public PipelineConfig {
    targets = List.copyOf(targets);
    if (targets.isEmpty() == (events == null)) {
      throw new IllegalArgumentException("a pipeline needs targets or events, and not both");
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
    return with(window, 0);
  }

  /**
   * The same as a model serves it: so many windows in a row are imputed, as far as {@code key-ttl}
   * reaches, unless a number is configured.
   *
   * @param windows what the model says of itself
   */
  public PipelineConfig bridging(int windows) {
    if (window.isGapStated()) {
      return this;
    }
    long reach = keyTtl.dividedBy(window.size()) - 1;
    return with(window.withMaxGap((int) Math.max(0, Math.min(windows, reach))), maxKeys);
  }

  private PipelineConfig with(WindowConfig otherWindow, int otherMaxKeys) {
    return new PipelineConfig(
        name,
        source,
        otherWindow,
        targets,
        model,
        provider,
        keyTtl,
        alerts,
        topics,
        deadLetters,
        otherMaxKeys,
        metrics,
        covariates,
        events);
  }

  /** A pipeline of values. */
  public PipelineConfig(
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
        deadLetters,
        maxKeys,
        metrics,
        covariates,
        null);
  }

  /**
   * A pipeline of values without a limit of keys and without covariates, that watches no key, and
   * whose dead letters hold what they do by default.
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
