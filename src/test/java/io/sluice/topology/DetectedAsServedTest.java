package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.detect.run.HistoryFeed;
import io.sluice.detect.run.HistoryTask;
import io.sluice.history.CsvHistory;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import io.sluice.output.OutgoingSerializer;
import io.sluice.output.PipelineInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a history is what the service says of the same events, to the byte. */
class DetectedAsServedTest {
  private static final Instant FIRST = Instant.parse("2020-03-02T12:00:00Z");
  private static final int WINDOWS = 400;
  private static final List<String> KEYS = List.of("hall", "cellar", "attic", "zoo");

  @TempDir Path dir;
  private final Harness.Settings settings = new Harness.Settings();
  private final List<String> rows = new ArrayList<>();

  @BeforeEach
  void history() {
    settings.budget = Duration.ofDays(2);
    settings.keyTtl = Duration.ofDays(1);
    Random random = new Random(3);
    for (int window = 0; window < WINDOWS; window++) {
      for (String key : KEYS) {
        Instant start = FIRST.plus(settings.window.multipliedBy(window));
        if (!isSilent(key, window)) {
          row(key, start.plusSeconds(random.nextInt(300)), value(key, window, random));
          row(key, start.plusSeconds(300 + random.nextInt(300)), value(key, window, random));
        }
        if (random.nextInt(50) == 0) { // late
          row(key, start.minus(settings.window.multipliedBy(3)), 99);
        }
      }
    }
  }

  private static boolean isSilent(String key, int window) {
    boolean isLong = key.equals("attic") && window > 150 && window < 320;
    return isLong || (key.equals("cellar") && window % 97 > 90);
  }

  private static double value(String key, int window, Random random) {
    boolean isOdd = window % 83 == 80 && !key.equals("zoo");
    return Math.sin(window / 5.0) + random.nextGaussian() / 10 + (isOdd ? 40 : 0);
  }

  private void row(String key, Instant time, double value) {
    rows.add("%s,%d,%s".formatted(key, time.toEpochMilli(), value));
  }

  @Test
  void alertsAndForecastsAreThoseOfTheService() throws IOException {
    List<String> served = new ArrayList<>();
    List<String> forecast = new ArrayList<>();
    try (Harness harness = new Harness(settings, dir.resolve("state"))) {
      for (String row : rows) {
        String[] cells = row.split(",", -1);
        Instant time = Instant.ofEpochMilli(Long.parseLong(cells[1]));
        harness.send(cells[0], time, Double.parseDouble(cells[2]));
      }
      harness.watermark(FIRST.plus(settings.window.multipliedBy(WINDOWS)));
      harness.records("alerts").forEach(record -> served.add(text(record.value())));
      harness
          .records("forecasts")
          .forEach(record -> forecast.add(withoutSource(text(record.value()))));
      assertThat(harness.late()).isNotEmpty();
    }
    assertThat(served).hasSizeGreaterThan(10);
    assertThat(served).anyMatch(alert -> alert.contains("\"silent\""));
    assertThat(detected(Alert.class)).isEqualTo(served);
    assertThat(detected(Forecast.class).stream().map(DetectedAsServedTest::withoutSource))
        .isEqualTo(forecast);
  }

  /** Records stand on other partitions and at other offsets. */
  private static String withoutSource(String forecast) {
    return forecast.replaceAll("\"source\":.*", "");
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  /** Each file is a partition of the source. */
  @Test
  void keysMayStandInSeveralFiles() throws IOException {
    Path some = csv("some.csv", rows.stream().filter(DetectedAsServedTest::isOfTheFirst).toList());
    Path others = csv("others.csv", rows.stream().filter(row -> !isOfTheFirst(row)).toList());
    assertThat(detected(Alert.class, some, others)).isEqualTo(detected(Alert.class));
  }

  private static boolean isOfTheFirst(String row) {
    return row.startsWith("hall") || row.startsWith("zoo");
  }

  @Test
  void timeMayGoOnInTheNextFile() throws IOException {
    rows.removeIf(row -> row.endsWith(",99.0")); // what is late in one file is not in another
    Path before = csv("before.csv", rows.subList(0, 1500));
    Path after = csv("after.csv", rows.subList(1500, rows.size()));
    assertThat(detected(Alert.class, before, after)).isEqualTo(detected(Alert.class));
  }

  private Path csv(String name, List<String> some) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, "key,ts,value\n" + String.join("\n", some) + "\n");
    return file;
  }

  private List<String> detected(Class<? extends Outgoing> kind) throws IOException {
    return detected(kind, csv("history.csv", rows));
  }

  private List<String> detected(Class<? extends Outgoing> kind, Path... files) throws IOException {
    OutgoingSerializer json = new OutgoingSerializer(PipelineInfo.of(settings.config()));
    List<String> texts = new ArrayList<>();
    PersistenceModel model = new PersistenceModel(settings.scaler, settings.warmup);
    try (HistoryTask task =
        new HistoryTask(
            settings.config(),
            model,
            (Record<Bytes, Outgoing> record) -> {
              if (kind.isInstance(record.value())) {
                texts.add(text(json.serialize("", record.value())));
              }
            })) {
      HistoryFeed feed = new HistoryFeed(settings.config(), task, files.length);
      feed.run(new CsvHistory(List.of(files), settings.config()), (records, share) -> {});
    }
    return texts;
  }
}
