package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.app.PipelineApp;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelShelf;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.output.Alert;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus gets to read. */
@Timeout(180)
final class ServiceMetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");

  private static final String COUNTERS =
      """
      sluice_records_total Source records read
      sluice_windowed_records_total Events added to their window
      sluice_late_records_total Events that came after their window had closed
      sluice_empty_records_total Records without a value of any target and without a plan
      sluice_unusable_fields_total Fields that could not be used, of events whose other fields were
      sluice_clock_ahead_records_total Events so far ahead that windows wait for another key before they close
      sluice_timestamp_unit_doubtful_records_total Source records whose time looks like another unit than the configured one
      sluice_new_keys_total Keys seen for the first time
      sluice_expired_keys_total Keys dropped after their time to live
      sluice_windows_closed_total Windows taken from the store, one per key
      sluice_labelled_events_total Events that the model has labelled
      sluice_forecasts_total Forecasts sent
      sluice_model_switches_total Tasks that switched to another model
      sluice_dead_lettered_records_total Source records sent to the dead-letter topic
      sluice_dead_lettered_windows_total Closed windows sent to the dead-letter topic
      sluice_alerts_total Alert records sent
      sluice_scored_values_total Values compared with the forecast one window before
      sluice_covered_values_total Those of them within the 80% interval
      """;

  private static final List<String> NEEDED_OF_KAFKA =
      List.of(
          "kafka_stream_alive_stream_threads",
          "kafka_stream_thread_commit_latency_avg",
          "kafka_stream_thread_commit_ratio",
          "kafka_stream_thread_poll_ratio",
          "kafka_stream_thread_process_ratio",
          "kafka_stream_thread_task_closed_total");

  /** One line of the text format. */
  private record Sample(String name, Map<String, String> labels, double value) {
    static List<Sample> parse(String text) {
      return text.lines().filter(line -> !line.startsWith("#")).map(Sample::of).toList();
    }

    static Sample of(String line) {
      var sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      Map<String, String> labels = new TreeMap<>();
      if (sample.group(2) != null) {
        LABEL
            .matcher(sample.group(2))
            .results()
            .forEach(label -> labels.put(label.group(1), label.group(2)));
      }
      double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
      return new Sample(sample.group(1), labels, value);
    }
  }

  @TempDir Path dir;

  private static PipelineConfig pipeline(String name, boolean keyed, int targets) {
    List<TargetConfig> targetConfigs = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      targetConfigs.add(new TargetConfig("value" + i, "value", Aggregate.MEAN, null));
    }
    return new PipelineConfig(
        name,
        new SourceConfig(
            name + ".readings",
            keyed,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC)),
        new WindowConfig(
            Duration.ofMinutes(10),
            Duration.ZERO,
            3,
            Duration.ZERO,
            Duration.ofHours(1),
            CalendarConfig.EVERY_DAY),
        targetConfigs,
        Path.of("m.onnx"),
        Provider.CPU,
        Duration.ofDays(1),
        new AlertConfig(Duration.ofDays(7)),
        Defaults.topics(name));
  }

  private Path modelFile() {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    return TestModels.gru(dir, "m", 8, 1, 3, scaler, 1);
  }

  private static double value(String text, String name, String... labels) {
    Map<String, String> wanted = new TreeMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      wanted.put(labels[i], labels[i + 1]);
    }
    List<Sample> found =
        Sample.parse(text).stream()
            .filter(s -> s.name().equals(name) && s.labels().equals(wanted))
            .toList();
    assertThat(found).as("%s%s in%n%s", name, wanted, text).hasSize(1);
    return found.get(0).value();
  }

  private static String text(ServiceMetrics service) {
    return new String(service.scrape(null).body(), StandardCharsets.UTF_8);
  }

  @Test
  void counts_standUnderTheirNamesAndLabels() throws Exception {
    try (StepModel model = OnnxStepModel.load(modelFile(), Provider.CPU);
        ServiceMetrics service = new ServiceMetrics("1.2.3", KafkaMetrics.NEEDED)) {
      PipelineCounts totals = new PipelineCounts();
      CommittedMetrics metrics =
          new CommittedMetrics(
              service.pipeline(pipeline("home", true, 1), model.contract(), totals));
      count(metrics);
      metrics.committed();
      String text = text(service);
      String[] home = {"pipeline", "home"};
      assertThat(value(text, "sluice_records_total", home)).isEqualTo(3);
      assertThat(value(text, "sluice_windowed_records_total", home)).isEqualTo(1);
      assertThat(value(text, "sluice_late_records_total", home)).isEqualTo(1);
      assertThat(
              value(
                  text,
                  "sluice_dead_lettered_records_total",
                  "pipeline",
                  "home",
                  "reason",
                  "missing-key"))
          .isEqualTo(1);
      assertThat(value(text, "sluice_windows_closed_total", home)).isEqualTo(5);
      assertThat(value(text, "sluice_forecasts_total", home)).isEqualTo(4);
      assertThat(
              value(
                  text,
                  "sluice_dead_lettered_windows_total",
                  "pipeline",
                  "home",
                  "reason",
                  "model-failed"))
          .isEqualTo(1);
      assertThat(value(text, "sluice_new_keys_total", home)).isEqualTo(2);
      assertThat(value(text, "sluice_expired_keys_total", home)).isEqualTo(1);
      assertThat(
              value(
                  text,
                  "sluice_alerts_total",
                  "pipeline",
                  "home",
                  "type",
                  "outlier",
                  "severity",
                  "critical",
                  "status",
                  "firing"))
          .isEqualTo(1);
      assertInference(text);
      assertScores(text);
      String[] partition = {"pipeline", "home", "partition", "2"};
      assertThat(value(text, "sluice_stream_time_seconds", partition)).isEqualTo(30.5);
      assertThat(value(text, "sluice_closed_through_seconds", partition)).isEqualTo(20);
      assertThat(value(text, "sluice_drained_through_seconds", partition)).isEqualTo(10);
      assertThat(value(text, "sluice_build_info", "version", "1.2.3")).isEqualTo(1);
      assertThat(text).contains("hash=\"" + model.contract().hash() + "\"");
      assertThat(text).contains("sluice_model_info{");
      assertThat(totals.recordCount()).isEqualTo(3);
      assertThat(totals.windowsClosedCount()).isEqualTo(5);
    }
  }

  @Test
  void counters_areThereFromTheStart_atZero() throws Exception {
    try (StepModel model = OnnxStepModel.load(modelFile(), Provider.CPU);
        ServiceMetrics service = new ServiceMetrics("test", KafkaMetrics.NEEDED)) {
      service.pipeline(pipeline("home", true, 1), model.contract(), new PipelineCounts());
      String text = text(service);
      Map<String, Long> zeros =
          Sample.parse(text).stream()
              .filter(sample -> sample.value() == 0 && sample.name().endsWith("_total"))
              .collect(Collectors.groupingBy(Sample::name, Collectors.counting()));
      assertThat(COUNTERS.lines())
          .allSatisfy(
              line -> {
                String name = line.substring(0, line.indexOf(' '));
                assertThat(text).contains("# HELP " + line, "# TYPE " + name + " counter");
                long expected =
                    name.contains("_dead_lettered_")
                        ? DeadLetterReason.values().length
                        : name.contains("_alerts_")
                            ? Alert.Type.values().length * 2 * 3
                            : name.contains("_unusable_") ? 3 : 1;
                assertThat(zeros).containsEntry(name, expected);
              });
    }
  }

  private static void count(PipelineMetrics metrics) {
    metrics.records(1);
    metrics.records(1);
    metrics.records(1);
    metrics.windowed(1);
    metrics.late(1);
    metrics.recordsDeadLettered(DeadLetterReason.MISSING_KEY, 1);
    metrics.windowsClosed(5);
    metrics.forecasts(4);
    metrics.windowsDeadLettered(DeadLetterReason.MODEL_FAILED, 1);
    metrics.inference(3, 700_000, null);
    metrics.inference(300, 20_000, null);
    metrics.scored(0, true, 0.5);
    metrics.scored(0, true, 1.5);
    metrics.scored(0, false, 4);
    metrics.alert(Alert.Type.OUTLIER, Alert.Severity.CRITICAL, Alert.Status.FIRING, null);
    metrics.keysCreated(1);
    metrics.keysCreated(1);
    metrics.keysExpired(1);
    metrics.progress(2, 30_500, 20_000, 10_000);
  }

  private static void assertInference(String text) {
    String size = "sluice_inference_batch_size";
    assertThat(value(text, size + "_bucket", "pipeline", "home", "le", "2.0")).isZero();
    assertThat(value(text, size + "_bucket", "pipeline", "home", "le", "4.0")).isEqualTo(1);
    assertThat(value(text, size + "_bucket", "pipeline", "home", "le", "512.0")).isEqualTo(2);
    assertThat(value(text, size + "_sum", "pipeline", "home")).isEqualTo(303);
    String duration = "sluice_inference_duration_seconds";
    assertThat(value(text, duration + "_bucket", "pipeline", "home", "le", "5.0E-5")).isEqualTo(1);
    assertThat(value(text, duration + "_bucket", "pipeline", "home", "le", "0.001")).isEqualTo(2);
  }

  private static void assertScores(String text) {
    String[] target = {"pipeline", "home", "target", "value0"};
    assertThat(value(text, "sluice_scored_values_total", target)).isEqualTo(3);
    assertThat(value(text, "sluice_covered_values_total", target)).isEqualTo(2);
    assertThat(value(text, "sluice_absolute_error_sum", target)).isEqualTo(6);
    assertThat(value(text, "sluice_absolute_error_count", target)).isEqualTo(3);
  }

  @Test
  void threePipelines_haveEqualLabelsInEveryFamilyAndNoKeyInAny() throws Exception {
    List<PipelineConfig> pipelines =
        List.of(pipeline("a", false, 1), pipeline("b", true, 1), pipeline("c", false, 2));
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"));
        StepModel model = OnnxStepModel.load(modelFile(), Provider.CPU);
        ServiceMetrics service = new ServiceMetrics("test", KafkaMetrics.NEEDED);
        ServiceMetrics all = new ServiceMetrics("test", KafkaMetrics.ALL)) {
      Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      SluiceConfig config =
          new SluiceConfig(
              "test",
              kafka,
              Map.of("commit.interval.ms", "100"),
              new HttpConfig("127.0.0.1", 0),
              pipelines.stream().collect(Collectors.toMap(PipelineConfig::name, p -> p)));
      createTopics(kafka, pipelines);
      Map<PipelineApp, PipelineCounts> apps = new LinkedHashMap<>();
      try {
        for (PipelineConfig pipeline : pipelines) {
          PipelineCounts totals = new PipelineCounts();
          PipelineMetrics metrics = service.pipeline(pipeline, model.contract(), totals);
          Path state = dir.resolve("state");
          PipelineApp app =
              new PipelineApp(config, pipeline, 1, new ModelShelf<>(model), metrics, state);
          apps.put(app, totals);
          app.start();
          service.watch(pipeline.name(), app.streams(), app.lag());
          all.watch(pipeline.name(), app.streams(), app.lag());
        }
        await()
            .until(
                () ->
                    apps.keySet().stream().allMatch(a -> a.state() == KafkaStreams.State.RUNNING));
        send(kafka, pipelines);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> apps.values().stream().allMatch(m -> m.forecastCount() >= 2));
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> pipelinesWithLag(text(service)).size() == pipelines.size());
        assertLabels(text(service));
        assertThat(kafkaFamilies(text(service))).containsExactlyElementsOf(NEEDED_OF_KAFKA);
        assertThat(kafkaFamilies(text(all)))
            .containsAll(NEEDED_OF_KAFKA)
            .contains("kafka_consumer_fetch_manager_records_consumed_total")
            .hasSizeGreaterThan(200);
      } finally {
        apps.keySet().forEach(app -> service.unwatch(app.config().name()));
        apps.keySet().forEach(app -> all.unwatch(app.config().name()));
        apps.keySet().forEach(PipelineApp::close);
      }
      assertThat(text(service)).doesNotContain("kafka_stream_").contains("sluice_records_total");
    }
  }

  private static Set<String> kafkaFamilies(String text) {
    return Sample.parse(text).stream()
        .map(Sample::name)
        .filter(name -> name.startsWith("kafka_"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> pipelinesWithLag(String text) {
    return Sample.parse(text).stream()
        .filter(sample -> sample.name().equals("sluice_input_lag_records"))
        .map(sample -> sample.labels().getOrDefault("pipeline", ""))
        .collect(Collectors.toSet());
  }

  private static void assertLabels(String text) {
    List<Sample> samples = Sample.parse(text);
    Map<String, Set<Set<String>>> labels = new TreeMap<>();
    Map<String, Set<String>> streams = new TreeMap<>();
    for (Sample sample : samples) {
      labels.computeIfAbsent(sample.name(), name -> new HashSet<>()).add(sample.labels().keySet());
      if (sample.name().startsWith("kafka_")) {
        streams
            .computeIfAbsent(sample.name(), name -> new TreeSet<>())
            .add(sample.labels().getOrDefault("pipeline", ""));
      }
    }
    assertThat(labels).allSatisfy((name, sets) -> assertThat(sets).as(name).hasSize(1));
    assertThat(streams.get("kafka_stream_thread_process_ratio")).containsExactly("a", "b", "c");
    assertThat(labels)
        .containsKeys(
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "jvm_classes_loaded_classes",
            "process_uptime_seconds",
            "process_cpu_usage",
            "process_files_open_files");
    assertThat(text).doesNotContain("secret-key");
  }

  private static void createTopics(Map<String, String> kafka, List<PipelineConfig> pipelines) {
    try (Topics topics = new Topics(kafka, Duration.ofSeconds(20))) {
      for (PipelineConfig pipeline : pipelines) {
        Stream.of(
                pipeline.source().topic(),
                pipeline.topics().forecasts(),
                pipeline.topics().alerts(),
                pipeline.topics().late(),
                pipeline.topics().deadLetters())
            .forEach(topic -> topics.create(topic, 1, Map.of()));
      }
    }
  }

  private static void send(Map<String, String> kafka, List<PipelineConfig> pipelines) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (PipelineConfig pipeline : pipelines) {
        for (int window = 0; window < 4; window++) {
          long time = START.plus(Duration.ofMinutes(10L * window)).toEpochMilli();
          String json = "{\"key\":\"secret-key\",\"ts\":%d,\"value\":%d}".formatted(time, window);
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      pipeline.source().topic(), json.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }
}
