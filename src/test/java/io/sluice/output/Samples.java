package io.sluice.output;

import io.sluice.config.Aggregate;
import io.sluice.config.TargetConfig;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.score.Chart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A pipeline of two targets, three levels and two steps, and what it might publish. */
public final class Samples {
  static final PipelineInfo INFO = info();
  static final long START = Instant.parse("2013-02-18T14:30:00Z").toEpochMilli();
  public static final long END = Instant.parse("2013-02-18T14:40:00Z").toEpochMilli();
  static final Bytes KEY = key("kitchen/temperature");

  /** Everything that a legal key may try on whoever shows it. */
  public static final String NASTY_KEY =
      "</script><img src=x onerror=alert(1)>\"'\\&%2F/\u2028\u2029Küche 😀";

  private Samples() {}

  public static ModelContract model() {
    return new ModelContract(
        "smart-home",
        "1",
        "0123456789ab",
        "gru",
        1,
        64,
        FeatureLayout.parse(List.of("change", "missing"), 1, 2),
        1,
        List.of(0.1f, 0.5f, 0.9f),
        2,
        64,
        true,
        Duration.ofMinutes(10),
        12,
        new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4),
        Map.of());
  }

  private static PipelineInfo info() {
    return new PipelineInfo(
        "climate",
        "home.readings",
        List.of(
            new TargetConfig("indoor", "value", Aggregate.MEAN, "°C"),
            new TargetConfig("max", "value", Aggregate.MAX, null)),
        List.of("heating", "<open>"));
  }

  public static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static Forecast forecast(Bytes key) {
    return new Forecast(
        model(),
        key,
        START,
        END,
        new double[] {21.5, Double.NaN},
        0,
        Double.NaN,
        0.25,
        new double[] {20, 21.25, 22, 1e-12, -1e15, 123456.7, 1, 2, 3, 4, 5, 6},
        new long[] {END + 600_000, END + 1_200_000},
        List.of(new SourceRange(0, 5, 9), new SourceRange(3, 0, 0)));
  }

  public static Alert alert(Bytes key, Alert.Status status, Alert.Type type) {
    boolean isResolved = status == Alert.Status.RESOLVED;
    return alert(
        key,
        status,
        type,
        isResolved || type == Alert.Type.SILENT ? null : Chart.FORECAST,
        isResolved ? Alert.Resolution.RECOVERED : null);
  }

  static Alert alert(
      Bytes key,
      Alert.Status status,
      Alert.Type type,
      @Nullable Chart chart,
      Alert.@Nullable Resolution resolution) {
    List<Alert.TargetDetail> targets =
        type == Alert.Type.SILENT
            ? List.of()
            : List.of(
                new Alert.TargetDetail(39.5, 21.25, 20, 22.5, 1, List.of(21.0, Double.NaN, 39.5)),
                new Alert.TargetDetail(null, 22, 21, 23, 0, List.of()));
    return new Alert(
        model(),
        "5f0c-1",
        key,
        status,
        type,
        Alert.Severity.CRITICAL,
        Alert.Severity.WARNING,
        6.5,
        chart,
        Duration.ofDays(40).toMillis(),
        resolution,
        START,
        END,
        END + 600_000,
        2,
        targets);
  }
}
