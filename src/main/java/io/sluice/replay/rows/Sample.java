package io.sluice.replay.rows;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.csv.Untrusted;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/**
 * What a pipeline reads in the first {@value #MOST} records of a CSV file or of a file of JSON
 * objects, one per line: how many are events, from when to when, with which values, and what the
 * others lack.
 */
public final class Sample {
  private static final int MOST = 1_000;
  private static final byte[] KEY = "sample".getBytes(StandardCharsets.US_ASCII);

  private final List<TargetConfig> targets;
  private final long latest;
  private final RowNotes notes;
  private final Set<Bytes> keys = new HashSet<>();
  private final long[] values;
  private final double[] examples;
  private long records;
  private long events;
  private long doubtful;
  private long oldest = Long.MAX_VALUE;
  private long newest;

  private Sample(PipelineConfig pipeline, String name) {
    this.targets = pipeline.targets();
    this.latest = System.currentTimeMillis() + pipeline.window().maxFuture().toMillis();
    this.notes = new RowNotes(name);
    this.values = new long[targets.size()];
    this.examples = new double[targets.size()];
  }

  /**
   * Reads a file. Where the pipeline's key is the record's own, all records have the same.
   *
   * @throws io.sluice.csv.UnfitException when a CSV file has no column for a field
   * @throws io.sluice.csv.CsvException when it cannot be read
   */
  public static Sample read(Path file, PipelineConfig pipeline) {
    try (Rows rows =
        JsonRows.isJson(file) ? JsonRows.open(file, pipeline) : FileRows.sample(file, pipeline)) {
      Sample sample = new Sample(pipeline, rows.name());
      while (rows.hasNext() && sample.records < MOST) {
        sample.take(rows.next());
      }
      return sample;
    }
  }

  /** The key of records in a file that has none. */
  static byte[] key() {
    return KEY.clone();
  }

  private void take(Row row) {
    records++;
    if (row.likelyUnit() != null) {
      doubtful++;
      notes.doubtful(row.likelyUnit(), row.line());
    }
    if (row.decoded() instanceof Decoded.Batch batch) {
      batch.elements().forEach(element -> take(row.line(), element.decoded()));
    } else {
      take(row.line(), row.decoded());
    }
  }

  private void take(long line, Decoded decoded) {
    if (decoded instanceof Decoded.Invalid invalid) {
      notes.unusable(invalid.reason(), line, invalid.detail());
    } else if (decoded instanceof Decoded.Empty empty) {
      notes.empty(line, empty.key());
    } else if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      take(line, valid.key(), event);
    }
  }

  private void take(long line, Bytes key, Event event) {
    if (event.timestamp() > latest) {
      String detail = Instant.ofEpochMilli(event.timestamp()) + " is further ahead than max-future";
      notes.unusable(DeadLetterReason.TIMESTAMP_IN_FUTURE, line, detail);
      return;
    }
    events++;
    keys.add(key);
    oldest = Math.min(oldest, event.timestamp());
    newest = Math.max(newest, event.timestamp());
    for (int target = 0; target < values.length; target++) {
      double value = event.values()[target];
      if (!Double.isNaN(value)) {
        examples[target] = values[target]++ == 0 ? value : examples[target];
      }
    }
  }

  /** Whether there is an event, and the times of most records are in the configured unit. */
  public boolean isUsable() {
    return events > 0 && 2 * doubtful <= records;
  }

  /** What was read and what was not, a line each. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    lines.add(format("sample: the first %,d records, with %,d event(s)", records, events));
    if (events > 0) {
      lines.add(
          format(
              "  time: from %s to %s", Instant.ofEpochMilli(oldest), Instant.ofEpochMilli(newest)));
      String such = new String(keys.iterator().next().get(), StandardCharsets.UTF_8);
      lines.add(format("  keys: %,d, such as '%s'", keys.size(), Untrusted.shown(such)));
    }
    for (int target = 0; target < values.length; target++) {
      lines.add(
          format(
              "  %s (field %s): %,d values%s",
              targets.get(target).name(),
              targets.get(target).field(),
              values[target],
              values[target] == 0 ? "" : ", such as " + examples[target]));
    }
    notes.describeDoubtful().forEach(line -> lines.add("  " + line));
    notes.describeEmpty().ifPresent(line -> lines.add("  not read, " + line));
    notes.describeUnusable().forEach(line -> lines.add("  not read, " + line));
    return lines;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
