package io.sluice.event.decode;

import io.sluice.config.Aggregate;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Decoded.Invalid;
import io.sluice.event.Decoded.Valid;
import io.sluice.event.Event;
import io.sluice.event.PlanValues;
import io.sluice.event.Watermark;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.event.decode.time.TimestampParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  public static final int MAX_BYTES = RecordFields.MAX_BYTES;

  private final RecordFields fields = new RecordFields();
  private final SeriesKeys keys;
  private final @Nullable WantedField timestampField;
  private final TimestampParser timestamps;
  private @Nullable EpochUnit likelyUnit;
  private long overlap;
  private final WantedField[] targetFields;
  private final boolean[] counts;
  private final List<WantedField> knownFields;

  /** A decoder of the records of a pipeline's source. */
  public EventDecoder(PipelineConfig pipeline) {
    this(pipeline.source(), pipeline.targets(), pipeline.covariates().known());
  }

  /**
   * A decoder of the records of a source.
   *
   * @param targets whose values they carry
   * @param known the fields that are known in advance
   */
  EventDecoder(SourceConfig source, List<TargetConfig> targets, List<String> known) {
    keys =
        new SeriesKeys(
            source.key().fields().stream().map(name -> fields.want(name).readText()).toList());
    String timestamp = source.timestamp().field();
    timestampField = timestamp == null ? null : fields.want(timestamp).readText();
    timestamps = new TimestampParser(source.timestamp());
    targetFields = new WantedField[targets.size()];
    counts = new boolean[targets.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = targets.get(i).aggregate() == Aggregate.COUNT;
      WantedField field = fields.want(targets.get(i).field());
      targetFields[i] = counts[i] ? field : field.readNumber();
    }
    knownFields = known.stream().map(name -> fields.want(name).readPlan()).toList();
  }

  /**
   * Decodes one record.
   *
   * @param key the record's key
   * @param value the record's value: a JSON object in UTF-8, or null with the header {@link
   *     Watermark#HEADER}
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
    likelyUnit = null;
    overlap = 0;
    try {
      if (value == null) {
        return watermark(headers, partition);
      }
      checkSize(value);
      fields.read(value);
      Bytes series = keys.of(key);
      long time = time(recordTimestamp);
      Event event = new Event(time, values(), known(), partition, offset);
      checkContent(event);
      return new Valid(series, event);
    } catch (Rejection e) {
      return e.defect();
    }
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

  private static Decoded watermark(Headers headers, int partition) throws Rejection {
    Header header = headers.lastHeader(Watermark.HEADER);
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

  private static void checkSize(byte[] value) throws Rejection {
    if (value.length > MAX_BYTES) {
      throw new Rejection(
          DeadLetterReason.RECORD_TOO_LARGE,
          value.length + " bytes, at most " + MAX_BYTES + " are taken");
    }
  }

  private long time(long recordTimestamp) throws Rejection {
    if (timestampField == null) {
      return checkTime(TimestampParser.inRange(recordTimestamp), "the record's timestamp");
    }
    if (!timestampField.isPresent()) {
      throw new Rejection(
          DeadLetterReason.MISSING_TIMESTAMP, "field " + timestampField.name + " is missing");
    }
    String text = timestampField.text();
    if (text == null) {
      return checkTime(TimestampParser.INVALID, "field " + timestampField.name);
    }
    long time = timestamps.parse(text, recordTimestamp);
    likelyUnit = timestamps.likelyUnit();
    overlap = timestamps.overlap();
    return checkTime(time, "field " + timestampField.name);
  }

  private long checkTime(long time, String what) throws Rejection {
    if (time == TimestampParser.INVALID) {
      String unit = likelyUnit == null ? "" : ": it looks like " + likelyUnit;
      throw new Rejection(
          DeadLetterReason.INVALID_TIMESTAMP, what + " is not a time from 1970 to 9999" + unit);
    }
    return time;
  }

  private double[] values() throws Rejection {
    double[] values = new double[targetFields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(i);
    }
    return values;
  }

  private double value(int target) throws Rejection {
    WantedField field = targetFields[target];
    if (!field.isPresent()) {
      return Double.NaN;
    }
    double value = counts[target] ? 1 : field.number();
    if (!Double.isFinite(value)) {
      throw new Rejection(
          DeadLetterReason.INVALID_VALUE, "field " + field.name + " is not a finite number");
    }
    return value;
  }

  /** What the record says in advance; empty when that is nothing. */
  private float[][] known() throws Rejection {
    float[][] plans = Event.NOTHING;
    for (int i = 0; i < knownFields.size(); i++) {
      WantedField field = knownFields.get(i);
      float[] plan = field.plan();
      if (plan == null) {
        throw new Rejection(
            DeadLetterReason.INVALID_VALUE,
            "field "
                + field.name
                + " is neither a finite number nor an array of at most "
                + CovariatesConfig.MAX_PLAN);
      }
      if (plan.length > 0) {
        plans = plans.length > 0 ? plans : nothing(knownFields.size());
        plans[i] = plan;
      }
    }
    return plans;
  }

  private static float[][] nothing(int fields) {
    float[][] plans = new float[fields][];
    Arrays.fill(plans, PlanValues.NONE);
    return plans;
  }

  private static void checkContent(Event event) throws Rejection {
    if (!event.hasValue() && event.known().length == 0) {
      throw new Rejection(DeadLetterReason.MISSING_VALUE, "no target's field is present");
    }
  }
}
