package io.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.replay.rows.Loss;
import io.sluice.topology.PersistenceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedReplayTest {
  private static final int KEYS = 5;
  private static final int WINDOWS = 60;
  private static final long START = 1_700_000_400L; // a multiple of ten minutes

  @TempDir Path dir;
  private SluiceConfig config;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(dir.resolve("model.onnx"), "not read");
    Path file = dir.resolve("sluice.yaml");
    Files.writeString(
        file,
        """
        pipelines:
          climate:
            source:
              topic: readings
              key: [room]
              timestamp: { field: ts, format: epoch-seconds }
            window: { size: 10m, grace: 1m }
            targets: { value: mean }
            model: model.onnx
            max-keys: %d
        """
            .formatted(KEYS));
    config = ConfigLoader.load(file, name -> null);
  }

  @Test
  void everyRowIsAccountedForAndTheLastWindowsClose() throws IOException {
    List<String> rows = rows(0, WINDOWS);
    rows.add(100, START + ",a,20.5"); // long closed
    rows.add(101, "later,a,20.5");
    rows.add(102, START + 60_000 + ",a");
    rows.add(103, START + 60_000 + ",a,20.5,more");
    rows.add(104, "99999999999,a,20.5");
    AtomicReference<ReplayProgress> progress = new AtomicReference<>();
    ReplaySummary summary = replay(rows, "out", "data", progress);
    int events = KEYS * WINDOWS;
    assertThat(summary)
        .usingRecursiveComparison()
        .ignoringFields("seconds", "lost", "alertsFired", "alertsResolved")
        .isEqualTo(
            new ReplaySummary(
                events + 5, events, 1, 1, 3, events, events, 0, 0, 0, KEYS, 0, 0, List.of()));
    assertThat(summary.isBalanced()).isTrue();
    assertThat(progress.get().share()).isEqualTo(1);
    assertThat(lines("out", "forecasts")).hasSize(events);
    assertThat(lines("out", "late")).singleElement().asString().contains("\"offset\":100");
    assertThat(lines("out", "dead-letters"))
        .extracting(line -> line.replaceAll("\"detail\":\"[^\"]*\",", ""))
        .containsExactly(
            letter(
                "invalid-timestamp",
                101,
                START,
                "{\\\"ts\\\":\\\"later\\\",\\\"room\\\":\\\"a\\\",\\\"value\\\":20.5}"),
            letter("malformed-json", 103, START + 60_000, "1700060400,a,20.5,more"),
            letter(
                "timestamp-in-future",
                104,
                START + 60_000,
                "{\\\"ts\\\":99999999999,\\\"room\\\":\\\"a\\\",\\\"value\\\":20.5}"));
  }

  @Test
  void replayedTwiceGivesTheSameBytes() throws IOException {
    List<String> rows = rows(0, WINDOWS);
    rows.set(200, rows.get(200).replaceAll("[0-9.]+$", "99999"));
    rows.add(201, rows.get(201).replaceAll(",[a-z]+,", ",one too many,"));
    rows.add(300, "later,a,20.5");
    ReplaySummary first = replay(rows, "one", "data-one", new AtomicReference<>());
    replay(rows, "two", "data-two", new AtomicReference<>());
    assertThat(first.alertsFired()).isPositive();
    assertThat(first.lost())
        .containsExactlyInAnyOrder(
            new Loss("too-many-keys", 1, "one.csv", 203),
            new Loss("invalid-timestamp", 1, "one.csv", 302));
    assertThat(lines("one", "dead-letters"))
        .extracting(line -> line.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1"))
        .containsExactly("invalid-timestamp", "too-many-keys");
    for (String name : List.of("forecasts", "alerts", "late", "dead-letters")) {
      assertThat(dir.resolve("two").resolve(name + ".jsonl"))
          .hasSameBinaryContentAs(dir.resolve("one").resolve(name + ".jsonl"));
    }
  }

  @Test
  void secondHalfOnTheSameDataDirectoryGoesOnWhereTheFirstEnded() throws IOException {
    replay(rows(0, WINDOWS), "whole", "data-whole", new AtomicReference<>());
    replay(rows(0, WINDOWS / 2), "first", "data", new AtomicReference<>());
    ReplaySummary second =
        replay(rows(WINDOWS / 2, WINDOWS), "second", "data", new AtomicReference<>());
    assertThat(second.keys()).isZero();
    List<String> halves = new ArrayList<>(lines("first", "forecasts"));
    halves.addAll(lines("second", "forecasts"));
    assertThat(halves)
        .extracting(EmbeddedReplayTest::withoutOffsets)
        .isEqualTo(
            lines("whole", "forecasts").stream().map(EmbeddedReplayTest::withoutOffsets).toList());
  }

  @Test
  void fileWithoutRowsGivesEmptyFilesAndZeroCounts() throws IOException {
    ReplaySummary summary = replay(List.of(), "out", "data", new AtomicReference<>());
    assertThat(summary.records()).isZero();
    assertThat(summary.isBalanced()).isTrue();
    assertThat(lines("out", "forecasts")).isEmpty();
  }

  private ReplaySummary replay(
      List<String> rows, String out, String data, AtomicReference<ReplayProgress> progress)
      throws IOException {
    Path csv = dir.resolve(out + ".csv");
    Files.writeString(csv, "ts,room,value\n" + String.join("\n", rows) + "\n");
    try (PersistenceModel model =
        new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 4)) {
      EmbeddedReplay.Job job =
          new EmbeddedReplay.Job(
              config,
              config.pipelines().get("climate"),
              csv,
              List.of(),
              1,
              dir.resolve(out),
              dir.resolve(data));
      return new EmbeddedReplay(job, model, progress::set).run();
    }
  }

  /** One row per key and window, the same whichever part is asked for. */
  private static List<String> rows(int from, int to) {
    Random random = new Random(11);
    List<String> rows = new ArrayList<>();
    for (int window = 0; window < WINDOWS; window++) {
      for (int key = 0; key < KEYS; key++) {
        long time = START + 600L * window + 7L * key;
        String row = time + "," + (char) ('a' + key) + "," + (20 + random.nextInt(100) / 100.0);
        if (window >= from && window < to) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private List<String> lines(String out, String name) throws IOException {
    return Files.readAllLines(dir.resolve(out).resolve(name + ".jsonl"));
  }

  private static String letter(String reason, long offset, long seconds, String value) {
    long size = value.replace("\\", "").getBytes(StandardCharsets.UTF_8).length;
    return ("{\"reason\":\"%s\",\"topic\":\"readings\",\"partition\":0,\"offset\":%d,"
            + "\"timestamp\":%d,\"size\":%d,\"value\":\"%s\"}")
        .formatted(reason, offset, seconds * 1000, size, value);
  }

  private static String withoutOffsets(String forecast) {
    return forecast.replaceAll("\"ranges\":\\[[^\\]]*\\]", "");
  }
}
