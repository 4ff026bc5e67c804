package io.sluice.output;

import io.sluice.event.Event;
import io.sluice.output.json.JsonBytes;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;

/** Writes late events as {@code schemas/late.v1.json} says. */
public final class LateEvents {
  private final PipelineInfo info;

  public LateEvents(PipelineInfo info) {
    this.info = info;
  }

  /**
   * The body of a late event.
   *
   * @param start start of the window that it would have been in, epoch ms
   * @param end the window's end
   * @param closedThrough end of the newest window that was closed when it came
   */
  public byte[] body(Bytes key, Event event, long start, long end, long closedThrough) {
    JsonBytes json = new JsonBytes();
    EventJson.event(json, info, key, event);
    json.raw(",\"window\":{\"start\":").time(start).raw(",\"end\":").time(end);
    json.raw("},\"closedThrough\":").time(closedThrough);
    EventJson.source(json, info, event);
    return json.raw("}").toByteArray();
  }

  public Headers headers() {
    return new RecordHeaders().add("content-type", JsonBytes.ascii("application/json"));
  }
}
