package io.sluice.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigLoader;
import io.sluice.event.DeadLetterReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesReaderTest {
  @TempDir Path dir;

  @Test
  void rowsBecomeOneSeriesPerKeyAndTargetWithoutTheDaysThatAreClosed() throws Exception {
    SeriesReader reader =
        read(
            """
            day,shop,sold
            2024-01-04,b,1
            2024-01-05,a,2
            2024-01-05,a,3
            2024-01-08,a,4
            2024-01-10,a,6
            2024-01-05,b,8
            oops,a,1
            2024-01-10,,1
            """);
    List<Series> series = reader.series();
    assertThat(series).extracting(Series::name).containsExactly("a sum", "a max", "b sum", "b max");
    Series sum = series.get(0);
    // Friday, Monday, Tuesday without an event, Wednesday.
    assertThat(sum.length()).isEqualTo(4);
    assertThat(sum.value(0)).isEqualTo(5);
    assertThat(sum.value(1)).isEqualTo(4);
    assertThat(sum.value(2)).isNaN();
    assertThat(sum.value(3)).isEqualTo(6);
    assertThat(series.get(1).value(0)).isEqualTo(3);
    assertThat(reader.rows()).isEqualTo(8);
    assertThat(reader.invalid())
        .isEqualTo(
            Map.of(DeadLetterReason.INVALID_TIMESTAMP, 1L, DeadLetterReason.MISSING_KEY, 1L));
  }

  @Test
  void daysOfAZoneAreWhatTrainingSeesOfThem() throws Exception {
    SeriesReader reader =
        read(
            """
            day,shop,sold
            2024-03-29,a,1
            2024-04-01,a,2
            2024-04-02,a,3
            """,
            "Europe/Berlin");
    Series sum = reader.series().get(0);
    assertThat(sum.length()).isEqualTo(3);
    assertThat(Instant.ofEpochMilli(sum.start(0))).isEqualTo("2024-03-28T23:00:00Z");
    assertThat(Instant.ofEpochMilli(sum.start(1))).isEqualTo("2024-03-31T22:00:00Z");
  }

  private SeriesReader read(String rows) throws Exception {
    return read(rows, "UTC");
  }

  private SeriesReader read(String rows, String zone) throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("shop.yaml"),
            """
            pipelines:
              shop:
                source: { topic: sales, key: shop, timestamp: { field: day, format: yyyy-MM-dd, zone: %1$s } }
                window: { size: 1d, zone: %1$s, calendar: { days: [mon, tue, wed, thu, fri] } }
                targets:
                  sum: { field: sold, aggregate: sum }
                  max: { field: sold, aggregate: max }
                model: not-yet.onnx
            """
                .formatted(zone));
    SeriesReader reader =
        new SeriesReader(
            ConfigLoader.loadForTraining(config, name -> null).pipelines().get("shop"));
    reader.read(Files.writeString(dir.resolve("sales.csv"), rows));
    return reader;
  }
}
