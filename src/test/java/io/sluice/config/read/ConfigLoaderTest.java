package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertChart;
import io.sluice.config.CalendarConfig;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.TimestampConfig;
import io.sluice.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a user sees of a configuration: what it means, what it need not say, what is refused. */
final class ConfigLoaderTest extends ReadConfig {
  @Test
  void fullFileIsReadIntoRecords() throws Exception {
    SluiceConfig config = load(SampleConfigs.FULL);

    assertThat(config.applicationId()).isEqualTo("house");
    assertThat(config.kafka())
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"),
            Map.entry("ssl.truststore.location", "/etc/trust"));
    assertThat(config.streams()).containsOnly(Map.entry("num.stream.threads", "2"));
    assertThat(config.http()).isEqualTo(new HttpConfig("0.0.0.0", 9000));
    assertThat(config.kafkaMetrics()).isEqualTo(KafkaMetrics.ALL);
    PipelineConfig climate = config.pipelines().get("climate");
    assertThat(climate.source().topic()).isEqualTo("home.readings");
    assertThat(climate.source().keyed()).isTrue();
    assertThat(climate.source().format().envelope()).isEqualTo(Envelope.CLOUDEVENTS);
    assertThat(climate.source().key().fields()).containsExactly("room", "measure");
    assertThat(climate.source().timestamp())
        .isEqualTo(new TimestampConfig("ts", "yyyy-MM-dd HH:mm:ss", ZoneId.of("Europe/Berlin")));
    assertThat(climate.window())
        .isEqualTo(
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                3,
                Duration.ZERO,
                Duration.ofHours(2),
                new CalendarConfig(
                    Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY), Set.of(LocalDate.of(2013, 2, 18))),
                ZoneId.of("Europe/Berlin")));
    assertThat(climate.targets())
        .containsExactly(
            new TargetConfig("value", "value", Aggregate.MEAN, null),
            new TargetConfig("peak", "value", Aggregate.MAX, "°C"));
    assertThat(climate.model()).isEqualTo(directory.resolve("model.onnx"));
    assertThat(climate.provider()).isEqualTo(Provider.CUDA);
    assertThat(climate.keyTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(climate.alerts().budget()).isEqualTo(Duration.ofDays(7));
    assertThat(climate.alerts().off())
        .containsExactlyInAnyOrder(AlertChart.LEVEL, AlertChart.SPREAD_UP);
    assertThat(climate.topics()).isEqualTo(new TopicsConfig("f", "a", "l", "d"));
    assertThat(climate.deadLetters()).isEqualTo(new DeadLetterConfig(0));
    assertThat(climate.maxKeys()).isEqualTo(200_000);
    assertThat(climate.metrics().watch()).containsExactlyInAnyOrder("hall/light", "<b>");
    assertThat(climate.covariates())
        .isEqualTo(
            new CovariatesConfig(Set.of(LocalDate.of(2013, 12, 25)), List.of("heating", "open")));
  }

  @Test
  void quotedValueIsCutAndStaysOnOneLine() {
    String model = "\"model\\n" + "x".repeat(100_000) + "\"";
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> load(MINIMAL.replace("model.onnx", model)));
    assertThat(refused.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("no readable model file")
                    .doesNotContain("\n")
                    .hasSizeLessThan(1_100));
  }

  @Test
  void minimalFileTakesEveryDefault() throws Exception {
    SluiceConfig config = load(MINIMAL);

    assertThat(config.applicationId()).isEqualTo("sluice");
    assertThat(config.kafka()).containsOnly(Map.entry("bootstrap.servers", "localhost:9092"));
    assertThat(config.streams()).isEmpty();
    assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080));
    assertThat(config.kafkaMetrics()).isEqualTo(KafkaMetrics.NEEDED);
    PipelineConfig climate = config.pipelines().get("climate");
    assertThat(climate.source().keyed()).isFalse();
    assertThat(climate.source().key().fields()).containsExactly("room");
    assertThat(climate.source().timestamp().field()).isNull();
    assertThat(climate.source().format().numbers()).isEqualTo(Numbers.LENIENT);
    assertThat(climate.source().format().envelope()).isEqualTo(Envelope.NONE);
    assertThat(climate.source().format().missing())
        .containsExactly("", "-", "unavailable", "unknown", "none", "null", "nan", "n/a");
    assertThat(climate.window())
        .isEqualTo(
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                6,
                false,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                CalendarConfig.EVERY_DAY,
                ZoneOffset.UTC));
    assertThat(climate.provider()).isEqualTo(Provider.CPU);
    assertThat(climate.keyTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(climate.alerts().budget()).isEqualTo(Duration.ofMinutes(10_000));
    assertThat(climate.deadLetters()).isEqualTo(new DeadLetterConfig(16_384));
    assertThat(climate.maxKeys()).isZero();
    assertThat(climate.metrics().watch()).isEmpty();
    assertThat(climate.covariates()).isEqualTo(new CovariatesConfig(Set.of(), List.of()));
    assertThat(climate.topics())
        .isEqualTo(
            new TopicsConfig(
                "climate.forecasts", "climate.alerts", "climate.late", "climate.dead-letters"));
  }

  @Test
  void everyProblemIsReportedAtOnceWithPathAndLine() {
    ConfigException refused =
        refused(
            """
            aplication-id: x
            http: { port: 70000 }
            pipelines:
              climate:
                source: { topic: home readings, format: xml, keyed: maybe, key: [] }
                window:
                  size: 0s
                  max-gap: -1
                  grace: -1s
                  max_future: 1h
                targets: { value: avg }
                provider: gpu
              demand:
                window: { size: 1d }
                window: { size: 1h }
                targets: {}
                model: nowhere.onnx
                source: { topic: t, key: k, timestamp: { field: t, format: quux, zone: Mars } }
            """);

    assertThat(refused.problems())
        .extracting(p -> p.line() + " " + p.path())
        .containsExactly(
            "1 aplication-id",
            "2 http.port",
            "4 pipelines.climate.model",
            "5 pipelines.climate.source.topic",
            "5 pipelines.climate.source.format",
            "5 pipelines.climate.source.keyed",
            "5 pipelines.climate.source.key",
            "7 pipelines.climate.window.size",
            "8 pipelines.climate.window.max-gap",
            "9 pipelines.climate.window.grace",
            "10 pipelines.climate.window.max_future",
            "11 pipelines.climate.targets.value",
            "12 pipelines.climate.provider",
            "15 pipelines.demand.window",
            "16 pipelines.demand.targets",
            "17 pipelines.demand.model",
            "18 pipelines.demand.source.timestamp.format",
            "18 pipelines.demand.source.timestamp.zone");
    assertThat(refused).hasMessageContaining("sluice.yaml:1: aplication-id: unknown key; did you");
  }

  @Test
  void pipelineNamesThatKafkaCannotTellApartAreRefused() {
    ConfigException refused =
        refused(
            MINIMAL.replace("climate:", "cli.mate:")
                + MINIMAL.replace("pipelines:\n", "").replace("climate:", "cli_mate:")
                + MINIMAL.replace("pipelines:\n", "").replace("climate:", "Climate:"));

    assertThat(refused.problems())
        .extracting(Problem::path, Problem::message)
        .anySatisfy(
            p ->
                assertThat(p.toList())
                    .containsExactly(
                        "pipelines.cli_mate",
                        "collides with pipeline cli.mate: to Kafka '.' and '_' are the same"))
        .anySatisfy(p -> assertThat(p.toList().get(0)).isEqualTo("pipelines.Climate"));
  }

  @Test
  void pipelinesMayShareAnOutputTopicForTheSameKindOnly() throws Exception {
    String second = MINIMAL.replace("pipelines:\n", "").replace("climate:", "other:");
    String alerts = "    topics: { alerts: all.alerts }\n";

    assertThat(load(MINIMAL + alerts + second + alerts).pipelines()).hasSize(2);
    assertThat(
            refused(MINIMAL + alerts + second + "    topics: { late: all.alerts }\n").getMessage())
        .contains(
            "pipelines.other.topics.late: topic all.alerts is already used by"
                + " pipelines.climate.topics.alerts");
  }

  @Test
  void variablesAreReplacedInAnyValueAndTypedAfterwards() throws Exception {
    SluiceConfig config =
        load(
            """
            application-id: ${TEAM}-${STAGE:dev}
            kafka: { bootstrap.servers: "${HOST:localhost}:${PORT:9092}", literal: "$${file:x}" }
            http: { port: "${HTTP_PORT:9000}" }
            """
                + MINIMAL
                    .replace("10m", "\"${SIZE}\"")
                    .replace("key: room", "key: room, keyed: \"${KEYED:true}\""));

    assertThat(config.applicationId()).isEqualTo("red-dev");
    assertThat(config.kafka())
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("literal", "${file:x}");
    assertThat(config.http().port()).isEqualTo(9000);
    assertThat(config.pipelines().get("climate").window().size()).isEqualTo(Duration.ofHours(1));
    assertThat(config.pipelines().get("climate").source().keyed()).isTrue();
  }

  @Test
  void quotedNumberWithoutVariableIsNoNumber() {
    assertThat(refused("http: { port: \"8080\" }\n" + MINIMAL).getMessage())
        .contains(":1: http.port: expected an integer, found \"8080\"");
  }

  @Test
  void unsetVariableWithoutDefaultIsReported() {
    ConfigException refused =
        refused("application-id: ${NOBODY}\nhttp: { host: \"${un closed\" }\n" + MINIMAL);

    assertThat(refused.getMessage())
        .contains(":1: application-id: environment variable NOBODY is not set")
        .contains(":2: http.host: ${ does not begin");
  }

  @Test
  void secretsAreNotPrinted() throws Exception {
    SluiceConfig config =
        load(
            """
            kafka: { sasl.jaas.config: hush, ssl.keystore.password: hush, client.id: me }
            streams: { config.providers.vault.param.token: hush }
            """
                + MINIMAL);

    assertThat(config.toString()).contains("client.id=me").doesNotContain("hush");
    assertThat(config.kafka()).containsEntry("sasl.jaas.config", "hush");
    assertThat(refused("kafka: { ssl.key.password: [hush] }\n" + MINIMAL).getMessage())
        .contains("kafka.ssl.key.password: expected a value, found a list")
        .doesNotContain("hush");
  }

  @Test
  void propertyThatIsSetTwiceOrNotToBeSetIsReported() {
    assertThat(refused("kafka: { a.b: 1, a: { b: 2 } }\n" + MINIMAL).getMessage())
        .contains("kafka.a.b: is set twice");
    assertThat(refused("streams: { application.id: x }\n" + MINIMAL).getMessage())
        .contains("streams.application.id: must not be set");
    assertThat(refused("streams: { processing.guarantee: at_least_once }\n" + MINIMAL).getMessage())
        .contains("streams.processing.guarantee: must not be set");
  }

  @Test
  void missingModelNamesEveryPlaceThatWasSearched() {
    String message = refused(MINIMAL.replace("model.onnx", "models/m.onnx")).getMessage();

    assertThat(message)
        .contains(directory.resolve("models/m.onnx").toString())
        .contains(Path.of("models/m.onnx").toAbsolutePath().toString());
  }

  @Test
  void fileThatIsNoConfigurationIsRefusedInOneLine() throws IOException {
    assertThat(refused("").getMessage()).endsWith("sluice.yaml: is empty");
    assertThat(refused("- a").getMessage()).endsWith("sluice.yaml:1: expected a map, found a list");
    assertThat(refused("a: [").getMessage()).contains("is not YAML");
    assertThat(refused("a: b\n c: d\n").getMessage()).contains("sluice.yaml:2: is not YAML");
    assertThat(refused("a: 1\n---\nb: 2\n").getMessage()).contains("is not YAML");
    assertThat(refused("a: \u0007").getMessage()).contains("is not YAML");
    assertThat(refused("? [a]\n: b\n" + MINIMAL).getMessage()).contains(":1: has a key that is");
    assertThat(refused("http: {}").getMessage()).endsWith("pipelines: is required: a map");
    assertThat(refused("pipelines: {}").getMessage()).contains("needs at least one pipeline");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> ConfigLoader.load(binary, name -> null))
        .hasMessageEndingWith("binary: is not UTF-8 text");
    assertThatThrownBy(() -> ConfigLoader.load(directory.resolve("none"), name -> null))
        .hasMessageEndingWith("none: no such file");
    assertThatThrownBy(() -> ConfigLoader.load(directory, name -> null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void hostileFileIsRefusedWithinLimits() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 24; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(refused("[".repeat(500_000)).getMessage()).contains("nested deeper than 32 levels");
    assertThat(refused(laughs.toString()).getMessage()).contains("aliases grow without bound");
    assertThat(refused("a: &a { b: *a }").getMessage()).contains("aliases grow without bound");
    assertThat(refused("#" + "x".repeat(1 << 20)).getMessage()).contains("larger than 1 MiB");
  }
}
