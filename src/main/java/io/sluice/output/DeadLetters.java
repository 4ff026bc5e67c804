package io.sluice.output;

import io.sluice.config.DeadLetterConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.TraceParent;
import io.sluice.output.json.JsonBytes;
import io.sluice.output.json.JsonNumbers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes dead letters: what could not be used, with the reason and the original's coordinates in
 * headers {@code sluice-*}. Of the original's own headers only {@value TraceParent#HEADER} goes
 * along.
 */
public final class DeadLetters {

  private final PipelineInfo info;
  private final int maxBytes;

  /**
   * Makes the dead letters of a pipeline.
   *
   * @param config how much of a source record is kept
   */
  public DeadLetters(PipelineInfo info, DeadLetterConfig config) {
    this.info = info;
    this.maxBytes = config.maxBytes();
  }

  /** The dead letter of a source record: the first bytes of its key and of its value. */
  public Record<Bytes, Outgoing> record(
      Record<byte[], byte[]> original, RecordMetadata origin, Decoded.Invalid defect) {
    byte[] value = original.value();
    Headers headers = headers(defect.reason(), defect.detail());
    place(headers, origin.partition(), origin.offset(), original.timestamp());
    add(headers, "sluice-size", value == null ? 0 : value.length);
    TraceParent.add(headers, TraceParent.of(original.headers()));
    return new Record<>(
        key(original.key()), new Outgoing.DeadLetter(body(value)), original.timestamp(), headers);
  }

  /**
   * The dead letter of an event: the first bytes of its series key and of its body, which {@code
   * schemas/dead-letter-event.v1.json} describes.
   *
   * @param recordTime timestamp of the source record, epoch ms
   */
  public Record<Bytes, Outgoing> event(
      Bytes key, Event event, long recordTime, DeadLetterReason reason, String detail) {
    JsonBytes json = new JsonBytes();
    EventJson.event(json, info, key, event);
    EventJson.source(json, info, event);
    byte[] value = json.raw("}").toByteArray();
    Headers headers = headers(reason, detail);
    place(headers, event.partition(), event.offset(), recordTime);
    add(headers, "sluice-size", value.length);
    add(headers, "content-type", "application/json");
    return new Record<>(key(key.get()), new Outgoing.DeadLetter(body(value)), recordTime, headers);
  }

  /** No key when nothing may be kept: an empty one would put all dead letters on one partition. */
  private @Nullable Bytes key(byte @Nullable [] key) {
    return key == null || maxBytes == 0 ? null : Bytes.wrap(body(key));
  }

  private byte @Nullable [] body(byte @Nullable [] value) {
    return value == null || value.length <= maxBytes ? value : Arrays.copyOf(value, maxBytes);
  }

  /**
   * The body of a closed window's dead letter, as {@code schemas/dead-letter-window.v1.json} says.
   */
  public byte[] windowBody(
      Bytes key, long start, long end, double[] observed, List<SourceRange> sources) {
    JsonBytes json = new JsonBytes();
    json.raw("{\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(key.get());
    json.raw(",\"window\":{\"start\":").time(start).raw(",\"end\":").time(end);
    json.raw("},\"observed\":{");
    for (int i = 0; i < observed.length; i++) {
      json.raw(i == 0 ? "" : ",").string(info.targets().get(i).name()).raw(':');
      json.number(observed[i], JsonNumbers.MAX_DIGITS);
    }
    json.raw("},\"source\":{\"topic\":").string(info.sourceTopic()).raw(",\"ranges\":[");
    ForecastJson.ranges(json, sources);
    return json.raw("]}}").toByteArray();
  }

  /**
   * The headers of a closed window's dead letter; the coordinates are those of its first record.
   */
  public Headers windowHeaders(
      DeadLetterReason reason, String detail, List<SourceRange> sources, long end, int size) {
    Headers headers = headers(reason, detail);
    if (!sources.isEmpty()) {
      add(headers, "sluice-partition", sources.get(0).partition());
      add(headers, "sluice-offset", sources.get(0).firstOffset());
    }
    add(headers, "sluice-timestamp", end);
    add(headers, "sluice-size", size);
    add(headers, "content-type", "application/json");
    return headers;
  }

  private Headers headers(DeadLetterReason reason, String detail) {
    Headers headers = new RecordHeaders();
    add(headers, "sluice-reason", reason.label());
    add(
        headers,
        "sluice-detail",
        detail.substring(0, Math.min(Decoded.Invalid.MAX_DETAIL, detail.length())));
    add(headers, "sluice-pipeline", info.pipeline());
    add(headers, "sluice-topic", info.sourceTopic());
    return headers;
  }

  private static void place(Headers headers, int partition, long offset, long timestamp) {
    add(headers, "sluice-partition", partition);
    add(headers, "sluice-offset", offset);
    add(headers, "sluice-timestamp", timestamp);
  }

  private static void add(Headers headers, String name, long value) {
    add(headers, name, Long.toString(value));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
