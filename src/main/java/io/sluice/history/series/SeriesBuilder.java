package io.sluice.history.series;

import static java.util.Comparator.comparingLong;

import io.sluice.config.Aggregate;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.csv.Untrusted;
import io.sluice.event.Event;
import io.sluice.history.History;
import io.sluice.window.Counters;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import io.sluice.window.summary.LastReading;
import io.sluice.window.summary.Summary;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a pipeline's events in its windows and turns them into one series per key and target, in
 * the order of keys. Unlike the service it takes events in any order.
 */
final class SeriesBuilder {
  /** Bytes that a window of a series takes: its start and its value. */
  private static final int WINDOW_BYTES = 2 * Long.BYTES;

  private final List<TargetConfig> targets;
  private final List<Aggregate> aggregates;
  private final List<String> known;

  /** See {@link #announced()}. */
  private final int[] announced;

  private final Windows windows;
  private final Counters counters;
  private final long keyTtl;
  private final @Nullable OutageScan outageScan;
  private final Findings findings;
  private final HeapBound bound;
  private final boolean byFile;
  private final Outermost outermost = new Outermost();
  private final NavigableMap<Bytes, KeyEvents> keys = new TreeMap<>();

  /**
   * A builder that reports what it meets.
   *
   * @param byFile whether a key begins with the name of its file and a slash
   */
  SeriesBuilder(PipelineConfig pipeline, Findings findings, boolean byFile) {
    this(pipeline, findings, byFile, Runtime.getRuntime().maxMemory());
  }

  /** A builder that takes no more than its share of so many bytes. */
  SeriesBuilder(PipelineConfig pipeline, Findings findings, boolean byFile, long heap) {
    this.byFile = byFile;
    this.targets = pipeline.targets();
    this.aggregates = targets.stream().map(TargetConfig::aggregate).toList();
    this.known = pipeline.covariates().known();
    this.announced = new int[known.size()];
    this.windows = new Windows(pipeline.window());
    this.counters = new Counters(pipeline, windows);
    this.keyTtl = pipeline.keyTtl().toMillis();
    this.outageScan = pipeline.isZeroFilled() ? new OutageScan(pipeline, windows) : null;
    this.findings = findings;
    this.bound = new HeapBound(heap, targets.size(), summarised(), known.size());
  }

  /**
   * Takes an event.
   *
   * @return whether it is older than the event before it of the same key and partition
   * @throws IllegalArgumentException when there are too many for the heap
   */
  boolean add(Bytes key, Event event) {
    for (int field = 0; field < event.known().length; field++) {
      announced[field] = Math.max(announced[field], event.known()[field].length);
    }
    KeyEvents events = keys.computeIfAbsent(key, k -> new KeyEvents());
    int rows = events.rows();
    if (event.hasValue()) {
      outermost.add(event);
    }
    boolean older = events.add(event, windows.endOf(event.timestamp()), aggregates);
    bound.add(rows == 0, events.rows() > rows);
    return older;
  }

  /**
   * Leaves out the events with a value whose time is far off the {@link Bulk}, and names some.
   *
   * @param history where the events stand
   */
  void leaveOutStrays(History history) {
    long[] times = times();
    Bulk bulk = Bulk.of(times, windows.size());
    long strays = LongStream.of(times).filter(time -> !bulk.contains(time)).count();
    if (strays > 0) {
      keys.values().forEach(events -> events.keep(bulk, windows));
      keys.values().removeIf(events -> events.rows() == 0);
      List<Outermost.At> named = outermost.outside(bulk);
      named.forEach(at -> stray(place(history, at)));
      for (long i = named.size(); i < strays; i++) {
        stray("");
      }
    }
  }

  /** Those of all events with a value, ascending. */
  private long[] times() {
    long[] times = new long[keys.values().stream().mapToInt(KeyEvents::count).sum()];
    int at = 0;
    for (KeyEvents events : keys.values()) {
      at = events.copyTimes(times, at);
    }
    Arrays.sort(times);
    return times;
  }

  private void stray(String place) {
    findings.add("records whose time is far off all others (left out)", () -> place);
  }

  private static String place(History history, Outermost.At at) {
    return "%s: %s"
        .formatted(history.place(at.partition(), at.offset()), Instant.ofEpochMilli(at.time()));
  }

  /**
   * The series of all keys that have at least two windows with a value of the target. What was
   * gathered of a key is given up as its series are made.
   *
   * @throws IllegalArgumentException when they are too long for the heap, as one wrong time makes
   *     them
   */
  List<Series> build() {
    long last = last();
    checkLength(last);
    Set<Long> outages = outages();
    List<Series> series = new ArrayList<>();
    while (!keys.isEmpty()) {
      Map.Entry<Bytes, KeyEvents> key = keys.pollFirstEntry();
      String name = text(key.getKey());
      key.getValue()
          .forEachRepeated(
              time ->
                  findings.add(
                      "records with the key and time of another (each counts in its window)",
                      () -> at(name, time)));
      add(name, key.getValue(), last, outages, series);
    }
    announced()
        .forEach(
            (field, length) -> {
              if (length == 0) {
                findings.add(
                    "fields known in advance of which no record says anything (0 everywhere)",
                    () -> "'" + Untrusted.shown(field) + "'");
              }
            });
    return series;
  }

  /** End of the last window of which anything is known. */
  private long last() {
    return keys.values().stream()
        .map(KeyEvents::observed)
        .filter(rows -> !rows.isEmpty())
        .mapToLong(NavigableMap::lastKey)
        .max()
        .orElse(0);
  }

