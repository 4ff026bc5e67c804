package io.sluice.output;

import io.sluice.event.Event;
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
    json.raw("{\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(key.get());
    json.raw(",\"timestamp\":").time(event.timestamp());
    json.raw(",\"values\":{");
    String separator = "";
    for (int i = 0; i < event.values().length; i++) {
      if (!Double.isNaN(event.values()[i])) {
        json.raw(separator).string(info.targets().get(i).name()).raw(':');
        json.number(event.values()[i]);
        separator = ",";
      }
    }
    json.raw("},\"window\":{\"start\":").time(start).raw(",\"end\":").time(end);
    json.raw("},\"closedThrough\":").time(closedThrough);
    json.raw(",\"source\":{\"topic\":").string(info.sourceTopic());
    json.raw(",\"partition\":").number((long) event.partition());
    json.raw(",\"offset\":").number(event.offset());
    return json.raw("}}").toByteArray();
  }

  public Headers headers() {
    return new RecordHeaders().add("content-type", JsonBytes.ascii("application/json"));
  }
}
