package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SampleConfigs;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.output.Alert;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scraper gets that takes more than Prometheus' text format. */
final class ExpositionTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String OPEN_METRICS =
      "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
          + OPEN_METRICS;

  private final ServiceMetrics service = new ServiceMetrics("test", KafkaMetrics.NEEDED);
  private CommittedMetrics home;

  @TempDir Path dir;

  @BeforeEach
  void start() throws Exception {
    Path file = Files.writeString(dir.resolve("sluice.yaml"), SampleConfigs.MINIMAL);
    Files.createFile(dir.resolve("model.onnx"));
    PipelineConfig pipeline = ConfigLoader.load(file, name -> null).pipelines().get("climate");
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    try (StepModel model =
        OnnxStepModel.load(TestModels.gru(dir, "m", 8, 1, 3, scaler, 1), Provider.CPU)) {
      home =
          new CommittedMetrics(
              service.pipeline(
                  Objects.requireNonNull(pipeline), model.contract(), new PipelineCounts()));
    }
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void alert(@Nullable String flags) {
    byte @Nullable [] trace =
        flags == null
            ? null
            : "00-%s-%s-%s".formatted(TRACE, SPAN, flags).getBytes(StandardCharsets.US_ASCII);
    home.alert(Alert.Type.OUTLIER, Alert.Severity.CRITICAL, Alert.Status.FIRING, trace);
    home.inference(3, 700_000, trace);
  }

  private String line(String accept, String start) {
    Exposition all = service.scrape(accept);
    return new String(all.body(), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  private String firing(String accept) {
    return line(
        accept,
        "sluice_alerts_total{pipeline=\"climate\",severity=\"critical\",status=\"firing\",type=\"outlier\"}");
  }

  @Test
  void openMetrics_leadFromACommittedAlert_andFromAModelRun_toTheTraceOfTheEvent() {
    alert("01");
    assertThat(firing(OPEN_METRICS)).as("not committed").endsWith(" 0.0");
    home.committed();
    assertThat(service.scrape(OPEN_METRICS).contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    String exemplar = "# {span_id=\"%s\",trace_id=\"%s\"} ".formatted(SPAN, TRACE);
    assertThat(firing(OPEN_METRICS)).contains("} 1.0 " + exemplar);
    assertThat(
            line(
                OPEN_METRICS,
                "sluice_inference_duration_seconds_bucket{pipeline=\"climate\",le=\"0.001\"}"))
        .contains(exemplar + "7.0E-4");
  }

  @Test
  void alertsWithoutASampledTrace_areCountedWithoutAnExemplar() {
    alert("00");
    alert(null);
    home.committed();
    assertThat(firing(OPEN_METRICS)).endsWith(" 2.0");
  }

  @Test
  void abortedTransaction_takesTheTraceOfItsAlertWithIt() {
    alert("01");
    home.aborted();
    alert(null);
    home.committed();
    assertThat(firing(OPEN_METRICS)).endsWith(" 1.0");
  }

  @Test
  void whoTakesNoOtherFormat_getsPlainTextWithoutExemplars() {
    alert("01");
    home.committed();
    assertThat(service.scrape(null).contentType())
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(firing("*/*")).endsWith(" 1.0");
  }

  @Test
  void protobuf_isServedToWhoTakesIt_andHistogramsAreNativeThere() {
    alert("01");
    Exposition all = service.scrape(PROTOBUF);
    assertThat(all.contentType()).startsWith("application/vnd.google.protobuf");
    assertThat(new String(all.body(), StandardCharsets.ISO_8859_1))
        .contains("sluice_inference_duration_seconds");
    PrometheusRegistry registry = new PrometheusRegistry();
    new TracedMeters(registry).runs("climate").observe(0.0007);
    assertThat(registry.scrape("sluice_inference_duration_seconds"::equals).stream())
        .singleElement(type(HistogramSnapshot.class))
        .satisfies(
            histogram -> {
              var climate = histogram.getDataPoints().get(0);
              assertThat(climate.hasNativeHistogramData()).isTrue();
              assertThat(climate.getNativeBucketsForPositiveValues().size()).isEqualTo(1);
              assertThat(climate.getClassicBuckets().size()).isEqualTo(13);
            });
  }
}