  private Set<Long> outages() {
    Set<Long> outages = outageScan == null ? Set.of() : outageScan.of(keys.values());
    for (long end : outages) {
      findings.add(
          "windows in which most keys had nothing (missing, not zero)",
          () -> "" + Instant.ofEpochMilli(windows.startOf(end)));
    }
    return outages;
  }

  /** By field known in advance, the most windows that a record announces it for; 0: none. */
  Map<String, Integer> announced() {
    Map<String, Integer> windows = new LinkedHashMap<>();
    for (int field = 0; field < announced.length; field++) {
      windows.put(known.get(field), announced[field]);
    }
    return windows;
  }

  private static String at(String key, long time) {
    return "'%s' at %s".formatted(Untrusted.shown(key), Instant.ofEpochMilli(time));
  }

  private void checkLength(long last) {
    long all = targets.size() * keys.values().stream().mapToLong(key -> length(key, last)).sum();
    long bytes = WINDOW_BYTES + (long) Float.BYTES * known.size() / targets.size();
    long most = Runtime.getRuntime().maxMemory() / 4 / bytes;
    if (all > most) {
      var longest =
          Collections.max(keys.entrySet(), comparingLong(key -> length(key.getValue(), last)));
      NavigableMap<Long, WindowRow> rows = longest.getValue().observed();
      throw new IllegalArgumentException(
          "the series have %,d windows, more than the %,d that a quarter of the heap holds; the longest is of %s to %s: is a time wrong?"
              .formatted(
                  all,
                  most,
                  at(text(longest.getKey()), windows.startOf(rows.firstKey())),
                  Instant.ofEpochMilli(rows.lastKey())));
    }
  }

  private long length(KeyEvents events, long last) {
    NavigableMap<Long, WindowRow> rows = events.observed();
    return rows.isEmpty() ? 0 : 1L + windows.count(rows.firstKey(), through(rows, last));
  }

  /** End of the last window of a key: where nothing is zero, as long as it is remembered. */
  private long through(NavigableMap<Long, WindowRow> rows, long last) {
    long heard = rows.lastKey();
    return outageScan == null ? heard : Math.min(last, windows.endOf(heard + keyTtl));
  }

  private static String text(Bytes key) {
    return new String(key.get(), StandardCharsets.UTF_8);
  }

  private void add(
      String key, KeyEvents events, long last, Set<Long> outages, List<Series> series) {
    NavigableMap<Long, WindowRow> rows = events.observed();
    long[] ends = expected(rows, last);
    BitSet heard = heard(ends, rows);
    long[] starts = LongStream.of(ends).map(windows::startOf).toArray();
    KnownField[] plans = KnownHistory.of(events.windows(), ends, known.size(), windows);
    for (int target = 0; target < targets.size(); target++) {
      String name = key + " " + targets.get(target).name();
      boolean isZeroFilled = targets.get(target).isZeroFilled();
      double[] values = values(name, target, ends, rows);
      for (int i = 0; isZeroFilled && i < ends.length; i++) {
        values[i] = heard.get(i) || outages.contains(ends[i]) ? values[i] : 0;
      }
      int length = isZeroFilled ? ends.length : heard.length();
      Series one =
          new Series(
              name,
              dimension(key, targets.get(target)),
              targets.get(target).bounds(),
              isZeroFilled ? heard : null,
              Arrays.copyOf(starts, length),
              Arrays.copyOf(values, length),
              plans);
      int observed = one.values(value -> !Double.isNaN(value));
      if (observed > 1) {
        series.add(one);
      } else {
        String few = observed == 0 ? "without a value" : "of a single value";
        findings.add("series " + few + " (skipped)", () -> "'" + Untrusted.shown(name) + "'");
      }
    }
  }

  private String dimension(String key, TargetConfig target) {
    return byFile ? key.substring(key.indexOf('/') + 1) + " " + target.name() : target.name();
  }

  private int summarised() {
    return (int) aggregates.stream().filter(aggregate -> Summary.of(aggregate) != null).count();
  }

  /** The values of the windows; NaN without one, and where what has been added up is none. */
  private double[] values(
      String name, int target, long[] ends, NavigableMap<Long, WindowRow> rows) {
    double[] values = new double[ends.length];
    LastReading last = new LastReading();
    for (int i = 0; i < ends.length; i++) {
      long end = ends[i];
      WindowRow row = rows.get(end);
      values[i] = row == null ? Double.NaN : counters.value(row, target, last, end);
      if (Double.isInfinite(values[i])) {
        values[i] = Double.NaN;
        findings.add(
            "windows whose value overflows (missing)", () -> at(name, windows.startOf(end)));
      }
    }
    return values;
  }

  private static BitSet heard(long[] ends, NavigableMap<Long, WindowRow> rows) {
    BitSet heard = new BitSet(ends.length);
    for (int i = 0; i < ends.length; i++) {
      WindowRow row = rows.get(ends[i]);
      heard.set(i, row != null && row.hasValue());
    }
    return heard;
  }

  /** Ends of the key's windows with a value, and of the expected ones between and after them. */
  private long[] expected(NavigableMap<Long, WindowRow> rows, long last) {
    LongStream.Builder ends = LongStream.builder();
    long next = rows.isEmpty() ? 0 : rows.firstKey();
    for (Map.Entry<Long, WindowRow> row : rows.entrySet()) {
      if (row.getValue().hasValue()) {
        long end = row.getKey();
        while (next < end) {
          ends.add(next);
          next = windows.nextEnd(next);
        }
        ends.add(end);
        next = windows.nextEnd(end);
      }
    }
    while (!rows.isEmpty() && next <= through(rows, last)) {
      ends.add(next);
      next = windows.nextEnd(next);
    }
    return ends.build().toArray();
  }
}
