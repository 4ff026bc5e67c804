package io.sluice.history.series;

import io.sluice.config.PipelineConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.UnusableField;
import io.sluice.event.decode.HistoryDecoder;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.history.History;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;

/**
 * Reads a history as a pipeline would read it from its topic: each record goes through the decoder
 * and the windows that serve.
 */
public final class SeriesReader {
  private static final int PROGRESS_STEP = 256;

  private static final Pattern ENDING = Pattern.compile("(\\.csv)?(\\.gz)?$");

  private final SeriesBuilder builder;
  private final HistoryDecoder decoder;
  private final Findings findings = new Findings();
  private final long latest;
  private final boolean byFile;
  private long records;

  /** Is informed of how far the reading is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Takes a step.
     *
     * @param records records read
     * @param share how much of the history has been read, 0 to 1
     */
    void accept(long records, double share);
  }

  private SeriesReader(PipelineConfig pipeline, boolean byFile) {
    this.byFile = byFile;
    this.builder = new SeriesBuilder(pipeline, findings, byFile);
    this.decoder = new HistoryDecoder(pipeline);
    this.latest = System.currentTimeMillis() + pipeline.window().maxFuture().toMillis();
  }

  /**
   * Reads a history to its end, see {@link #read(PipelineConfig, History, boolean, Progress)}; keys
   * of different files that are called the same are the same.
   */
  public static Reading read(PipelineConfig pipeline, History history, Progress progress) {
    return read(pipeline, history, false, progress);
  }

  /**
   * Reads a history to its end.
   *
   * @param byFile whether a key begins with the name of its file, without directory and ending
   * @throws io.sluice.csv.UnfitException when it does not fit the pipeline
   * @throws io.sluice.csv.CsvException when a file cannot be read
   * @throws io.sluice.broker.BrokerException when a topic cannot be read
   * @throws IllegalArgumentException when the series are too long for the heap
   */
  public static Reading read(
      PipelineConfig pipeline, History history, boolean byFile, Progress progress) {
    SeriesReader reader = new SeriesReader(pipeline, byFile);
    history.read(
        (record, place, share) -> {
          reader.take(record, place);
          if (reader.records % PROGRESS_STEP == 0) {
            progress.accept(reader.records, share);
          }
        });
    SeriesBuilder builder = reader.builder;
    builder.leaveOutStrays(history);
    return new Reading(
        history.name(), reader.records, builder.build(), builder.announced(), reader.findings);
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Supplier<String> place) {
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
      findings.add("records whose time looks like " + likely + " (source.timestamp.format)", place);
    }
    if (decoded instanceof Decoded.Batch batch) {
      batch.elements().forEach(element -> take(record.topic(), element.decoded(), place));
    } else {
      take(record.topic(), decoded, place);
    }
  }

  private void take(String file, Decoded decoded, Supplier<String> place) {
    if (decoded instanceof Decoded.Invalid invalid) {
      reject(invalid.reason(), invalid.detail(), place);
    } else if (decoded instanceof Decoded.Empty) {
      records++;
      findings.add("records without a value (empty)", place);
    } else if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      Bytes key = byFile ? ofFile(file, valid.key()) : valid.key();
      valid.unusable().forEach(field -> note(field, place));
      take(key, event, place);
    }
  }

  private void note(UnusableField field, Supplier<String> place) {
    findings.add(
        "fields that could not be used (missing), " + field.reason().label(),
        () -> place.get() + ": " + field.detail());
  }

  /**
   * What the keys of a file begin with where files are distinguished: its name without the ending.
   */
  public static String nameOf(String file) {
    return ENDING.matcher(file).replaceFirst("");
  }

  /** As a key of two parts is written. */
  private static Bytes ofFile(String file, Bytes key) {
    String name = nameOf(file).replace("%", "%25").replace("/", "%2F");
    byte[] prefix = (name + "/").getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(prefix, prefix.length + key.get().length);
    System.arraycopy(key.get(), 0, whole, prefix.length, key.get().length);
    return Bytes.wrap(whole);
  }

  private void take(Bytes key, Event event, Supplier<String> place) {
    if (event.timestamp() > latest && event.hasValue()) { // plans may be of any time to come
      Instant time = Instant.ofEpochMilli(event.timestamp());
      reject(DeadLetterReason.TIMESTAMP_IN_FUTURE, "dated " + time, place);
      return;
    }
    records++;
    if (builder.add(key, event)) {
      findings.add(
          "records older than the previous one of their key (order does not matter)", place);
    }
  }

  private void reject(DeadLetterReason reason, String detail, Supplier<String> place) {
    records++;
    findings.add(
        "records that are not events, " + reason.label(), () -> place.get() + ": " + detail);
  }
}
