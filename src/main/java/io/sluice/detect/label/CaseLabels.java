package io.sluice.detect.label;

import io.sluice.csv.CsvRow;
import io.sluice.csv.CsvRows;
import io.sluice.csv.Untrusted;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.Track;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of whole keys: that they are normal, or abnormal. A CSV file with the columns
 * {@code key} and {@code label}; labels are {@code abnormal} or {@code normal}, {@code 1} or {@code
 * 0}, {@code true} or {@code false}.
 */
public final class CaseLabels {
  private static final String KEY = "key";
  private static final String LABEL = "label";
  private static final Set<String> ABNORMAL = Set.of("abnormal", "anomaly", "1", "true");
  private static final Set<String> NORMAL = Set.of("normal", "0", "false");

  private final Map<String, Boolean> abnormal = new LinkedHashMap<>();
  private final String source;

  private CaseLabels(String source) {
    this.source = source;
  }

  /**
   * Whether a file is of whole keys.
   *
   * @throws io.sluice.csv.CsvException when it cannot be read as CSV
   */
  public static boolean isOne(Path file) {
    if (file.toString().endsWith(".json")) {
      return false;
    }
    try (CsvRows rows = CsvRows.open(file)) {
      return rows.header().contains(LABEL) && rows.header().contains(KEY);
    }
  }

  /**
   * Reads a file.
   *
   * @throws DetectException when a label is none, or a key has two
   * @throws io.sluice.csv.CsvException when it cannot be read as CSV
   */
  public static CaseLabels read(Path file) {
    CaseLabels labels = new CaseLabels(file.toString());
    try (CsvRows rows = CsvRows.open(file)) {
      List<String> header = rows.header();
      int key = header.indexOf(KEY);
      int label = header.indexOf(LABEL);
      while (rows.hasNext()) {
        CsvRow row = rows.next();
        String place = file + ":" + row.line();
        if (row.fields().size() != header.size()) {
          throw new DetectException(
              "%s: a row of %d cells under %d columns"
                  .formatted(place, row.fields().size(), header.size()));
        }
        labels.add(row.fields().get(key), row.fields().get(label), place);
      }
    }
    return labels;
  }

  private void add(String key, String label, String place) {
    String text = label.strip().toLowerCase(Locale.ROOT);
    if (!ABNORMAL.contains(text) && !NORMAL.contains(text)) {
      throw new DetectException(
          "%s: the label '%s' is neither normal nor abnormal"
              .formatted(place, Untrusted.shown(label)));
    }
    if (abnormal.putIfAbsent(key, ABNORMAL.contains(text)) != null) {
      throw new DetectException(
          "%s: the key '%s' has a label already".formatted(place, Untrusted.shown(key)));
    }
  }

  /** Whether a key is abnormal; null: nothing is known of it. */
  public @Nullable Boolean isAbnormal(String key) {
    return abnormal.get(key);
  }

  /**
   * Makes sure that the labels are of a history.
   *
   * @throws DetectException when a key is not in it
   */
  public void check(List<Track> tracks) {
    Set<String> known = tracks.stream().map(Track::key).collect(Collectors.toSet());
    Set<String> absent = new HashSet<>(abnormal.keySet());
    absent.removeAll(known);
    if (!absent.isEmpty()) {
      throw new DetectException(
          "%s: %,d keys are not in the history: %s"
              .formatted(source, absent.size(), Untrusted.list(absent.stream().sorted().toList())));
    }
  }
}
