package io.sluice.window;

import io.sluice.config.Aggregate;
import io.sluice.config.Aggregate.Function;
import io.sluice.event.Event;
import io.sluice.event.TraceParent;
import io.sluice.window.summary.Readings;
import io.sluice.window.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an open window of one key has gathered so far. An empty row is an expectation: it makes the
 * window of a silent key come due.
 */
public final class WindowRow {
  private static final @Nullable Summary[] NONE = {};

  final List<Aggregate> aggregates;
  final int[] counts;
  final double[] values;

  /** What sums have beyond their {@link #values}, so that the order of the events is not seen. */
  final double[] rests;

  final long[] times;

  /** Null for a target of which a number is enough; none: all are such. */
  private final @Nullable Summary[] summaries;

  final List<Range> sources = new ArrayList<>(1);
  byte @Nullable [] trace;
  @Nullable RowPlans plans;

  /** Offsets of one source partition, both ends inclusive. */
  static final class Range {
    final int partition;
    long first;
    long last;

    Range(int partition, long first, long last) {
      this.partition = partition;
      this.first = first;
      this.last = last;
    }
  }

  /** Receives the ranges of {@link #forEachSource}. */
  @FunctionalInterface
  public interface SourceVisitor {
    void visit(int partition, long firstOffset, long lastOffset);
  }

  /** An empty row with one aggregate per target. */
  public WindowRow(List<Aggregate> aggregates) {
    this.aggregates = aggregates;
    this.counts = new int[aggregates.size()];
    this.values = new double[aggregates.size()];
    this.rests = new double[aggregates.size()];
    this.times = new long[aggregates.size()];
    this.summaries = summaries(aggregates);
  }

  private static @Nullable Summary[] summaries(List<Aggregate> aggregates) {
    @Nullable Summary[] summaries = NONE;
    for (int i = 0; i < aggregates.size(); i++) {
      Summary summary = Summary.of(aggregates.get(i));
      if (summary != null) {
        summaries = summaries.length == 0 ? new Summary[aggregates.size()] : summaries;
        summaries[i] = summary;
      }
    }
    return summaries;
  }

  static boolean isTimed(Aggregate aggregate) {
    return aggregate.function() == Function.FIRST || aggregate.function() == Function.LAST;
  }

  static boolean isSum(Aggregate aggregate) {
    return switch (aggregate.function()) {
      case SUM, MEAN, COUNT -> true;
      default -> false;
    };
  }

  /** Whether a sum has a rest. */
  boolean isRounded() {
    for (double rest : rests) {
      if (rest != 0) {
        return true;
      }
    }
    return false;
  }

  /** What stands in place of a value and its time; null: nothing does. */
  @Nullable Summary summary(int target) {
    return summaries.length == 0 ? null : summaries[target];
  }

  /**
   * The row of other targets, with what this one has of them.
   *
   * @param others one aggregate per target
   * @param places by target, its place in this row; negative: it has none
   */
  WindowRow in(List<Aggregate> others, int[] places) {
    WindowRow row = new WindowRow(others);
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0) {
        row.counts[i] = counts[places[i]];
        row.values[i] = values[places[i]];
        row.rests[i] = rests[places[i]];
        row.times[i] = times[places[i]];
        if (row.summary(i) != null) {
          row.summaries[i] = summary(places[i]);
        }
      }
    }
    row.sources.addAll(sources);
    row.trace = trace;
    row.plans = plans;
    return row;
  }

  /** Takes an event of the window in. */
  public void add(Event event) {
    for (int i = 0; i < values.length; i++) {
      double value = event.values()[i];
      if (!Double.isNaN(value)) {
        add(i, value, event.timestamp());
      }
    }
    if (event.known().length > 0) {
      addPlans(event);
    }
    addSource(event.partition(), event.offset());
  }

  private void addPlans(Event event) {
    int fields = event.known().length;
    RowPlans said = plans;
    if (said == null || said.fields() != fields) { // of the configuration before
      said = new RowPlans(fields);
      plans = said;
    }
    said.add(event.known(), event.timestamp());
  }

  private void add(int i, double value, long time) {
    boolean first = counts[i]++ == 0;
    Summary summary = summary(i);
    if (summary != null) {
      summary.add(value, time);
      return;
    }
    switch (aggregates.get(i).function()) {
      case MIN -> values[i] = first ? value : Math.min(values[i], value);
      case MAX -> values[i] = first ? value : Math.max(values[i], value);
      case LAST -> {
        if (first || time >= times[i]) {
          values[i] = value;
          times[i] = time;
        }
      }
      case FIRST -> {
        if (first || time < times[i]) {
          values[i] = value;
          times[i] = time;
        }
      }
      default -> addTo(i, value);
    }
  }

  /**
   * Adds to a sum what is lost of it to rounding, too (Knuth, "The Art of Computer Programming" 2,
   * 4.2.2, theorem B).
   */
  private void addTo(int i, double value) {
    double sum = values[i] + value;
    double taken = sum - values[i];
    rests[i] += (values[i] - (sum - taken)) + (value - taken);
    values[i] = sum;
  }

  private void addSource(int partition, long offset) {
    for (Range range : sources) {
      if (range.partition == partition) {
        range.first = Math.min(range.first, offset);
        range.last = Math.max(range.last, offset);
        return;
      }
    }
    sources.add(new Range(partition, offset, offset));
  }

  /** Takes the {@link TraceParent} of the newest event; null changes nothing. Not copied. */
  public void trace(byte @Nullable [] parent) {
    if (parent != null) {
      trace = parent;
    }
  }

  /** The trace parent of the newest event that had one; null: none had. Not to be changed. */
  public byte @Nullable [] traceParent() {
    return trace;
  }

  /** Whether no event has been added. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /** Whether an event carried a value of any target: without one the window is a gap. */
  public boolean hasValue() {
    for (int count : counts) {
      if (count > 0) {
        return true;
      }
    }
    return false;
  }

  /** What the events say in advance; null: nothing. */
  public @Nullable RowPlans plans() {
    return plans;
  }

  /** The window's value of a target; NaN when no event carried one, and of {@link Counters}. */
  public double value(int target) {
    if (counts[target] == 0) {
      return Double.NaN;
    }
    Summary summary = summary(target);
    if (summary != null) {
      return summary.value();
    }
    double sum = values[target] + rests[target];
    double value = Double.isNaN(sum) ? values[target] : sum; // beyond the range of numbers
    return aggregates.get(target).function() == Function.MEAN ? value / counts[target] : value;
  }

  /** What a counter showed; null when it is none, or no event carried it. */
  @Nullable Readings readings(int target) {
    return counts[target] > 0 && summary(target) instanceof Readings readings ? readings : null;
  }

  /** The source records of the window, one range per partition. */
  public void forEachSource(SourceVisitor visitor) {
    for (Range range : sources) {
      visitor.visit(range.partition, range.first, range.last);
    }
  }
}
