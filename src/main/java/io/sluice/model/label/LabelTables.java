package io.sluice.model.label;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What training has learned of labels.
 *
 * @param labels their names, at least two, all different
 * @param isWhole whether a label is of a session as a whole, and no event's own
 * @param counts what was counted, for a hidden Markov model
 * @param weights of what is met at an event
 * @param shares what each of these, and the network, counts for
 * @param past the same of what comes before and after an event, for when both are known; null: the
 *     past is not labelled
 * @param remaining how long sessions go on; null: not known
 */
public record LabelTables(
    List<String> labels,
    boolean isWhole,
    LabelRows counts,
    LabelRows weights,
    LabelShares shares,
    @Nullable Past past,
    @Nullable RemainingTime remaining) {
  /** The name of an event that has no label. */
  public static final String NONE = "none";

  /** The most labels. */
  public static final int MAX_LABELS = 256;

  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 256;

  /**
   * What is known when what came after is known too.
   *
   * @param weights of what is met
   * @param shares what each counts for
   */
  public record Past(LabelRows weights, LabelShares shares) {}

  /** The same with other shares. */
  public LabelTables with(LabelShares others) {
    return new LabelTables(labels, isWhole, counts, weights, others, past, remaining);
  }

  public LabelTables {
    labels = List.copyOf(labels);
    int size = labels.size();
    if (size < 2 || size > MAX_LABELS || labels.stream().distinct().count() < size) {
      throw new IllegalArgumentException(
          "%d labels, there may be 2 to %d different ones".formatted(size, MAX_LABELS));
    }
    for (String label : labels) {
      int bytes = label.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > MAX_BYTES) {
        throw new IllegalArgumentException(
            "a label of " + bytes + " bytes, there may be 1 to " + MAX_BYTES);
      }
    }
    if (counts.labels() != size
        || weights.labels() != size
        || (past != null && past.weights().labels() != size)) {
      throw new IllegalArgumentException("the rows are not of " + size + " labels");
    }
  }
}
