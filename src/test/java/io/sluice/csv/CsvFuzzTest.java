package io.sluice.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.fuzz.Fuzz;
import io.sluice.fuzz.Hostile;
import io.sluice.history.WideHistory;
import io.sluice.history.WidePattern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any file is rows, or refused with its name and a reason; any row is a value for the source, and a
 * row of a wide file some.
 */
final class CsvFuzzTest {
  private static final byte[] SOUND =
      "ts,room,measure,value\n2013-02-18T14:45:59Z,\"Living, \"\"Room\"\"\",Temperature,21.5\n\n7,,x,-1e3\n"
          .getBytes(StandardCharsets.UTF_8);
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNumberLength(1 << 20)
                      .maxNameLength(1 << 20)
                      .build())
              .build());

  @TempDir Path dir;
  private int rows;
  private int refused;
  private int events;

  private byte[] plain(Hostile hostile) {
    return switch (hostile.below(6)) {
      case 0 -> hostile.bytes(4_000);
      case 1 -> table(hostile).getBytes(StandardCharsets.UTF_8);
      case 2 -> hostile.mutated(table(hostile).getBytes(StandardCharsets.UTF_8));
      default -> hostile.mutated(SOUND);
    };
  }

  private static String table(Hostile hostile) {
    StringBuilder csv = new StringBuilder();
    int columns = 1 + hostile.size(hostile.oneIn(100) ? 12_000 : 6);
    for (int row = 0; row < 4; row++) {
      int cells = hostile.oneIn(4) ? 1 + hostile.below(columns + 2) : columns;
      for (int i = 0; i < cells; i++) {
        String cell =
            hostile.any(hostile::text, hostile::number, () -> "c", () -> hostile.time(0, 1L << 41));
        csv.append(i == 0 ? "" : ",").append(row == 0 ? i : "").append(cell.replace('"', '\''));
      }
      csv.append(hostile.of("\n", "\r\n", "\r", "\n\n"));
    }
    return csv.toString();
  }

  private byte[] gzip(Hostile hostile) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain(hostile));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return hostile.mutated(bytes.toByteArray());
  }

  @Test
  void hostileFiles_areRowsOrRefused() {
    Fuzz.run("csv", 100, this::plain, bytes -> check("f.csv", bytes));
    Fuzz.run("csv.gz", 20, this::gzip, bytes -> check("f.csv.gz", bytes));
    assertThat(rows).isPositive();
    assertThat(refused).isPositive();
    assertThat(events).isPositive();
  }

  private void check(String name, byte[] bytes) throws IOException {
    Path file = dir.resolve(name);
    Files.write(file, bytes);
    checkWide(file);
    try (CsvRows csv = CsvRows.open(file)) {
      CsvJson json = new CsvJson(csv.header(), csv.header(), List.of());
      while (csv.hasNext()) {
        check(csv, csv.next(), json);
        rows++;
      }
    } catch (CsvException e) {
      refused++;
      assertThat(e).hasMessageStartingWith(file.toString());
      assertThat(e.getMessage()).hasSizeLessThan(1_000);
    }
  }

  /** Every cell but those of the time is a value of the key that its column names. */
  private void checkWide(Path file) {
    try {
      PipelineConfig pipeline = pipeline(timestamp(file));
      WidePattern pattern = WidePattern.parse("value=*");
      new WideHistory(List.of(file), List.of(pattern), pipeline)
          .read(
              (record, place, share) -> {
                events++;
                assertThat(place.get()).startsWith(file.getFileName() + ":").hasSizeLessThan(1_000);
                assertThat(record.value()).isNotEmpty();
              });
    } catch (CsvException | UnfitException e) {
      assertThat(e).hasMessageStartingWith(file.toString());
      assertThat(e.getMessage()).hasSizeLessThan(1_000);
    }
  }

  private static String timestamp(Path file) {
    try (CsvRows csv = CsvRows.open(file)) {
      return csv.header().get(0);
    }
  }

  private static PipelineConfig pipeline(String timestamp) {
    TimestampConfig time =
        new TimestampConfig(timestamp, TimestampConfig.EPOCH_SECONDS, ZoneOffset.UTC);
    Duration minute = Duration.ofMinutes(1);
    return new PipelineConfig(
        "fuzz",
        new SourceConfig("fuzz", false, new KeyConfig(List.of("key")), time),
        new WindowConfig(
            minute, minute, 6, minute, minute, CalendarConfig.EVERY_DAY, ZoneOffset.UTC),
        List.of(new TargetConfig("value", "value", Aggregate.MEAN, null)),
        Path.of("none.onnx"),
        Provider.CPU,
        minute,
        new AlertConfig(minute),
        new TopicsConfig("f", "a", "l", "d"));
  }

  private static void check(CsvRows csv, CsvRow row, CsvJson json) throws IOException {
    byte[] value = json.encode(row);
    if (row.fields().size() <= csv.header().size()) {
      JsonNode object = JSON.readTree(value);
      long cells = row.fields().stream().filter(cell -> !cell.isEmpty()).count();
      assertThat(object.isObject()).isTrue();
      assertThat(object.size()).isEqualTo((int) cells);
    }
  }
}
