package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.csv.UnfitException;
import io.sluice.event.Event;
import io.sluice.history.CsvHistory;
import io.sluice.state.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows to series, and what a user is told of rows that are not as they should be. */
class SeriesReaderTest {
  @TempDir Path dir;

  @Test
  void rowsBecomeOneSeriesPerKeyAndTargetWithoutTheDaysThatAreClosed() throws Exception {
    Reading reading =
        read(
            """
            2024-01-04,b,1
            2024-01-05,a,2
            2024-01-05,a,3
            2024-01-08,a,4
            2024-01-10,a,6
            2024-01-05,b,8
            oops,a,1
            2024-01-10,,1
            """);
    List<Series> series = reading.series();
    assertThat(series).extracting(Series::name).containsExactly("a sum", "a max", "b sum", "b max");
    Series sum = series.get(0);
    // Friday, Monday, Tuesday without an event, Wednesday.
    assertThat(sum.length()).isEqualTo(4);
    assertThat(sum.value(0)).isEqualTo(5);
    assertThat(sum.value(1)).isEqualTo(4);
    assertThat(sum.value(2)).isZero();
    assertThat(series.get(1).value(2)).isNaN();
    assertThat(sum.value(3)).isEqualTo(6);
    assertThat(series.get(1).value(0)).isEqualTo(3);
    assertThat(reading.describe())
        .containsExactly(
            "sales.csv: 8 records, 4 series of 15 windows, from 2024-01-04T00:00:00Z to 2024-01-10T00:00:00Z",
            "  records that are not events, invalid-timestamp: 1 (sales.csv:8: field day is not a time from 1970 to 9999)",
            "  records that are not events, missing-key: 1 (sales.csv:9: field shop is missing)",
            "  records with the key and time of another (each counts in its window): 1 ('a' at 2024-01-05T00:00:00Z)");
  }

  @Test
  void daysOfAZoneAreWhatTrainingSeesOfThem() throws Exception {
    String rows =
        """
        2024-03-29,a,1
        2024-04-01,a,2
        2024-04-02,a,3
        """;
    Series sum = read(pipeline("Europe/Berlin"), rows).series().get(0);
    assertThat(sum.length()).isEqualTo(3);
    assertThat(Instant.ofEpochMilli(sum.start(0))).isEqualTo("2024-03-28T23:00:00Z");
    assertThat(Instant.ofEpochMilli(sum.start(1))).isEqualTo("2024-03-31T22:00:00Z");
  }

  @Test
  void rowsOutOfOrder_areTheSameSeriesAndCounted() throws Exception {
    String forwards = "2024-01-04,a,1\n2024-01-05,a,2\n2024-01-08,a,4\n";
    Reading backwards = read("2024-01-08,a,4\n2024-01-05,a,2\n2024-01-04,a,1\n");
    assertThat(values(backwards)).isEqualTo(values(read(forwards)));
    assertThat(backwards.describe().subList(1, 2))
        .containsExactly(
            "  records older than the previous one of their key (order does not matter): 2 (sales.csv:3; sales.csv:4)");
  }

  @Test
  void fileGivenTwice_isTold_forSumsAreDoubled() throws Exception {
    Path file = file("2024-01-04,a,1\n2024-01-05,a,2\n2024-01-08,a,4\n2024-01-09,a,5\n");
    PipelineConfig pipeline = pipeline("UTC");
    Reading reading =
        SeriesReader.read(
            pipeline, new CsvHistory(List.of(file, file), pipeline), (records, share) -> {});
    assertThat(reading.describe())
        .hasSize(2)
        .last()
        .asString()
        .startsWith(
            "  records with the key and time of another (each counts in its window): 4, such")
        .endsWith(
            "'a' at 2024-01-04T00:00:00Z; 'a' at 2024-01-05T00:00:00Z; 'a' at 2024-01-08T00:00:00Z");
  }

  @Test
  void numbersThatAreNone_areNoValues() throws Exception {
    Reading reading =
        read(
            """
            2024-01-04,a,1
            2024-01-05,a,NaN
            2024-01-08,a,inf
            2024-01-09,a,7
            2024-01-10,a,1e308
            2024-01-10,a,1e308
            """);
    assertThat(values(reading.series().get(0))).containsExactly(1, 0, 0, 7, Double.NaN);
    assertThat(reading.series().get(1).values(value -> !Double.isNaN(value))).isEqualTo(3);
    assertThat(String.join("\n", reading.describe()))
        .contains("records without a value (empty): 1 (sales.csv:3)")
        .contains("not events, invalid-value: 1 (sales.csv:4: field sold is not a finite number)")
        .contains("windows whose value overflows (missing): 1 ('a sum' at 2024-01-10T");
  }

