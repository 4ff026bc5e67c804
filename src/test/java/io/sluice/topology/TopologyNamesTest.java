package io.sluice.topology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.close.Pipeline;
import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.ModelShelf;
import io.sluice.time.ReadToTheEnd;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.kafka.streams.AutoOffsetReset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kafka Streams names changelogs and repartition topics after stores and processors: a change of a
 * name, or of the order of unnamed ones, would leave the state of a running service behind.
 */
final class TopologyNamesTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void storesProcessorsAndTopics_keepTheirNames(boolean keyed) throws IOException {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    PersistenceModel model = new PersistenceModel(scaler, 4);
    PipelineConfig config =
        new PipelineConfig(
            "home",
            new SourceConfig(
                "readings", keyed, new KeyConfig(List.of("key")), TimestampConfig.RECORD),
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ZERO,
                6,
                Duration.ZERO,
                Duration.ofHours(1),
                CalendarConfig.EVERY_DAY,
                ZoneOffset.UTC),
            List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
            Path.of("persistence.onnx"),
            Provider.CPU,
            Duration.ofDays(30),
            new AlertConfig(Duration.ofDays(30)),
            new TopicsConfig("forecasts", "alerts", "late", "dead"));
    Pipeline pipeline =
        new Pipeline(
            config,
            1,
            new ModelShelf<>(model),
            new PipelineCounts(),
            new ReadToTheEnd(),
            InstantSource.system());

    String topology =
        PipelineTopology.of(pipeline, AutoOffsetReset.earliest())
            .describe()
            .toString()
            .replaceAll(" .extractor class: .*", "");

    assertThat(topology)
        .as("a rename orphans the changelogs of everybody who runs the released version")
        .isEqualTo(resource(keyed ? "keyed.txt" : "repartitioned.txt"));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TopologyNamesTest.class.getResourceAsStream("/topology/" + name)) {
      return new String(requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
