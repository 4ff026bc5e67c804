package io.sluice.train.language.label;

import io.sluice.model.label.LabelRows;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of numbers per label, as they grow. */
final class RowCounts {
  private final int labels;
  private final Map<Long, float[]> rows = new HashMap<>();

  RowCounts(int labels) {
    this.labels = labels;
  }

  /** The row of a key, which is there then. */
  float[] row(long key) {
    return rows.computeIfAbsent(key, one -> new float[labels]);
  }

  /** The rows; those with the least in them are left out when there are too many. */
  LabelRows build() {
    List<Map.Entry<Long, float[]>> kept =
        rows.entrySet().stream()
            .sorted(
                Comparator.comparingDouble((Map.Entry<Long, float[]> row) -> -size(row.getValue()))
                    .thenComparing(Map.Entry::getKey))
            .limit(LabelRows.MAX_VALUES / labels)
            .sorted(Map.Entry.comparingByKey())
            .toList();
    long[] keys = new long[kept.size()];
    float[] values = new float[kept.size() * labels];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = kept.get(i).getKey();
      System.arraycopy(kept.get(i).getValue(), 0, values, i * labels, labels);
    }
    return new LabelRows(labels, keys, values);
  }

  private static double size(float[] row) {
    double size = 0;
    for (float value : row) {
      size += Math.abs(value);
    }
    return size;
  }
}
