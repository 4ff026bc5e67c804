package io.sluice.history;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Columns;
import io.sluice.csv.UnfitException;
import io.sluice.csv.Untrusted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the columns of one wide file are: the timestamp, and fields of keys. */
final class WideColumns {
  private static final int NONE = -1;

  private final Columns columns;
  private final int timestamp;
  private final List<String> fields;

  /** By key, in the order of the file: the column of each field, or {@link #NONE}. */
  private final Map<String, int[]> keys = new LinkedHashMap<>();

  /** The pattern that a column matches. */
  private final @Nullable WidePattern[] matched;

  /**
   * Sorts out a file's columns.
   *
   * @throws UnfitException when none is the timestamp, a pattern matches none, or one has two
   *     meanings
   */
  WideColumns(Columns columns, List<WidePattern> patterns, PipelineConfig pipeline) {
    this.columns = columns;
    this.timestamp = columns.indexOfTimestamp(pipeline);
    this.fields = patterns.stream().map(WidePattern::field).distinct().toList();
    this.matched = new WidePattern[columns.names().size()];
    patterns.forEach(this::match);
  }

  private void match(WidePattern pattern) {
    boolean any = false;
    for (int column = 0; column < matched.length; column++) {
      String key = column == timestamp ? null : pattern.key(columns.names().get(column));
      if (key != null) {
        claim(column, pattern, key);
        any = true;
      }
    }
    if (!any) {
      throw columns.refused("--wide %s matches no column".formatted(pattern));
    }
  }

  private void claim(int column, WidePattern pattern, String key) {
    WidePattern other = matched[column];
    if (other != null) {
      throw columns.refused(
          "column %s is matched by %s and by %s".formatted(shown(column), other, pattern));
    }
    matched[column] = pattern;
    int[] cells = keys.computeIfAbsent(key, k -> filled());
    int field = fields.indexOf(pattern.field());
    if (cells[field] != NONE) {
      throw columns.refused(
          "columns %s and %s are both the field %s of key %s"
              .formatted(
                  shown(cells[field]), shown(column), pattern.field(), Untrusted.shown(key)));
    }
    cells[field] = column;
  }

  private int[] filled() {
    int[] cells = new int[fields.size()];
    Arrays.fill(cells, NONE);
    return cells;
  }

  private String shown(int column) {
    return Untrusted.shown(columns.names().get(column));
  }

  /** The fields that the patterns name, each once. */
  List<String> fields() {
    return fields;
  }

  /** The keys, in the order of their first columns. */
  Iterable<String> keys() {
    return keys.keySet();
  }

  /**
   * A key's event in a row: the timestamp, the key, and a cell per field, each empty where the row
   * has none. No cells at all when no field has one.
   */
  List<String> cells(List<String> row, String key) {
    List<String> cells = new ArrayList<>(fields.size() + 2);
    cells.add(cell(row, timestamp));
    cells.add(key);
    boolean any = false;
    for (int column : columnsOf(key)) {
      String cell = cell(row, column);
      cells.add(cell);
      any |= !cell.isEmpty();
    }
    return any ? cells : List.of();
  }

  private static String cell(List<String> row, int column) {
    return column == NONE || column >= row.size() ? "" : row.get(column);
  }

  /** The columns of a key for people, behind a line; nothing for a key that there is not. */
  String describe(String key) {
    List<String> names = new ArrayList<>();
    for (int column : columnsOf(key)) {
      if (column != NONE) {
        names.add(columns.names().get(column));
      }
    }
    return names.isEmpty() ? "" : ", column " + Untrusted.list(names);
  }

  private int[] columnsOf(String key) {
    return keys.getOrDefault(key, new int[0]);
  }
}
