package io.sluice.history.token;

import io.sluice.config.source.TimestampConfig;
import io.sluice.csv.CsvException;
import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.event.decode.time.TimestampParser;
import io.sluice.language.TokenEvent;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelTables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file of labels: CSV whose columns are found by their names.
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><th>what</th><th>name</th></tr>
 * <tr><td>the label</td><td>{@code label} or {@code activity}</td></tr>
 * <tr><td>the key; not needed where there is one key</td><td>{@code key}, or the only field of the
 * pipeline's key</td></tr>
 * <tr><td>when it began</td><td>{@code start}, {@code ts}, or the pipeline's timestamp field</td></tr>
 * <tr><td>when it ended, inclusive</td><td>{@code end}; or {@code dur_s}, seconds from its begin</td></tr>
 * </table>
 *
 * <p>Times are written as those of the pipeline. Spans label the events in them; of several, the
 * one that began last counts, and an event in no span is {@value LabelTables#NONE}. A file without
 * spans labels whole keys, and the others have no label.
 */
public final class EventLabels {
  private static final int MAX_ROWS = 10_000_000;
  private static final long MAX_SECONDS = 315_360_000;

  private final Path file;
  private final Map<String, List<Span>> spans = new LinkedHashMap<>();

  /** Where each label is met first. */
  private final TreeMap<String, String> names = new TreeMap<>();

  private boolean hasSpans;
  private boolean hasKeys;

  /** A label of a stretch of time, both ends included. */
  private record Span(long start, long end, String label) {}

  private EventLabels(Path file) {
    this.file = file;
  }

  /** Where the columns are; negative: there is none. */
  private record Columns(int key, int label, int start, int end, int seconds, int size) {
    static Columns of(
        Path file, List<String> header, @Nullable String keyField, @Nullable String timeField) {
      int start = first(header, "start", "ts", timeField);
      Columns columns =
          new Columns(
              first(header, "key", keyField),
              first(header, "label", "activity"),
              start,
              first(header, "end"),
              first(header, "dur_s"),
              header.size());
      boolean isSpan = start >= 0 && (columns.end >= 0 || columns.seconds >= 0);
      if (columns.label < 0 || (!isSpan && columns.key < 0)) {
        throw new CsvException(
            "%s: labels need a column label, and start and end (or dur_s), or key; there are %s"
                .formatted(file, Untrusted.list(header)));
      }
      return isSpan ? columns : new Columns(columns.key, columns.label, -1, -1, -1, columns.size);
    }

    private static int first(List<String> header, @Nullable String... names) {
      for (@Nullable String name : names) {
        int at = name == null ? -1 : header.indexOf(name);
        if (at >= 0) {
          return at;
        }
      }
      return -1;
    }
  }

  /**
   * Reads a file.
   *
   * @param keyField the only field of the pipeline's key; null: it has none, or several
   * @param timestamp how the pipeline's times are written
   * @throws CsvException when it cannot be read, a column is missing, a time is none, a span ends
   *     before it begins, a label is empty or too long, or there are too many; the message names
   *     the line
   */
  public static EventLabels read(Path file, @Nullable String keyField, TimestampConfig timestamp) {
    EventLabels labels = new EventLabels(file);
    TimestampParser times = new TimestampParser(timestamp);
    try (CsvRows rows = CsvRows.open(file)) {
      Columns columns = Columns.of(file, rows.header(), keyField, timestamp.field());
      labels.hasSpans = columns.start >= 0;
      labels.hasKeys = columns.key >= 0;
      for (int count = 0; rows.hasNext(); count++) {
        if (count == MAX_ROWS) {
          throw new CsvException(file + ": has more than " + MAX_ROWS + " labels");
        }
        labels.add(rows.next(), columns, times);
      }
    }
    if (labels.names.isEmpty()) {
      throw new CsvException(file + ": has no labels");
    }
    if (labels.hasSpans) {
      labels.names.putIfAbsent(LabelTables.NONE, file.toString());
    }
    labels.spans.values().forEach(spans -> spans.sort(Comparator.comparingLong(Span::start)));
    return labels;
  }

  private void add(CsvRow row, Columns columns, TimestampParser times) {
    String place = file + ":" + row.line();
    List<String> cells = row.fields();
    if (cells.size() != columns.size) {
      throw new CsvException(
          "%s: a row of %d cells under %d columns".formatted(place, cells.size(), columns.size));
    }
    String label = cells.get(columns.label);
    int bytes = label.getBytes(StandardCharsets.UTF_8).length;
    if (label.isBlank() || bytes > LabelTables.MAX_BYTES) {
      throw new CsvException(
          "%s: a label of %d bytes, there may be 1 to %d"
              .formatted(place, bytes, LabelTables.MAX_BYTES));
    }
    names.putIfAbsent(label, place);
    if (names.size() >= LabelTables.MAX_LABELS) {
      throw new CsvException(
          place + ": there are more than " + (LabelTables.MAX_LABELS - 1) + " labels");
    }
    String key = columns.key < 0 ? "" : cells.get(columns.key);
    spans
        .computeIfAbsent(key, one -> new ArrayList<>())
        .add(span(cells, columns, times, label, place));
  }

  private Span span(
      List<String> cells, Columns columns, TimestampParser times, String label, String place) {
    if (columns.start < 0) {
      return new Span(Long.MIN_VALUE, Long.MAX_VALUE, label);
    }
    long start = time(cells.get(columns.start), times, place);
    long end =
        columns.end >= 0
            ? time(cells.get(columns.end), times, place)
            : start + seconds(cells.get(columns.seconds), place);
    if (end < start) {
      throw new CsvException(place + ": a span ends before it begins");
    }
    return new Span(start, end, label);
  }

  private static long time(String text, TimestampParser times, String place) {
    long time = times.parse(text, TimestampParser.NO_TIMESTAMP);
    if (time == TimestampParser.INVALID) {
      throw new CsvException(
          "%s: '%s' is no time as the pipeline's timestamps are written"
              .formatted(place, Untrusted.shown(text)));
    }
    return time;
  }

  private static long seconds(String text, String place) {
    try {
      double seconds = Double.parseDouble(text);
      if (seconds >= 0 && seconds <= MAX_SECONDS) {
        return Math.round(seconds * 1000);
      }
    } catch (NumberFormatException e) {
      throw new CsvException(
          place + ": '" + Untrusted.shown(text) + "' is no number of seconds", e);
    }
    throw new CsvException(
        "%s: a span of '%s' seconds, there may be 0 to %d"
            .formatted(place, Untrusted.shown(text), MAX_SECONDS));
  }

  /** The names of all labels, sorted; with {@value LabelTables#NONE} where there are spans. */
  public List<String> names() {
    return List.copyOf(names.keySet());
  }

  /** Whether labels are of stretches of time, and not of whole keys. */
  public boolean hasSpans() {
    return hasSpans;
  }

  /**
   * The events of a history with their labels.
   *
   * @param keys by key
   * @param known the names of labels by number
   * @throws CsvException when the file does not say of which of several keys it is, or names a
   *     label that is not known
   */
  public List<LabelledEvents> of(Map<String, List<TokenEvent>> keys, List<String> known) {
    if (!hasKeys && keys.size() > 1) {
      throw new CsvException(
          "%s: has no column key, and there are %d keys".formatted(file, keys.size()));
    }
    names.forEach(
        (name, place) -> {
          if (!known.contains(name)) {
            throw new CsvException(
                "%s: the label '%s' was never seen in training, which knows %s"
                    .formatted(place, Untrusted.shown(name), Untrusted.list(known)));
          }
        });
    List<LabelledEvents> labelled = new ArrayList<>();
    keys.forEach(
        (key, events) -> {
          List<Span> of = spans.getOrDefault(hasKeys ? key : "", List.of());
          labelled.add(new LabelledEvents(key, events, labels(events, of, known)));
        });
    return labelled;
  }

  /** Spans are in the order of their begins; those that are over are dropped on the way. */
  private List<Integer> labels(List<TokenEvent> events, List<Span> spans, List<String> known) {
    List<Integer> labels = new ArrayList<>(events.size());
    List<Span> open = new ArrayList<>();
    int next = 0;
    int none = hasSpans ? known.indexOf(LabelTables.NONE) : LabelledEvents.UNKNOWN;
    for (TokenEvent event : events) {
      while (next < spans.size() && spans.get(next).start() <= event.time()) {
        open.add(spans.get(next++));
      }
      open.removeIf(span -> span.end() < event.time());
      labels.add(open.isEmpty() ? none : known.indexOf(open.get(open.size() - 1).label()));
    }
    return labels;
  }
}
