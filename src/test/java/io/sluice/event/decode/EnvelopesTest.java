package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.config.source.Envelope;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others put around an event, and several events in one record. */
final class EnvelopesTest {
  private final Decoding decoding = new Decoding();

  private Decoding reading(Envelope envelope, String field) {
    return decoding.envelope(envelope).targets(target("value", field, Aggregate.LAST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "{\"schema\":{\"type\":\"struct\",\"fields\":[]},\"payload\":%s}"})
  void debezium_isTheRowAfterTheChange_withOrWithoutItsSchema(String around) {
    reading(Envelope.DEBEZIUM, "qty").key("item").timeIn("source.ts_ms");
    String change =
        "{\"before\":{\"item\":7,\"qty\":1},\"after\":%s,\"op\":\"%s\","
            + "\"source\":{\"table\":\"stock\",\"ts_ms\":5}}";
    String update = around.formatted(change.formatted("{\"item\":7,\"qty\":3}", "u"));
    assertThat(decoding.event(update).values()).containsExactly(3);
    assertThat(decoding.event(update).timestamp()).isEqualTo(5);
    assertThat(decoding.keyOf(update)).isEqualTo("7");
    assertThat(decoding.decode(around.formatted(change.formatted("null", "d"))))
        .isSameAs(Decoded.Empty.UNDATED);
  }

  @Test
  void tombstonesOfChanges_areEmpty_andDeadLettersElsewhere() {
    for (Envelope envelope : Envelope.values()) {
      Decoded decoded = reading(envelope, "qty").decode(null, null);
      if (envelope == Envelope.DEBEZIUM || envelope == Envelope.CONNECT) {
        assertThat(decoded).isSameAs(Decoded.Empty.UNDATED);
      } else {
        Decoding.refused(decoded, DeadLetterReason.TOMBSTONE);
      }
    }
  }

  @Test
  void connect_isThePayload() {
    reading(Envelope.CONNECT, "value");
    String json = "{\"schema\":{},\"payload\":%s}";
    assertThat(decoding.event(json.formatted("{\"key\":\"k\",\"ts\":5,\"value\":2}")).values())
        .containsExactly(2);
    assertThat(decoding.decode(json.formatted("null"))).isSameAs(Decoded.Empty.UNDATED);
  }

  @Test
  void cloudEvents_areTheirData_andTheTimeStandsBesideIt() {
    reading(Envelope.CLOUDEVENTS, "reading.celsius").key("source", "room").timeIn("time");
    String json =
        "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/hall\",\"id\":\"1\",\"time\":5,"
            + "\"datacontenttype\":\"application/json\","
            + "\"data\":{\"room\":\"attic\",\"reading\":{\"celsius\":21.5}}}";
    assertThat(decoding.event(json).values()).containsExactly(21.5);
    assertThat(decoding.keyOf(json)).isEqualTo("%2Fhall/attic");
  }

  @Test
  void fieldOfTheEvent_isReadBeforeOneBesideIt() {
    reading(Envelope.CLOUDEVENTS, "id").key("source");
    String json = "{\"id\":\"1\",\"data\":{\"id\":2,\"ts\":5},\"source\":\"s\",\"ts\":4}";
    assertThat(decoding.event(json).values()).containsExactly(2);
    assertThat(decoding.event(json).timestamp()).isEqualTo(5);
  }

  @Test
  void telegraf_isOneMetricOrABatchOfThem() {
    reading(Envelope.TELEGRAF, "usage_idle").key("tags.host", "name").timeIn("timestamp");
    String metric =
        "{\"fields\":{\"usage_idle\":%s},\"name\":\"cpu\",\"tags\":{\"host\":\"%s\"},"
            + "\"timestamp\":5}";
    assertThat(decoding.keyOf(metric.formatted("98.5", "a"))).isEqualTo("a/cpu");
    String batch =
        "{\"metrics\":[%s,%s]}"
            .formatted(metric.formatted("98.5", "a"), metric.formatted("7", "b"));
    assertThat(elements(batch)).extracting(EnvelopesTest::describe).containsExactly("98.5", "7.0");
    decoding.refuses("{\"metrics\":{}}", DeadLetterReason.NOT_AN_OBJECT);
    decoding.refuses("{\"metrics\":[1]}", DeadLetterReason.NOT_AN_OBJECT);
    decoding.refuses("{\"metrics\":[{}]", DeadLetterReason.MALFORMED_JSON);
  }

  private List<Decoded.Element> elements(String json) {
    Decoded decoded = decoding.decode(json);
    assertThat(decoded).isInstanceOf(Decoded.Batch.class);
    return ((Decoded.Batch) decoded).elements();
  }

  private static String describe(Decoded.Element element) {
    return element.decoded() instanceof Decoded.Invalid invalid
        ? invalid.reason().label()
        : element.decoded() instanceof Decoded.Empty
            ? "empty"
            : Double.toString(Decoding.event(element.decoded()).values()[0]);
  }

  @Test
  void eventsOfAnArray_areEachWhatTheyAre_withTheirOwnBytes() {
    List<String> parts =
        List.of(
            Decoding.withValue("1"),
            Decoding.withValue("\"x\""),
            Decoding.withValue("null"),
            "{\"ts\":5,\"value\":1}",
            "{\"key\":\"ü\",\"ts\":5,\"value\":1,\"value\":2}",
            "17",
            "\"text\"",
            "[{}]",
            "{}",
            Decoding.withValue("2"));
    List<Decoded.Element> elements = elements("\uFEFF[ " + String.join(" , ", parts) + "\n]");
    assertThat(elements)
        .extracting(EnvelopesTest::describe)
        .containsExactly(
            "1.0",
            "invalid-value",
            "empty",
            "missing-key",
            "duplicate-field",
            "not-an-object",
            "not-an-object",
            "not-an-object",
            "missing-key",
            "2.0");
    assertThat(elements)
        .extracting(element -> new String(element.json().get(), StandardCharsets.UTF_8))
        .containsExactlyElementsOf(parts);
  }

  @Test
  void arrayThatEndsBadly_isNoJson_andGivesNoEvents() {
    String event = Decoding.withValue("1");
    decoding.refuses("[" + event + ",", DeadLetterReason.MALFORMED_JSON);
    decoding.refuses("[" + event + "]]", DeadLetterReason.MALFORMED_JSON);
    decoding.refuses("[" + event + "," + event + "} ]", DeadLetterReason.MALFORMED_JSON);
  }

  @Test
  void arrayWithABareLiteral_keepsItsOtherEvents() {
    String json = "[" + Decoding.withValue("NaN") + "," + Decoding.withValue("3") + "]";
    assertThat(elements(json)).extracting(EnvelopesTest::describe).containsExactly("empty", "3.0");
  }

  @Test
  void moreEventsThanARecordMayHold_areRefusedTogether() {
    String most = "[" + "{},".repeat(9_999) + "{}]";
    assertThat(elements(most)).hasSize(10_000);
    assertThat(
            decoding.refuses(most.replaceFirst("\\{}", "{},{}"), DeadLetterReason.RECORD_TOO_LARGE))
        .isEqualTo("more than 10000 events in a record");
  }
}
