package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.history.CsvHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories of counters have the values that the service would see. */
final class SeriesCountersTest {
  @TempDir Path dir;

  private List<Double> values(String target, String rows) throws Exception {
    Files.writeString(dir.resolve("m.onnx"), "");
    Path config =
        Files.writeString(
            dir.resolve("sluice.yaml"),
            """
            pipelines:
              home:
                source: { topic: t, key: meter, timestamp: { field: time } }
                window: { size: 10m, max-gap: 2 }
                targets: { used: { field: reading, %s } }
                key-ttl: 2h
                model: m.onnx
            """
                .formatted(target));
    Path csv = Files.writeString(dir.resolve("meters.csv"), "time,meter,reading\n" + rows);
    PipelineConfig pipeline = ConfigLoader.load(config, name -> null).pipelines().get("home");
    Series series = read(pipeline, csv).series().get(0);
    return IntStream.range(0, series.length()).mapToObj(series::value).toList();
  }

  private static Reading read(PipelineConfig pipeline, Path csv) throws Exception {
    return SeriesReader.read(
        pipeline, new CsvHistory(List.of(csv), pipeline), (records, share) -> {});
  }

  @Test
  void delta_isSpreadOverAGap_andCountsFromZeroAfterARestart() throws Exception {
    String rows =
        """
        2026-03-02T12:08:00Z,a,100
        2026-03-02T12:11:00Z,a,103
        2026-03-02T12:18:00Z,a,112
        2026-03-02T12:49:00Z,a,142
        2026-03-02T12:55:00Z,a,5
        """;
    double none = Double.NaN;
    assertThat(values("aggregate: delta", rows)).containsExactly(none, 12.0, none, none, 10.0, 5.0);
    assertThat(values("aggregate: delta, wraps-at: 150", rows))
        .containsExactly(none, 12.0, none, none, 10.0, 13.0);
    assertThat(values("aggregate: rate", rows).get(1)).isEqualTo(12.0 / 600);
  }

  @Test
  void readingThatIsOlderThanTheTimeToLive_isForgotten() throws Exception {
    List<Double> values =
        values(
            "aggregate: delta",
            """
            2026-03-02T12:05:00Z,a,100
            2026-03-02T12:15:00Z,a,110
            2026-03-02T15:05:00Z,a,500
            2026-03-02T15:15:00Z,a,503
            """);
    assertThat(values).hasSize(20);
    assertThat(values.subList(17, 20)).containsExactly(Double.NaN, Double.NaN, 3.0);
  }
}
