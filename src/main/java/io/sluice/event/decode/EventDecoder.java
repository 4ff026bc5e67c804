package io.sluice.event.decode;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Decoded.Invalid;
import io.sluice.event.Decoded.Valid;
import io.sluice.event.Watermark;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.event.decode.time.TimestampParser;
import io.sluice.event.json.RecordFields;
import io.sluice.event.json.RecordReader;
import io.sluice.event.json.Rejection;
import io.sluice.event.json.WantedField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Source record to event. Never throws, whatever the bytes: what cannot be used is {@link Invalid}
 * with the reason and, for malformed JSON, the place. Not thread-safe: it reuses what it reads
 * into.
 */
public final class EventDecoder {
  /** The largest record value, in bytes. */
  public static final int MAX_BYTES = RecordReader.MAX_BYTES;

  private final RecordReader records;
  private final boolean hasTombstones;
  private final SeriesKeys keys;
  private final @Nullable WantedField timestampField;
  private final TimestampParser timestamps;
  private final RecordContent content;
  private final RecordReader.Maker maker = this::event;

  // Of the record at hand.
  private byte @Nullable [] key;
  private long recordTimestamp;
  private int partition;
  private long offset;
  private @Nullable EpochUnit likelyUnit;
  private long overlap;

  /** A decoder of the records of a pipeline's source. */
  public EventDecoder(PipelineConfig pipeline) {
    this(pipeline.source(), pipeline.events(), pipeline.targets(), pipeline.covariates().known());
  }

  /**
   * A decoder of the records of a source.
   *
   * @param events what their tokens are made of; null: they carry values
   * @param targets whose values they carry
   * @param known the fields that are known in advance
   */
  EventDecoder(
      SourceConfig source,
      @Nullable EventsConfig events,
      List<TargetConfig> targets,
      List<String> known) {
    RecordFields fields = new RecordFields(source.format().envelope());
    records = new RecordReader(source.format(), fields);
    hasTombstones = source.format().envelope().hasTombstones();
    keys = new SeriesKeys(source.key(), fields);
    String timestamp = source.timestamp().field();
    timestampField = timestamp == null ? null : fields.want(timestamp).readText();
    timestamps = new TimestampParser(source.timestamp());
    content =
        events == null
            ? new EventContent(fields, source, targets, known)
            : new TokenContent(fields, events);
  }

  /**
   * Decodes one record.
   *
   * @param key the record's key
   * @param value the record's value: a JSON object in UTF-8, an array of them, or null with the
   *     header {@link Watermark#HEADER}
   * @param headers the record's headers
   * @param recordTimestamp the record's timestamp, epoch ms; less than 0: it has none
   * @param partition where the record stands
   * @param offset where it stands in the partition
   */
  public Decoded decode(
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long recordTimestamp,
      int partition,
      long offset) {
    this.key = key;
    this.recordTimestamp = recordTimestamp;
    this.partition = partition;
    this.offset = offset;
    likelyUnit = null;
    overlap = 0;
    try {
      return value == null ? withoutValue(headers, partition) : records.read(value, maker);
    } catch (Rejection e) {
      return e.defect();
    }
  }

  private Decoded event() throws Rejection {
    return content.of(keys.of(key), time(), partition, offset);
  }

  /**
   * The unit that the time of the last record seems to be in, where that is not the configured one;
   * null: nothing is doubtful.
   */
  public @Nullable EpochUnit likelyUnit() {
    return likelyUnit;
  }

  /** How much later the last record may be too by its local time, ms; 0: not at all. */
  long overlap() {
    return overlap;
  }

  /** Whether there are local times that come twice. */
  boolean mayComeTwice() {
    return timestampField != null && timestamps.mayComeTwice();
  }

  private Decoded withoutValue(Headers headers, int partition) throws Rejection {
    Header header = headers.lastHeader(Watermark.HEADER);
    return header == null && hasTombstones ? Decoded.Empty.UNDATED : watermark(header, partition);
  }

  private static Decoded watermark(@Nullable Header header, int partition) throws Rejection {
    if (header == null) {
      throw new Rejection(
          DeadLetterReason.TOMBSTONE, "null value without the header " + Watermark.HEADER);
    }
    long time = TimestampParser.INVALID;
    if (header.value() != null) {
      time = TimestampParser.epochMillis(new String(header.value(), StandardCharsets.ISO_8859_1));
    }
    if (time == TimestampParser.INVALID) {
      throw new Rejection(
          DeadLetterReason.INVALID_WATERMARK,
          "header " + Watermark.HEADER + " is not a time in milliseconds from 1970 to 9999");
    }
    return new Valid(Bytes.wrap(Bytes.EMPTY), new Watermark(partition, time));
  }

  private long time() throws Rejection {
    if (timestampField == null) {
      return checkTime(TimestampParser.inRange(recordTimestamp), "the record's timestamp");
    }
    if (!timestampField.isPresent()) {
      throw new Rejection(
          DeadLetterReason.MISSING_TIMESTAMP, "field " + timestampField.name() + " is missing");
    }
    String text = timestampField.text();
    if (text == null) {
      return checkTime(TimestampParser.INVALID, "field " + timestampField.name());
    }
    long time = timestamps.parse(text, recordTimestamp);
    likelyUnit = timestamps.likelyUnit();
    overlap = timestamps.overlap();
    return checkTime(time, "field " + timestampField.name());
  }

  private long checkTime(long time, String what) throws Rejection {
    if (time == TimestampParser.INVALID) {
      String unit = likelyUnit == null ? "" : ": it looks like " + likelyUnit;
      throw new Rejection(
          DeadLetterReason.INVALID_TIMESTAMP, what + " is not a time from 1970 to 9999" + unit);
    }
    return time;
  }
}
