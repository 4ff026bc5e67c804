package io.sluice.detect.nab;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of files of one interval: all defaults, or what a configuration says of its model,
 * its longest gap and its budget, in windows.
 */
final class NabPipeline {
  private static final String NAME = "nab";

  private NabPipeline() {}

  /**
   * The pipeline.
   *
   * @param settings a configuration; null: defaults
   * @param model the model's file
   * @param interval the length of a window
   */
  static PipelineConfig of(@Nullable PipelineConfig settings, Path model, Duration interval) {
    return new PipelineConfig(
        NAME,
        new SourceConfig(
            NAME,
            false,
            new KeyConfig(List.of("file")),
            new TimestampConfig("timestamp", Defaults.TIMESTAMP_FORMAT, Defaults.ZONE)),
        window(settings, interval),
        List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
        model,
        settings == null ? Defaults.PROVIDER : settings.provider(),
        Defaults.keyTtl(interval),
        new AlertConfig(
            budget(settings, interval), settings == null ? Set.of() : settings.alerts().off()),
        Defaults.topics(NAME));
  }

  private static WindowConfig window(@Nullable PipelineConfig settings, Duration interval) {
    return new WindowConfig(
        interval,
        Defaults.grace(interval),
        settings == null ? Defaults.MAX_GAP : settings.window().maxGap(),
        settings != null && settings.window().isGapStated(),
        Duration.ZERO,
        Defaults.maxFuture(interval),
        Defaults.maxDrift(interval),
        CalendarConfig.EVERY_DAY,
        Defaults.ZONE);
  }

  private static Duration budget(@Nullable PipelineConfig settings, Duration interval) {
    if (settings == null) {
      return Defaults.budget(interval);
    }
    double windows =
        (double) settings.alerts().budget().toMillis() / settings.window().size().toMillis();
    return Duration.ofMillis(Math.max(1, Math.round(windows * interval.toMillis())));
  }
}
