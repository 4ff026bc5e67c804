package io.sluice.bench;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.HttpConfig;
import io.sluice.config.KeyConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SluiceConfig;
import io.sluice.config.SourceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TimestampConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The configuration of the pipeline that is measured: keyed, so that nothing is repartitioned. */
final class BenchPipeline {
  static final TopicsConfig TOPICS = Defaults.topics("bench");

  private BenchPipeline() {}

  /** The pipeline that reads {@code topic}. */
  static PipelineConfig of(String topic, Path model) {
    return new PipelineConfig(
        topic,
        new SourceConfig(
            topic,
            true,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC)),
        new WindowConfig(
            Workload.WINDOW,
            Duration.ZERO,
            Defaults.MAX_GAP,
            Duration.ZERO,
            Defaults.MAX_FUTURE,
            CalendarConfig.EVERY_DAY),
        List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
        model,
        Provider.CPU,
        Defaults.keyTtl(Workload.WINDOW),
        new AlertConfig(Defaults.budget(Workload.WINDOW)),
        TOPICS);
  }

  /** A service of that pipeline alone; each {@code applicationId} reads from the beginning. */
  static SluiceConfig service(
      String applicationId, Map<String, String> kafka, int threads, PipelineConfig pipeline) {
    return new SluiceConfig(
        applicationId,
        kafka,
        Map.of("commit.interval.ms", "1000", "num.stream.threads", String.valueOf(threads)),
        new HttpConfig(Defaults.HTTP_HOST, 0),
        Map.of(pipeline.name(), pipeline));
  }
}
