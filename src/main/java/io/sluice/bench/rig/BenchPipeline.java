package io.sluice.bench.rig;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** The configuration of the pipeline that is measured. */
public final class BenchPipeline {
  public static final TopicsConfig TOPICS = Defaults.topics("bench");

  private static final KeyConfig KEY = new KeyConfig(List.of("key"));
  private static final TimestampConfig TIMESTAMP =
      new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC);
  private static final List<TargetConfig> TARGETS =
      List.of(new TargetConfig("value", "value", Aggregate.MEAN, null));

  private BenchPipeline() {}

  /** The pipeline that reads {@code topic}: keyed, so that nothing is repartitioned. */
  public static PipelineConfig of(String topic, Path model) {
    return new PipelineConfig(
        topic,
        new SourceConfig(topic, true, KEY, TIMESTAMP),
        new WindowConfig(
            Workload.WINDOW,
            Duration.ZERO,
            Defaults.MAX_GAP,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY),
        TARGETS,
        model,
        Provider.CPU,
        Defaults.keyTtl(Workload.WINDOW),
        new AlertConfig(Defaults.budget(Workload.WINDOW)),
        TOPICS);
  }

  /** The pipeline that reads {@code topic} with all that it need not say left out. */
  public static PipelineConfig onDefaults(
      String topic, Path model, boolean keyed, Duration window) {
    return new PipelineConfig(
        topic,
        new SourceConfig(topic, keyed, KEY, TIMESTAMP),
        new WindowConfig(
            window,
            Defaults.grace(window),
            Defaults.MAX_GAP,
            Defaults.IDLE,
            Defaults.maxFuture(window),
            CalendarConfig.EVERY_DAY),
        TARGETS,
        model,
        Provider.CPU,
        Defaults.keyTtl(window),
        new AlertConfig(Defaults.budget(window)),
        TOPICS);
  }

  /** A service of that pipeline alone; each {@code applicationId} reads from the beginning. */
  public static SluiceConfig service(
      String applicationId, Map<String, String> kafka, int threads, PipelineConfig pipeline) {
    return service(
        applicationId,
        kafka,
        Map.of("commit.interval.ms", "1000", "num.stream.threads", String.valueOf(threads)),
        pipeline);
  }

  /** The same with those settings of Kafka Streams. */
  public static SluiceConfig service(
      String applicationId,
      Map<String, String> kafka,
      Map<String, String> streams,
      PipelineConfig pipeline) {
    return new SluiceConfig(
        applicationId,
        kafka,
        streams,
        new HttpConfig(Defaults.HTTP_HOST, 0),
        Map.of(pipeline.name(), pipeline));
  }
}
