package io.sluice.output;

import io.sluice.config.yaml.KebabCase;
import io.sluice.output.json.JsonBytes;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * CloudEvents 1.0 attributes as Kafka headers: binary content mode of the <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 * protocol binding</a>, which wants values in plain UTF-8 (it is HTTP that percent-encodes). Ids
 * are made of what the event is about, so a replay gives the same ones. Not thread-safe.
 */
public final class CloudEvents {
  private static final String SCHEMA_PREFIX = "urn:sluice:schemas:";

  private final Header[] forecast;
  private final Header[] events;
  private final Header[] alert;
  private final byte[] prefix;
  private final JsonBytes buffer = new JsonBytes();
  private long lastTime = Long.MIN_VALUE;
  private byte[] lastText = {};

  public CloudEvents(PipelineInfo info) {
    String source = "/sluice/" + info.pipeline();
    forecast = fixed("io.sluice.forecast.v1", "forecast.v1.json", source);
    events = fixed("io.sluice.events.v1", "events.v1.json", source);
    alert = fixed("io.sluice.alert.v1", "alert.v1.json", source);
    prefix = (info.pipeline() + ":").getBytes(StandardCharsets.UTF_8);
  }

  private static Header[] fixed(String type, String schema, String source) {
    return new Header[] {
      header("content-type", "application/json"),
      header("ce_specversion", "1.0"),
      header("ce_type", type),
      header("ce_source", source),
      header("ce_dataschema", SCHEMA_PREFIX + schema)
    };
  }

  private static Header header(String name, String value) {
    return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Headers of a forecast; the id is pipeline, key and window end. */
  public Headers forecast(Forecast value) {
    return headers(forecast, value.key.get(), value.windowEnd);
  }

  /** Headers of what is said of events; the id is pipeline, key and window end. */
  public Headers events(EventForecast value) {
    return headers(events, value.key().get(), value.windowEnd());
  }

  private Headers headers(Header[] fixed, byte[] key, long end) {
    byte[] id = buffer.clear().raw(prefix).raw(key).raw(':').number(end).toByteArray();
    return headers(fixed, id, key, end);
  }

  /** Headers of an alert; the id is the episode's and its status. */
  public Headers alert(Alert value) {
    String id = value.id() + ":" + KebabCase.of(value.status());
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return headers(alert, utf8, value.key().get(), value.decidedAt());
  }

  private Headers headers(Header[] fixed, byte[] id, byte[] subject, long time) {
    RecordHeaders headers = new RecordHeaders(fixed);
    headers.add("ce_id", id);
    headers.add("ce_subject", subject);
    headers.add("ce_time", time(time));
    return headers;
  }

  /** All that closes at one boundary has the same time. */
  private byte[] time(long epochMillis) {
    if (epochMillis != lastTime) {
      lastText = buffer.clear().plainTime(epochMillis).toByteArray();
      lastTime = epochMillis;
    }
    return lastText;
  }
}
