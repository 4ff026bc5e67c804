package io.sluice.replay.rows;

import io.sluice.csv.Untrusted;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.replay.rows.FileTime.Tally;
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
  private final String file;
  private final Map<DeadLetterReason, Unusable> unusable = new EnumMap<>(DeadLetterReason.class);
  private Tally late = Tally.NONE;
  private Tally empty = Tally.NONE;
  private final Map<EpochUnit, Tally> doubtful = new EnumMap<>(EpochUnit.class);

  /**
   * Notes of which there is none.
   *
   * @param file the file's name
   */
  public RowNotes(String file) {
    this.file = file;
  }

  /** A row is no event. */
  public void unusable(DeadLetterReason reason, long line, String detail) {
    unusable(reason, 1, line, detail);
  }

  /**
   * Some rows are no events, or none that is taken; {@code line} is that of the first, 0: unknown.
   */
  public void unusable(DeadLetterReason reason, long count, long line, String detail) {
    unusable.merge(reason, new Unusable(count, line, detail), Unusable::and);
  }

  /** A row comes after its window has closed. */
  public void late(long line, Bytes key) {
    late = late.and(new Tally(1, line, key));
  }

  /** A row has no value. */
  public void empty(long line, Bytes key) {
    empty = empty.and(new Tally(1, line, key));
  }

  /** The time of a row looks like another unit than the configured one. */
  public void doubtful(EpochUnit unit, long line) {
    doubtful.merge(unit, new Tally(1, line, null), Tally::and);
  }

  /** The rows whose time looks like another unit than the configured one, a line for each unit. */
  public List<String> describeDoubtful() {
    List<String> lines = new ArrayList<>();
    doubtful.forEach(
        (unit, rows) ->
            lines.add(
                format(
                    "times that look like %s: %,d, first in %s:%d; should source.timestamp.format be %s?",
                    unit, rows.count(), file, rows.line(), unit.format())));
    return lines;
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

  /** The number of rows that are no events. */
  public long unusable() {
    return unusable.values().stream().mapToLong(Unusable::count).sum();
  }

  /** The rows that are no events, a line for each reason. */
  public List<String> describeUnusable() {
    List<String> lines = new ArrayList<>();
    unusable.forEach(
        (reason, rows) ->
            lines.add(
                format(
                    "%s: %,d, first in %s: %s",
                    reason.label(), rows.count, place(rows.line), rows.detail)));
    return lines;
  }

  /**
   * The rows that came after their windows had closed.
   *
   * @param count how many the pipeline has counted
   */
  public String describeLate(long count, long records) {
    return format("late: %,d of %,d%s", count, records, first(late));
  }

  /**
   * The rows that are dated beyond where the file ends in time.
   *
   * @param end of its last window
   */
  public String describeBeyond(Tally rows, long end) {
    return format(
        "left open: %,d, dated %s or later, beyond what other rows confirm%s",
        rows.count(), Instant.ofEpochMilli(end), first(rows));
  }

  /** The rows of windows that are not over yet. */
  public String describeUnfinished(Tally rows) {
    return format("left open: %,d, of windows that are not over yet%s", rows.count(), first(rows));
  }

  /**
   * What is lost, by reason.
   *
   * @param lateRecords how many late ones the pipeline has counted
   */
  public List<Loss> losses(long lateRecords) {
    List<Loss> losses = new ArrayList<>();
    if (lateRecords > 0) {
      losses.add(new Loss("late", lateRecords, file, late.count() == 0 ? 0 : late.line()));
    }
    unusable.forEach(
        (reason, rows) -> losses.add(new Loss(reason.label(), rows.count, file, rows.line)));
    return losses;
  }

  private String place(long line) {
    return line == 0 ? file : file + ":" + line;
  }

  private String first(Tally rows) {
    Bytes key = rows.key();
    return key == null
        ? ""
        : format(
            ", first in %s:%d ('%s')",
            file, rows.line(), Untrusted.shown(new String(key.get(), StandardCharsets.UTF_8)));
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** How many rows are unusable for one reason, and what is wrong with the first one where. */
  private record Unusable(long count, long line, String detail) {
    Unusable and(Unusable other) {
      Unusable first = other.line < line ? other : this;
      return new Unusable(count + other.count, first.line, first.detail);
    }
  }
}
