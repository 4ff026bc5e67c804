package io.sluice.retrospect.label;

import java.util.EnumMap;
import java.util.Map;

/** How many windows have which label, over all series. */
public final class LabelSummary {
  private final Map<Label, Long> windows = new EnumMap<>(Label.class);
  private final int tooShort;
  private int series;

  LabelSummary(int tooShort) {
    this.tooShort = tooShort;
    for (Label label : Label.values()) {
      windows.put(label, 0L);
    }
  }

  void add(LabelledSeries labelled) {
    series++;
    windows.replaceAll((label, count) -> count + labelled.count(label));
  }

  /** The series that were labelled. */
  public int series() {
    return series;
  }

  /** The series that have too few values. */
  public int tooShort() {
    return tooShort;
  }

  /** Windows of all series with a label; the labels together are all windows. */
  public long count(Label label) {
    return windows.getOrDefault(label, 0L);
  }

  /** All windows. */
  public long windows() {
    return windows.values().stream().mapToLong(Long::longValue).sum();
  }
}
