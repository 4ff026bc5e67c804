package io.sluice.replay;

import io.sluice.csv.Untrusted;
import io.sluice.event.DeadLetterReason;
import io.sluice.replay.FileTime.Tally;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a user should know of the rows of a file that are not in a forecast: how many, and where the
 * first one is.
 */
public final class RowNotes {
  private final Map<DeadLetterReason, Unusable> unusable = new EnumMap<>(DeadLetterReason.class);
  private Tally late = Tally.NONE;
  private Tally empty = Tally.NONE;

  void unusable(DeadLetterReason reason, long line, String detail) {
    Unusable before = unusable.get(reason);
    unusable.put(
        reason,
        before == null
            ? new Unusable(1, line, detail)
            : new Unusable(before.count + 1, before.line, before.detail));
  }

  void late(long line, Bytes key) {
    late = late.and(new Tally(1, line, key));
  }

  void empty(long line, Bytes key) {
    empty = empty.and(new Tally(1, line, key));
  }

  /** The number of rows that are no events. */
  public long unusable() {
    return unusable.values().stream().mapToLong(Unusable::count).sum();
  }

  /** The number of rows without a value. */
  public long empty() {
    return empty.count();
  }

  /** The rows without a value, if there are any. */
  public Optional<String> describeEmpty() {
    return empty.count() == 0
        ? Optional.empty()
        : Optional.of(format("empty: %,d%s", empty.count(), first(empty)));
  }

  /** The rows that are no events, a line for each reason. */
  public List<String> describeUnusable() {
    List<String> lines = new ArrayList<>();
    unusable.forEach(
        (reason, rows) ->
            lines.add(
                format(
                    "%s: %,d, first in line %d: %s",
                    reason.label(), rows.count, rows.line, rows.detail)));
    return lines;
  }

  /**
   * The rows that came after their windows had closed.
   *
   * @param count how many the pipeline has counted
   */
  String describeLate(long count, long records) {
    return format("late: %,d of %,d%s", count, records, first(late));
  }

  /**
   * The rows that are dated beyond where the file ends in time.
   *
   * @param end of its last window
   */
  static String describeBeyond(Tally rows, long end) {
    return format(
        "left open: %,d, dated %s or later, beyond what other rows confirm%s",
        rows.count(), Instant.ofEpochMilli(end), first(rows));
  }

  /** The rows of windows that are not over yet. */
  static String describeUnfinished(Tally rows) {
    return format("left open: %,d, of windows that are not over yet%s", rows.count(), first(rows));
  }

  private static String first(Tally rows) {
    Bytes key = rows.key();
    return key == null
        ? ""
        : format(
            ", first in line %d ('%s')",
            rows.line(), Untrusted.shown(new String(key.get(), StandardCharsets.UTF_8)));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** How many rows are unusable for one reason, and what is wrong with the first one where. */
  private record Unusable(long count, long line, String detail) {}
}
