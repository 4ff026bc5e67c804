package io.sluice.detect.run;

import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.UnusableField;
import io.sluice.event.decode.HistoryDecoder;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.history.History;
import io.sluice.replay.rows.FileTime;
import io.sluice.time.SourceClock;
import io.sluice.window.Windows;
import java.time.Instant;
import java.util.ArrayList;
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
  private final FedTask task;
  private final HistoryDecoder decoder;
  private final Windows windows;
  private final int files;
  private final long newestAllowed;
  private final Map<String, Noted> noted = new LinkedHashMap<>();
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

  /** Records of which a user should know: how many, and what the first one is. */
  private record Noted(long count, String first) {
    Noted and(Noted other) {
      return new Noted(count + other.count, first);
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
  public HistoryFeed(PipelineConfig pipeline, FedTask task, int files) {
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
      task.finish(end);
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
      note("have times that look like " + likely + ", see source.timestamp.format", place);
    }
    if (decoded instanceof Decoded.Batch batch) {
      batch.elements().forEach(element -> take(element.decoded(), record.offset(), place));
    } else {
      take(decoded, record.offset(), place);
    }
  }

  private void take(Decoded decoded, long line, Supplier<String> place) {
    if (decoded instanceof Decoded.Invalid invalid) {
      refuse(invalid.reason(), invalid.detail(), place);
    } else if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      note(valid.unusable(), place);
      take(valid.key(), event, line, place);
    } else if (decoded instanceof Decoded.Empty empty && isOfNow(empty.timestamp(), place)) {
      note("have no value", place);
      pass(empty);
    }
  }

  private void pass(Decoded.Empty empty) {
    if (empty.isDated()) {
      source.reach.pass(empty.key(), empty.timestamp(), 0);
      if (source.clock.observe(empty.key(), empty.timestamp())) {
        advance();
      }
    }
  }

  private void take(Bytes key, Event event, long line, Supplier<String> place) {
    if (!isOfNow(event.timestamp(), place)) {
      return;
    }
    source.reach.observe(key, event.timestamp(), line, 0);
    boolean closes = source.clock.observe(key, event.timestamp());
    task.add(key, event.at(source.clock.time()));
    if (closes) {
      advance();
    }
  }

  private void advance() {
    if (source.number == files - 1) {
      task.advance(source.clock.time());
    }
  }

  private boolean isOfNow(long time, Supplier<String> place) {
    if (time <= newestAllowed) {
      return true;
    }
    String dated = "dated " + Instant.ofEpochMilli(time);
    refuse(DeadLetterReason.TIMESTAMP_IN_FUTURE, dated, place);
    return false;
  }

  private void refuse(DeadLetterReason reason, String detail, Supplier<String> place) {
    note("are no events, " + reason.label(), () -> place.get() + ": " + detail);
  }

  private void note(List<UnusableField> unusable, Supplier<String> place) {
    if (!unusable.isEmpty()) {
      UnusableField field = unusable.get(0);
      note(
          "have a field that cannot be used, " + field.reason().label(),
          () -> place.get() + ": " + field.detail());
    }
  }

  private void note(String what, Supplier<String> example) {
    String first = noted.containsKey(what) ? "" : example.get();
    noted.merge(what, new Noted(1, first), Noted::and);
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
    noted.forEach(
        (what, which) ->
            notes.add(
                String.format(
                    Locale.ROOT,
                    "%,d of %,d records %s; the first: %s",
                    which.count,
                    records,
                    what,
                    which.first)));
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