  @Test
  void keysWithNothingToForecast_areCounted() throws Exception {
    Reading reading = read("2024-01-05,a,1\n2024-01-05,b,\n2024-01-05,b,2\n");
    assertThat(reading.series()).isEmpty();
    assertThat(String.join("\n", reading.describe()))
        .contains("records without a value (empty): 1 (sales.csv:3)")
        .contains("series of a single value (skipped): 4, such as 'a sum'; 'a max'; 'b sum'");
    assertThatThrownBy(reading::requireUseful)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sales.csv has no series that can be used: records without a value (empty): 1;"
                + " series of a single value (skipped): 4");
  }

  @Test
  void hourThatComesTwice_isTwoHours_whateverTheOrderOfTheFile() throws Exception {
    PipelineConfig pipeline =
        pipeline(dir, "{ size: 1h }", "yyyy-MM-dd HH:mm, zone: Europe/Berlin");
    List<String> rows = new ArrayList<>();
    for (int i = -18; i < 18; i++) {
      Instant time = Instant.parse("2023-10-29T01:00:00Z").plusSeconds(600L * i);
      rows.add(
          time.atZone(ZoneId.of("Europe/Berlin"))
              .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm',a,1'")));
    }
    for (int turn = 0; turn < 2; turn++) {
      Series sum = read(pipeline, String.join("\n", rows)).series().get(0);
      assertThat(sum.length()).isEqualTo(6);
      for (int hour = 0; hour < 6; hour++) {
        assertThat(sum.value(hour)).isEqualTo(6);
      }
      Collections.reverse(rows);
    }
  }

  @Test
  void timesInAnotherUnit_areTold() throws Exception {
    PipelineConfig pipeline = pipeline(dir, "{ size: 1h }", "epoch-millis");
    Reading reading = read(pipeline, "1704067200,a,1\n1704070800,a,2\n");
    assertThat(String.join("\n", reading.describe()))
        .contains(
            "records whose time looks like seconds (source.timestamp.format): 2 (sales.csv:2; sales.csv:3)");
  }

  @Test
  void rowOf1970_isLeftOutAndNamed_andNothingElseIs() throws Exception {
    PipelineConfig pipeline = pipeline(dir, "{ size: 1h }", "epoch-seconds");
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      rows.append(1_700_006_400L + 3600L * i).append(",a,").append(i).append('\n');
    }
    Reading clean = read(pipeline, rows.toString());
    Reading odd = read(pipeline, "3,b,25\n4,a,25\n" + rows);
    assertThat(values(odd)).isEqualTo(values(clean));
    assertThat(odd.series()).extracting(Series::name).containsExactly("a sum", "a max");
    assertThat(odd.series().get(0).start(0)).isEqualTo(clean.series().get(0).start(0));
    assertThat(odd.describe())
        .contains(
            "  records whose time is far off all others (left out): 2 (sales.csv:2: 1970-01-01T00:00:03Z; sales.csv:3: 1970-01-01T00:00:04Z)");
  }

  @Test
  void rowOfTheFuture_isNoEvent() throws Exception {
    Reading reading = read("2024-01-04,a,1\n2024-01-05,a,2\n9024-01-05,a,2\n");
    assertThat(reading.series().get(0).length()).isEqualTo(2);
    assertThat(reading.describe())
        .contains(
            "  records that are not events, timestamp-in-future: 1 (sales.csv:4: dated 9024-01-05T00:00:00Z)");
  }

  /** One second of 1970, in a window of seconds, would be 1.7 billion windows. */
  @Test
  void timeThatIsFarOff_endsWithItsKeyAndNotWithTheMemory() throws Exception {
    PipelineConfig pipeline = pipeline(dir, "{ size: 1s }", "epoch-seconds");
    assertThatThrownBy(() -> read(pipeline, "7,a,1\n1704412800,a,2\n1704412801,b,2\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("windows, more than the")
        .hasMessageEndingWith(
            "the longest is of 'a' at 1970-01-01T00:00:07Z to 2024-01-05T00:00:01Z: is a time wrong?");
  }

  @Test
  void historyThatIsTooLongForTheHeap_endsWhileItIsRead_andSaysWhatToDo() throws Exception {
    SeriesBuilder builder = new SeriesBuilder(pipeline("UTC"), new Findings(), false, 1 << 20);
    Bytes key = Bytes.wrap(new byte[] {'a'});
    int[] windows = {0};
    assertThatThrownBy(
            () -> {
              for (; windows[0] < 100_000; windows[0]++) {
                double[] values = {1, 1};
                long time = windows[0] * Duration.ofDays(1).toMillis();
                builder.add(key, new Event(time, values, new float[0][], 0, windows[0]));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the history is too long for a heap of 1 MiB, which holds [12],\\d{3} windows of such"
                + " records: raise the heap, as in SLUICE_HEAP=1g, or read a shorter history");
    assertThat(windows[0]).isBetween(1_500, 3_000);
  }

  @Test
  void fileWithoutAColumnThatIsNeeded_isRefusedBeforeItIsRead() throws Exception {
    Path file = Files.writeString(dir.resolve("other.csv"), "date,shop,price\nx,y,z\n");
    PipelineConfig pipeline = pipeline("UTC");
    assertThatThrownBy(() -> new CsvHistory(List.of(file), pipeline))
        .isInstanceOf(UnfitException.class)
        .hasMessage(
            file
                + ": there is no column day (timestamp), none sold (target sum), none sold (target"
                + " max); the columns are date, shop, price");
  }

  private static double[] values(Series series) {
    return IntStream.range(0, series.length()).mapToDouble(series::value).toArray();
  }

  private static List<Double> values(Reading reading) {
    List<Double> values = new ArrayList<>();
    for (Series series : reading.series()) {
      for (int t = 0; t < series.length(); t++) {
        values.add(series.value(t));
      }
    }
    return values;
  }

  @Test
  void sumOfADayWithoutARow_isZeroToTheEndOfTheHistory_andTheGreatestIsMissing() throws Exception {
    List<Series> series =
        read("2026-03-02,a,4\n2026-03-04,a,0\n2026-03-06,b,1\n2026-03-09,b,1\n").series();
    assertThat(series).extracting(Series::name).containsExactly("a sum", "a max", "b sum", "b max");
    assertThat(values(series.get(0))).containsExactly(4, 0, 0, 0, 0, 0);
    assertThat(IntStream.range(0, 6).mapToObj(series.get(0)::seen))
        .containsExactly(
            Seen.VALUE, Seen.NOTHING, Seen.ZERO, Seen.NOTHING, Seen.NOTHING, Seen.NOTHING);
    assertThat(series.get(1).seen(1)).isEqualTo(Seen.MISSING);
    assertThat(values(series.get(2))).containsExactly(1, 1);
  }

  @Test
  void dayOnWhichHardlyAnyKeyHasARow_isMissing() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int day = 2; day < 28; day++) {
      for (int key = 0; key < 10; key++) {
        if (day != 18 && (day != 19 || key < 7)) {
          rows.append("2026-03-%02d,k%d,1%n".formatted(day, key));
        }
      }
    }
    Reading reading = read(rows.toString());
    Series last = reading.series().get(18);
    assertThat(last.name()).isEqualTo("k9 sum");
    int day = IntStream.range(0, last.length()).filter(i -> !last.isObserved(i)).sum();
    assertThat(Instant.ofEpochMilli(last.start(day))).isEqualTo("2026-03-18T00:00:00Z");
    assertThat(last.value(day + 1)).isZero();
    assertThat(reading.describe())
        .anyMatch(line -> line.contains("most keys had nothing (missing, not zero): 1"));
  }

  private Reading read(String rows) throws Exception {
    return read(pipeline("UTC"), rows);
  }

  private Reading read(PipelineConfig pipeline, String rows) throws Exception {
    return SeriesReader.read(
        pipeline, new CsvHistory(List.of(file(rows)), pipeline), (records, share) -> {});
  }

  private Path file(String rows) throws Exception {
    return Files.writeString(dir.resolve("sales.csv"), "day,shop,sold\n" + rows);
  }

  private PipelineConfig pipeline(String zone) throws Exception {
    String window =
        "{ size: 1d, zone: %s, calendar: { days: [mon, tue, wed, thu, fri] } }".formatted(zone);
    return pipeline(dir, window, "yyyy-MM-dd, zone: " + zone);
  }

  /** The pipeline of a shop, of which only the window and the time are of a test. */
  static PipelineConfig pipeline(Path dir, String window, String format) throws Exception {
    Path config =
        Files.writeString(
            dir.resolve("shop.yaml"),
            """
            pipelines:
              shop:
                source: { topic: sales, key: shop, timestamp: { field: day, format: %s } }
                window: %s
                targets:
                  sum: { field: sold, aggregate: sum }
                  max: { field: sold, aggregate: max }
                model: not-yet.onnx
            """
                .formatted(format, window));
    return ConfigLoader.loadForTraining(config, name -> null).pipelines().get("shop");
  }
}
