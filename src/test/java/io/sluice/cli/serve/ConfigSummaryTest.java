package io.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cli.console.Bytes;
import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What validate says of a configuration that can be used. */
class ConfigSummaryTest {
  private static final ModelContract MODEL =
      new ModelContract(
          "home",
          "3",
          "0123456789ab",
          "gru",
          1,
          64,
          FeatureLayout.parse(List.of("level"), 1, 1),
          1,
          List.of(0.1f, 0.5f, 0.9f),
          4,
          64,
          true,
          Duration.ofHours(1),
          100,
          new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 0.01),
          Map.of());

  @TempDir Path directory;

  @Test
  void summaryNamesWhatIsReadWrittenAndNeeded() throws Exception {
    Files.createFile(directory.resolve("m.onnx"));
    Path file =
        Files.writeString(
            directory.resolve("sluice.yaml"),
            """
            kafka: { sasl.jaas.config: hush }
            pipelines:
              climate:
                source: { topic: home.readings, key: [room, measure], envelope: connect }
                window: { size: 10m, zone: Europe/Berlin, calendar: { days: [tue, mon] } }
                targets: { value: mean, peak: { field: value, aggregate: max, unit: °C } }
                model: m.onnx
                max-keys: 50000
                covariates: { holidays: [2026-12-25, 2026-12-26], known: [open, heating] }
            """);

    String summary = summary(file, 1_000_000);

    assertThat(summary)
        .contains("sluice.yaml is valid")
        .contains(
            "home.readings, key room/measure, in envelopes of connect, through a repartition topic")
        .contains("value = mean of value, peak = max of value [°C]")
        .contains("10m, grace 1m, max-gap 6")
        .contains("max-future 10m, max-drift 1h, in Europe/Berlin")
        .contains("mon tue, except 0 holidays")
        .contains("holidays: 2; known in advance: open, heating")
        .contains("the model does not use open, heating")
        .contains("home 3 (gru, 1 x 64, 3 quantiles, horizon 4) on cpu")
        .contains("climate.forecasts, climate.alerts, climate.late, climate.dead-letters")
        .contains("50,000, an equal share per partition")
        .contains("1,000,000 keys")
        .contains("22 B more each for every window that is announced beyond what the model sees")
        .contains("the model was trained for windows of 1h")
        .contains("[hidden]")
        .doesNotContain("hush");
  }

  @Test
  void calendarWithHours_isSummedUpByDaysThatHaveTheSame() throws Exception {
    Files.createFile(directory.resolve("m.onnx"));
    Path file =
        Files.writeString(
            directory.resolve("sluice.yaml"),
            """
            pipelines:
              shop:
                source: { topic: sales, key: shop }
                window:
                  size: 10m
                  calendar: { hours: { mon-fri: 9:00-20:00, sat: "9:00-12:00, 13:00-24:00" } }
                targets: { value: sum }
                model: m.onnx
            """);

    assertThat(summary(file, 1))
        .contains(
            "mon tue wed thu fri 09:00-20:00; sat 09:00-12:00 13:00-24:00, except 0 holidays");
  }

  private static Schema targets(Aggregate... aggregates) {
    return Schema.unnamed(List.of(aggregates));
  }

  @Test
  void stateGrowsWithKeysAndTargetsAndTheWidthOfItsNumbers() {
    StateSize one = StateSize.of(MODEL, targets(Aggregate.MEAN), List.of(), 1, 1);
    StateSize two = StateSize.of(MODEL, targets(Aggregate.MEAN, Aggregate.MEAN), List.of(), 1, 1);
    StateSize daily =
        StateSize.of(MODEL, targets(Aggregate.MEAN, Aggregate.MEAN), List.of(), 144, 1);
    StateSize many = StateSize.of(MODEL, targets(Aggregate.MEAN), List.of(), 1, 1_000_000);

    assertThat(one.perKey()).isBetween(500L, 1000L);
    assertThat(two.perKey() - one.perKey()).isGreaterThan(2 * 64);
    assertThat(daily.perKey() - two.perKey()).as("the season's").isEqualTo(2 * 143 * 2);
    StateSize planned =
        StateSize.of(MODEL, targets(Aggregate.MEAN), List.of("promo", "price"), 1, 1);
    assertThat(planned.perKey()).isBetween(one.perKey() + 2 * 11, one.perKey() + 2 * 11 + 30);
    assertThat(planned.planned()).isEqualTo(2 * 11);
    assertThat(one.planned()).isZero();
    StateSize counter = StateSize.of(MODEL, targets(Aggregate.DELTA), List.of(), 1, 1);
    assertThat(counter.perKey() - one.perKey()).as("its readings").isBetween(60L, 70L);
    assertThat(many.disk()).isBetween(1_000_000 * one.perKey(), 2_000_000 * one.perKey());
    assertThat(many.changelog()).isGreaterThan(many.disk());
  }

  @Test
  void sizesAreReadable() {
    assertThat(Bytes.format(353)).isEqualTo("353 B");
    assertThat(Bytes.format(35_337_011)).isEqualTo("33.7 MiB");
    assertThat(Bytes.format(1L << 40)).isEqualTo("1.0 TiB");
  }

  private static String summary(Path file, long keys) throws Exception {
    SluiceConfig config = ConfigLoader.load(file, name -> null);
    StringWriter out = new StringWriter();
    ConfigSummary summary = new ConfigSummary(new PrintWriter(out), keys);
    summary.print(file, config);
    for (PipelineConfig pipeline : config.pipelines().values()) {
      summary.print(pipeline, MODEL);
    }
    return out.toString();
  }
}
