package io.sluice.detect.label;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.detect.run.DetectException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads labels: a CSV file with the columns {@code key}, {@code start} and {@code end}, or a JSON
 * file of NAB, {@code {"key": [["start", "end"], …]}}. Times are ISO 8601, in UTC where they name
 * no offset and with a blank for the T if that is there, or milliseconds since the epoch. Both ends
 * belong to the event.
 */
public final class LabelsFile {
  private static final List<String> COLUMNS = List.of("key", "start", "end");
  private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,15}");
  private static final int DATE = "2014-02-26".length();

  private LabelsFile() {}

  /**
   * Reads a file; JSON when its name ends in {@code .json}.
   *
   * @throws DetectException when it is no such file, a time is none, or events are not as {@link
   *     Labels} wants them
   * @throws io.sluice.csv.CsvException when it cannot be read as CSV
   */
  public static Labels read(Path file) {
    return file.toString().endsWith(".json") ? json(file) : csv(file);
  }

  private static Labels csv(Path file) {
    Labels labels = new Labels(file.toString());
    try (CsvRows rows = CsvRows.open(file)) {
      if (!rows.header().containsAll(COLUMNS)) {
        throw new DetectException(
            "%s: labels need the columns key, start and end; there are %s"
                .formatted(file, Untrusted.list(rows.header())));
      }
      int[] at = COLUMNS.stream().mapToInt(rows.header()::indexOf).toArray();
      while (rows.hasNext()) {
        add(labels, rows.next(), rows.header().size(), at, file);
      }
    }
    return labels;
  }

  private static void add(Labels labels, CsvRow row, int columns, int[] at, Path file) {
    String place = file + ":" + row.line();
    if (row.fields().size() != columns) {
      throw new DetectException(
          "%s: a row of %d cells under %d columns".formatted(place, row.fields().size(), columns));
    }
    String key = row.fields().get(at[0]);
    long start = time(row.fields().get(at[1]), place);
    long end = time(row.fields().get(at[2]), place);
    labels.add(key, start, end, place);
  }

  /**
   * The time that a text states, epoch ms.
   *
   * @param place where it stands, for the message
   * @throws DetectException when it is none
   */
  static long time(String text, String place) {
    try {
      if (EPOCH_MILLIS.matcher(text).matches()) {
        return Long.parseLong(text);
      }
      if (text.length() == DATE) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
      }
      return instant(text.replace(' ', 'T')).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new DetectException(
          "%s: '%s' is neither an ISO 8601 time nor milliseconds since 1970"
              .formatted(place, Untrusted.shown(text)));
    }
  }

  private static Instant instant(String text) {
    boolean isLocal =
        text.indexOf('Z') < 0 && text.indexOf('+', DATE) < 0 && text.indexOf('-', DATE) < 0;
    return isLocal
        ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC)
        : OffsetDateTime.parse(text).toInstant();
  }

  private static Labels json(Path file) {
    Labels labels = new Labels(file.toString());
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      expect(json, json.nextToken(), JsonToken.START_OBJECT, file);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        key(labels, json, json.currentName(), file);
      }
    } catch (IOException e) {
      throw new DetectException(file + ": cannot be read as labels: " + firstLine(e));
    }
    return labels;
  }

  private static void key(Labels labels, JsonParser json, String key, Path file)
      throws IOException {
    labels.add(key);
    expect(json, json.nextToken(), JsonToken.START_ARRAY, file);
    while (json.nextToken() == JsonToken.START_ARRAY) {
      String place = file + ":" + json.currentLocation().getLineNr();
      long start = time(text(json, file), place);
      long end = time(text(json, file), place);
      expect(json, json.nextToken(), JsonToken.END_ARRAY, file);
      labels.add(key, start, end, place);
    }
    expect(json, json.currentToken(), JsonToken.END_ARRAY, file);
  }

  private static String text(JsonParser json, Path file) throws IOException {
    JsonToken token = json.nextToken();
    if (token == null || !token.isScalarValue()) {
      throw unlike(json, file);
    }
    return json.getText();
  }

  private static void expect(JsonParser json, JsonToken is, JsonToken wanted, Path file) {
    if (is != wanted) {
      throw unlike(json, file);
    }
  }

  private static DetectException unlike(JsonParser json, Path file) {
    return new DetectException(
        "%s:%d: labels in JSON are {\"key\": [[\"start\", \"end\"], …], …}"
            .formatted(file, json.currentLocation().getLineNr()));
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
