package io.sluice.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvRowsTest {
  @TempDir Path dir;

  @Test
  void plainAndGzippedFilesGiveTheSameRowsWithTheirLines() throws IOException {
    String text = "ts,note\r\n1,\"a, \"\"b\"\"\nc\"\r\n\r\n2,ü\r\n";
    List<CsvRow> rows =
        List.of(new CsvRow(2, List.of("1", "a, \"b\"\nc")), new CsvRow(5, List.of("2", "ü")));
    assertThat(read(write("a.csv", text))).isEqualTo(rows);
    assertThat(read(gzip("a.csv.gz", text))).isEqualTo(rows);
  }

  @Test
  void raggedRowsAreReturnedAsTheyAre() throws IOException {
    assertThat(read(write("a.csv", "a,b\n1\n1,2,3\n")))
        .extracting(row -> row.fields().size())
        .containsExactly(1, 3);
  }

  @Test
  void headerOnlyFileHasNoRowsAndByteOrderMarkIsNoPartOfAName() throws IOException {
    try (CsvRows rows = CsvRows.open(write("a.csv", "\uFEFFts,value\n"))) {
      assertThat(rows.header()).containsExactly("ts", "value");
      assertThat(rows.hasNext()).isFalse();
      assertThat(rows.progress()).isEqualTo(1);
    }
  }

  @Test
  void byteOrderMarkBeforeAQuotedNameIsNoPartOfItEither() throws IOException {
    for (Path file :
        List.of(
            write("a.csv", "\uFEFF\"the time\",value\n1,2\n"),
            gzip("a.csv.gz", "\uFEFF\"the time\",value\n1,2\n"))) {
      try (CsvRows rows = CsvRows.open(file)) {
        assertThat(rows.header()).containsExactly("the time", "value");
        assertThat(rows.next()).isEqualTo(new CsvRow(2, List.of("1", "2")));
      }
    }
    try (CsvRows rows = CsvRows.open(write("short.csv", "a"))) {
      assertThat(rows.header()).containsExactly("a");
    }
  }

  @Test
  void unusableFilesAreRefusedWithFileAndReason() throws IOException {
    assertRefused(dir.resolve("none.csv"), "none.csv: no such file");
    assertRefused(write("empty.csv", ""), "empty.csv: is empty");
    assertRefused(gzip("empty.csv.gz", ""), "empty.csv.gz: is empty");
    assertRefused(write("plain.csv.gz", "a,b\n1,2\n"), "plain.csv.gz: cannot be read");
    assertRefused(
        write("quoted.csv", "\"a\";\"b\"\n\"1\";\"2,5\"\n"),
        "they seem to be separated by ';': save the file with commas");
    Path wide = dir.resolve("wide.csv");
    Files.write(wide, "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16));
    assertRefused(wide, "wide.csv: is UTF-16: save it as UTF-8");
    assertRefused(write("twice.csv", "\na,b,a\n"), "twice.csv:2: two columns are named a");
    assertRefused(write("noname.csv", "a,,b\n"), "noname.csv:1: a column has no name");
  }

  @Test
  void quoteThatIsNotClosedIsReportedWithTheLineBefore() throws IOException {
    Path file = write("open.csv", "a,b\n1,2\n3,\"4\n5,6\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CsvException.class)
        .hasMessageContaining("open.csv: after line 2: ");
  }

  @Test
  void rowBeyondTheLimitIsReportedInsteadOfFillingTheHeap() throws IOException {
    Path file = write("long.csv", "a\n1\n" + "x".repeat(CsvRows.MAX_ROW + 1) + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CsvException.class)
        .hasMessageContaining("long.csv: after line 2: ");
  }

  @Test
  void truncatedGzipIsReportedAndNotTakenForTheEnd() throws IOException {
    byte[] whole = Files.readAllBytes(gzip("whole.csv.gz", "a,b\n" + "1,2\n".repeat(100_000)));
    Path file = dir.resolve("half.csv.gz");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> read(file)).isInstanceOf(CsvException.class);
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> CsvRows.open(file).close())
        .isInstanceOf(CsvException.class)
        .hasMessageContaining(message);
  }

  private static List<CsvRow> read(Path file) {
    List<CsvRow> all = new ArrayList<>();
    try (CsvRows rows = CsvRows.open(file)) {
      rows.forEachRemaining(all::add);
    }
    return all;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private Path gzip(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }
}
