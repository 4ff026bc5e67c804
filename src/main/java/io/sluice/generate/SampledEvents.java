package io.sluice.generate;

import io.sluice.language.TokenEvent;
import io.sluice.report.Figure;
import io.sluice.report.Page;
import io.sluice.report.Tone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Sampled stretches of what may come after a key's history, and the files that show them. */
public final class SampledEvents {
  /** The columns of the table. */
  public static final List<String> COLUMNS = List.of("stretch", "time", "token");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  /** Events of the history that are drawn before the stretches. */
  private static final int HISTORY = 200;

  /** Rows of the page's table and dots of its timeline; paths.csv has all. */
  private static final int SHOWN = 2_000;

  private final String key;
  private final List<TokenEvent> history;
  private final List<List<TokenEvent>> stretches;
  private final ZoneId zone;

  /**
   * Stretches.
   *
   * @param key whose they are
   * @param history what came before, at least one event
   * @param stretches the events of each, in order
   * @param zone of the times that are shown
   */
  public SampledEvents(
      String key, List<TokenEvent> history, List<List<TokenEvent>> stretches, ZoneId zone) {
    this.key = key;
    this.history =
        List.copyOf(history.subList(Math.max(0, history.size() - HISTORY), history.size()));
    this.stretches = List.copyOf(stretches);
    this.zone = zone;
  }

  /** A row for each event: the number of its stretch, its time and its token. */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < stretches.size(); i++) {
      for (TokenEvent event : stretches.get(i)) {
        rows.add(List.of(String.valueOf(i + 1), local(event.time()), event.text()));
      }
    }
    return rows;
  }

  private String local(long time) {
    return TIME.format(Instant.ofEpochMilli(time).atZone(zone));
  }

  /**
   * Writes {@code paths.csv}, one row per event, and {@code paths.html}, one self-contained page
   * with a timeline.
   *
   * @throws IOException when the directory or a file cannot be written
   */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    StringBuilder csv = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (List<String> row : rows()) {
      csv.append(row.get(0)).append(',').append(row.get(1)).append(',');
      csv.append(quoted(row.get(2))).append('\n');
    }
    Files.writeString(directory.resolve("paths.csv"), csv);
    Files.writeString(directory.resolve("paths.html"), html());
  }

  private static String quoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private String html() {
    List<List<String>> rows = rows();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Stream.concat(history.stream(), stretches.stream().flatMap(List::stream))
        .forEach(event -> numbers.putIfAbsent(event.text(), numbers.size() + 1));
    List<List<String>> names = new ArrayList<>();
    numbers.forEach((text, number) -> names.add(List.of(String.valueOf(number), text)));
    return new Page(key)
        .paragraph(
            String.format(
                Locale.ROOT,
                "%,d sampled stretches of %,d events.%s",
                stretches.size(),
                rows.size(),
                rows.size() > SHOWN
                    ? String.format(
                        Locale.ROOT, " The first %,d are shown; paths.csv has all.", SHOWN)
                    : ""))
        .figure(timeline(numbers))
        .heading("Events")
        .table(COLUMNS, rows.subList(0, Math.min(SHOWN, rows.size())))
        .heading("Tokens")
        .table(List.of("number", "token"), names.subList(0, Math.min(SHOWN, names.size())))
        .html();
  }

  /** Each event is a dot at its token's number. */
  private Figure timeline(Map<String, Integer> numbers) {
    List<TokenEvent> sampled = stretches.stream().flatMap(List::stream).limit(SHOWN).toList();
    long[] times =
        Stream.concat(history.stream(), sampled.stream())
            .mapToLong(TokenEvent::time)
            .sorted()
            .distinct()
            .toArray();
    double[] before = new double[times.length];
    Arrays.fill(before, Double.NaN);
    for (TokenEvent event : history) {
      before[Arrays.binarySearch(times, event.time())] = numbers.getOrDefault(event.text(), 0);
    }
    Figure figure =
        Figure.overTime("events by the numbers of their tokens", times)
            .dots("history", Tone.INK, before);
    double[] after = new double[times.length];
    Arrays.fill(after, Double.NaN);
    for (TokenEvent event : sampled) {
      after[Arrays.binarySearch(times, event.time())] = numbers.getOrDefault(event.text(), 0);
    }
    return figure.dots("sampled", Tone.ACCENT, after);
  }
}
