package io.sluice.replay.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.PipelineConfig;
import io.sluice.config.read.ConfigLoader;
import io.sluice.csv.UnfitException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows may stand in any order: a file that is sorted otherwise than by time is not lost as late.
 */
class RowsTest {
  private static final long START = 1_700_000_400L; // a multiple of ten minutes
  private static final int KEYS = 4;
  private static final int TIMES = 200;

  @TempDir Path dir;
  private PipelineConfig pipeline;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(dir.resolve("model.onnx"), "not read");
    Path file = dir.resolve("sluice.yaml");
    Files.writeString(
        file,
        """
        pipelines:
          p:
            source: { topic: t, key: key, timestamp: { field: ts, format: epoch-seconds } }
            window: { size: 10m }
            targets: { value: mean }
            model: model.onnx
        """);
    pipeline = ConfigLoader.load(file, name -> null).pipelines().get("p");
  }

  @Test
  void rowsByTime_stayAsTheyAre() throws Exception {
    List<String> rows = byTime();
    rows.add(700, START + ",a,1"); // long late
    try (Rows read = open(rows)) {
      assertThat(read.note()).isEmpty();
      assertThat(lines(read)).isSorted().hasSize(rows.size());
    }
  }

  @Test
  void rowsNewestFirst_areTurnedRound_withThoseOfOneTimeInTheirOrder() throws Exception {
    List<String> rows = byTime();
    Collections.reverse(rows);
    try (Rows read = open(rows)) {
      assertThat(read.note()).hasValueSatisfying(note -> assertThat(note).contains("newest first"));
      assertThat(lines(read)).isSortedAccordingTo(Collections.reverseOrder()).hasSize(rows.size());
    }
  }

  @Test
  void timesInAnotherUnit_areRefused_butNotAFewOfThem() throws Exception {
    List<String> rows = byTime();
    rows.add(3, "1700000400000,a,1");
    try (Rows read = open(rows)) {
      assertThat(read.hasNext()).isTrue();
    }
    List<String> millis =
        rows.stream().map(row -> row.replaceFirst("^(\\d{10}),", "$1" + "000,")).toList();
    assertThatThrownBy(() -> open(millis))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("rows.csv: most times are not in epoch-seconds")
        .hasMessageContaining("times that look like milliseconds: 801, first in rows.csv:2")
        .hasMessageContaining("should source.timestamp.format be epoch-millis?");
  }

  @Test
  void rowsKeyByKey_areSortedByTime() throws Exception {
    List<String> rows = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      for (int time = 0; time < TIMES; time++) {
        rows.add(row(time, key));
      }
    }
    try (Rows read = open(rows)) {
      assertThat(read.note())
          .hasValueSatisfying(note -> assertThat(note).contains("not in the order of time"));
      List<Long> times = new ArrayList<>();
      read.forEachRemaining(row -> times.add(row.time()));
      assertThat(times).isSorted().hasSize(KEYS * TIMES);
      assertThat(read.progress()).isEqualTo(1);
    }
  }

  @Test
  void rowsInNoOrder_areSorted_andThoseThatAreNoEventsAreStillThere() throws Exception {
    List<String> rows = byTime();
    Collections.shuffle(rows, new Random(3));
    rows.add(0, "soon,a,1");
    rows.add(400, "later,a,1");
    try (Rows read = open(rows)) {
      assertThat(lines(read)).contains(2L, 402L).hasSize(rows.size());
    }
  }

  @Test
  void fileThatIsTooLongToSort_isRefused_andSaysWhatToDo() throws Exception {
    List<String> rows = byTime();
    Collections.reverse(rows);
    Path file = write(rows);
    Survey survey = Survey.of(file, pipeline, List.of(), 1);
    FileRows again = new FileRows(file, pipeline, List.of());
    assertThatThrownBy(() -> SortedRows.of(survey, again, 1 << 19))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("rows.csv is sorted newest first")
        .hasMessageContaining("sort the file by time, or raise the heap");
  }

  @Test
  void fileWithoutAColumn_isRefused() throws Exception {
    Path file = Files.writeString(dir.resolve("rows.csv"), "ts,value\n1700000400,1\n");
    assertThatThrownBy(() -> Rows.open(file, pipeline, List.of(), 1))
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("no column key (key); the columns are ts, value");
  }

  private static List<String> byTime() {
    List<String> rows = new ArrayList<>();
    for (int time = 0; time < TIMES; time++) {
      for (int key = 0; key < KEYS; key++) {
        rows.add(row(time, key));
      }
    }
    return rows;
  }

  private static String row(int time, int key) {
    return START + 300L * time + "," + (char) ('a' + key) + "," + time;
  }

  private Rows open(List<String> rows) throws Exception {
    return Rows.open(write(rows), pipeline, List.of(), 1);
  }

  private Path write(List<String> rows) throws Exception {
    return Files.writeString(
        dir.resolve("rows.csv"), "ts,key,value\n" + String.join("\n", rows) + "\n");
  }

  private static List<Long> lines(Rows rows) {
    List<Long> lines = new ArrayList<>();
    rows.forEachRemaining(row -> lines.add(row.line()));
    return lines;
  }
}
