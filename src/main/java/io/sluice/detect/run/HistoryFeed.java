package io.sluice.detect.run;

import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.decode.HistoryDecoder;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.history.History;
import io.sluice.replay.rows.FileTime;
import io.sluice.time.SourceClock;
import io.sluice.window.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;

/**
 * Feeds a history to a task as its decoder and the clocks of its source would. Each file is a
 * source partition of its own: an event is late by the time of its file, and windows close when the
 * last of the files has come past them, which are read one after the other. The end of the history
 * closes the last windows, as that of a replay does.
 */
public final class HistoryFeed {
  private static final int PROGRESS_STEP = 1024;

  /** One of so many records may be late. */
  private static final int BEARABLE = 10;

  private final PipelineConfig pipeline;
  private final HistoryTask task;
  private final HistoryDecoder decoder;
  private final Windows windows;
  private final int files;
  private final long newestAllowed;
  private final Map<String, Refused> refused = new LinkedHashMap<>();
  private final Map<EpochUnit, Refused> doubtful = new EnumMap<>(EpochUnit.class);
  private Source source;
  private long end = -1;
  private long records;

  /** One file: how far it has come, and where it ends. */
  private static final class Source {
    final int number;
    final SourceClock clock;
    final FileTime reach;

    Source(int number, Windows windows) {
      this.number = number;
      this.clock = new SourceClock(windows);
      this.reach = new FileTime(windows, 1, false);
    }
  }

  /** Records that are odd: how many, and the first. */
  private record Refused(long count, String first) {
    Refused and(Refused other) {
      return new Refused(count + other.count, first);
    }
  }

  /** Is informed of how far the reading is. */
  @FunctionalInterface
  public interface Progress {
    /** Takes a step: records read, and the share of the history that they are, 0 to 1. */
    void accept(long records, double share);
  }

  /**
   * A feed of one history.
   *
   * @param files the number of its files
   */
  public HistoryFeed(PipelineConfig pipeline, HistoryTask task, int files) {
    this.pipeline = pipeline;
    this.task = task;
    this.decoder = new HistoryDecoder(pipeline);
    this.windows = new Windows(pipeline.window());
    this.files = files;
    this.newestAllowed = System.currentTimeMillis() + pipeline.window().maxFuture().toMillis();
    this.source = new Source(0, windows);
  }

  /**
   * Feeds all records, and closes all windows.
   *
   * @throws io.sluice.csv.CsvException when a file cannot be read
   */
  public void run(History history, Progress progress) {
    history.read(
        (record, place, share) -> {
          take(record, place);
          if (++records % PROGRESS_STEP == 0) {
            progress.accept(records, share);
          }
        });
    endFile();
    if (end >= 0) {
      task.advance(end);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Supplier<String> place) {
    if (record.partition() != source.number) {
      endFile();
      source = new Source(record.partition(), windows);
    }
    Decoded decoded =
        decoder.decode(
            record.key(),
            record.value(),
            record.headers(),
            record.timestamp(),
            record.partition(),
            record.offset());
    EpochUnit likely = decoder.likelyUnit();
    if (likely != null) {
      String first = doubtful.containsKey(likely) ? "" : place.get();
      doubtful.merge(likely, new Refused(1, first), Refused::and);
    }
    if (decoded instanceof Decoded.Invalid invalid) {
      refuse(invalid.reason(), invalid.detail(), place);
    } else if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      take(valid.key(), event, record.offset(), place);
    }
  }

  private void take(Bytes key, Event event, long line, Supplier<String> place) {
    if (event.timestamp() > newestAllowed) {
      String time = "dated " + Instant.ofEpochMilli(event.timestamp());
      refuse(DeadLetterReason.TIMESTAMP_IN_FUTURE, time, place);
      return;
    }
    source.reach.observe(key, event.timestamp(), line, 0);
    boolean closes = source.clock.observe(key, event.timestamp());
    task.add(key, event.at(source.clock.time()));
    if (closes && source.number == files - 1) {
      task.advance(source.clock.time());
    }
  }

  private void refuse(DeadLetterReason reason, String detail, Supplier<String> place) {
    String first = refused.containsKey(reason.label()) ? "" : place.get() + ": " + detail;
    refused.merge(reason.label(), new Refused(1, first), Refused::and);
  }

  /** A file closes its last window, unless that lies beyond the time that is allowed. */
  private void endFile() {
    long newest = source.reach.last();
    if (newest >= 0) {
      long last = windows.endOf(newest) + windows.grace();
      end = Math.max(end, last <= newestAllowed ? last : newest);
    }
  }

  /** Whether more than a tenth of the records came after their window had closed. */
  public boolean isOutOfOrder() {
    return BEARABLE * task.counts().lateCount() > records;
  }

  /** What a user should know of the records, a line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    doubtful.forEach(
        (unit, what) ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d records have times that look like %s, see source.timestamp.format; the first: %s",
                    what.count,
                    records,
                    unit,
                    what.first)));
    refused.forEach(
        (reason, what) ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d records are no events, %s; the first: %s",
                    what.count,
                    records,
                    reason,
                    what.first)));
    note(notes, task.counts().lateCount(), "records came after their window had closed");
    note(notes, task.counts().windowsDeadLetteredCount(), "windows could not be stepped");
    long refusedKeys = task.counts().recordsDeadLetteredCount();
    note(notes, refusedKeys, "records are of more keys than max-keys of " + pipeline.maxKeys());
    return notes;
  }

  private static void note(List<String> notes, long count, String what) {
    if (count > 0) {
      notes.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
  }
}
