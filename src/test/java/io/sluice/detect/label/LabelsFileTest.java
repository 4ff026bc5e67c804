package io.sluice.detect.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.csv.CsvException;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsFileTest {
  @TempDir Path dir;

  private Labels csv(String... rows) throws IOException {
    Path file = dir.resolve("labels.csv");
    Files.writeString(file, "key,start,end\n" + String.join("\n", rows) + "\n");
    return LabelsFile.read(file);
  }

  private Labels json(String text) throws IOException {
    Path file = dir.resolve("windows.json");
    Files.writeString(file, text);
    return LabelsFile.read(file);
  }

  private static long at(String time) {
    return Instant.parse(time).toEpochMilli();
  }

  @ParameterizedTest
  @CsvSource({
    "2024-03-01T00:00:00Z",
    "2024-03-01T01:00:00+01:00",
    "2024-03-01T00:00",
    "2024-03-01 00:00:00.000000",
    "2024-03-01",
    "1709251200000"
  })
  void timesAreReadInEveryFormThatIsDocumented(String time) throws IOException {
    Labels labels = csv("hall," + time + ",2024-03-02T00:00:00Z");
    assertThat(labels.of("hall"))
        .containsExactly(new Span(at("2024-03-01T00:00:00Z"), at("2024-03-02T00:00:00Z")));
    assertThat(labels.of("cellar")).isEmpty();
  }

  @Test
  void columnsMayStandInAnyOrderAmongOthers() throws IOException {
    Path file = dir.resolve("other.csv");
    Files.writeString(file, "end,why,key,start\n3,storm,a,2\n");
    assertThat(LabelsFile.read(file).of("a")).containsExactly(new Span(2, 3));
  }

  @Test
  void windowsOfNabAreReadWithFilesThatHaveNone() throws IOException {
    Labels labels =
        json(
            "{\"a/b.csv\": [[\"2014-02-26 13:45:00.000000\", \"2014-02-27 06:25:00\"]], \"c\": []}");
    assertThat(labels.of("a/b.csv"))
        .containsExactly(new Span(at("2014-02-26T13:45:00Z"), at("2014-02-27T06:25:00Z")));
    assertThat(labels.keys()).containsExactlyInAnyOrder("a/b.csv", "c");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,5,4 | labels.csv:2: the event of 'a' ends at 1970-01-01T00:00:00.004Z, before it starts",
        "a,5,6;a,1,2 | labels.csv:3: the event of 'a' is not in order",
        "a,5,9;a,9,12 | labels.csv:3: the event of 'a' overlaps the event that starts at",
        "a,noon,9 | labels.csv:2: 'noon' is neither an ISO 8601 time nor milliseconds",
        "a,2024-13-01T00:00:00Z,9 | is neither an ISO 8601 time",
        "a,5 | labels.csv:2: a row of 2 cells under 3 columns"
      })
  void whatIsWrongWithAnEvent_isSaidWithItsPlace(String rows, String message) {
    assertThatThrownBy(() -> csv(rows.split(";", -1)))
        .isInstanceOf(DetectException.class)
        .hasMessageContaining(message);
  }

  @Test
  void otherColumnsAreRefused() throws IOException {
    Path file = dir.resolve("columns.csv");
    Files.writeString(file, "series,from,to\na,1,2\n");
    assertThatThrownBy(() -> LabelsFile.read(file))
        .hasMessageContaining("labels need the columns key, start and end; there are series, from");
  }

  @Test
  void absentFilesAreRefused() {
    assertThatThrownBy(() -> LabelsFile.read(dir.resolve("no.csv")))
        .isInstanceOf(CsvException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> LabelsFile.read(dir.resolve("no.json")))
        .isInstanceOf(DetectException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"a\": 1}",
        "{\"a\": [1]}",
        "{\"a\": [[]]}",
        "{",
        "{\"a\": [[\"x\", \"y\"]]}"
      })
  void jsonOfAnotherForm_isRefused(String text) {
    assertThatThrownBy(() -> json(text)).isInstanceOf(DetectException.class);
  }

  @Test
  void labelsMustBeOfKeysAndTimesOfTheData() throws IOException {
    Track track = new Track("a", 1);
    track.add(100, 110, 0, new double[1], new double[1], new double[1], new double[1]);
    List<Track> tracks = List.of(track);
    csv("a,105,300").check(tracks);
    assertThatThrownBy(() -> csv("b,105,300").check(tracks))
        .hasMessageContaining("there is no key 'b'; there are a");
    assertThatThrownBy(() -> csv("a,110,300").check(tracks))
        .hasMessageContaining("the event of 'a' from 1970-01-01T00:00:00.110Z")
        .hasMessageContaining("lies outside the data");
  }
}
