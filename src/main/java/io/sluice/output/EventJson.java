package io.sluice.output;

import io.sluice.event.Event;
import io.sluice.output.json.JsonBytes;
import io.sluice.output.json.JsonNumbers;
import org.apache.kafka.common.utils.Bytes;

/** Writes what late events and dead-lettered ones have in common. */
final class EventJson {
  private EventJson() {}

  /**
   * The beginning of an object: pipeline, key, time, the values that there are, the token, if it is
   * one, and what is announced in advance, if anything is.
   */
  static void event(JsonBytes json, PipelineInfo info, Bytes key, Event event) {
    json.raw("{\"pipeline\":").string(info.pipeline());
    json.raw(",\"key\":").string(key.get());
    json.raw(",\"timestamp\":").time(event.timestamp());
    json.raw(",\"values\":{");
    String separator = "";
    for (int i = 0; i < event.values().length; i++) {
      if (!Double.isNaN(event.values()[i])) {
        json.raw(separator).string(info.targets().get(i).name()).raw(':');
        json.number(event.values()[i], JsonNumbers.MAX_DIGITS);
        separator = ",";
      }
    }
    json.raw("}");
    if (event.token() != null) {
      json.raw(",\"token\":").string(event.token());
    }
    boolean planned = event.known().length > 0;
    if (planned && event.known().length == info.known().size()) { // else of another configuration
      known(json, info, event.known());
    }
  }

  private static void known(JsonBytes json, PipelineInfo info, float[][] plans) {
    json.raw(",\"known\":{");
    String separator = "";
    for (int i = 0; i < plans.length; i++) {
      if (plans[i].length > 0) {
        json.raw(separator).string(info.known().get(i)).raw(":[");
        for (int ahead = 0; ahead < plans[i].length; ahead++) {
          json.raw(ahead == 0 ? "" : ",").number(plans[i][ahead]);
        }
        json.raw("]");
        separator = ",";
      }
    }
    json.raw("}");
  }

  /** The field {@code source}: where the record lies. */
  static void source(JsonBytes json, PipelineInfo info, Event event) {
    json.raw(",\"source\":{\"topic\":").string(info.sourceTopic());
    json.raw(",\"partition\":").number((long) event.partition());
    json.raw(",\"offset\":").number(event.offset());
    json.raw("}");
  }
}
