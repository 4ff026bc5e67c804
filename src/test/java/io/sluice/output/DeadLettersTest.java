package io.sluice.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.config.DeadLetterConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Whoever cleans up needs the reason, the place and the payload of what was turned away. */
final class DeadLettersTest {
  private static final Decoded.Invalid DEFECT =
      new Decoded.Invalid(DeadLetterReason.INVALID_VALUE, "field value is not a finite number");

  private final DeadLetters deadLetters =
      new DeadLetters(Samples.INFO, new DeadLetterConfig(16 * 1024));

  private static RecordMetadata origin() {
    return new RecordMetadata() {
      @Override
      public String topic() {
        return "home.readings";
      }

      @Override
      public int partition() {
        return 3;
      }

      @Override
      public long offset() {
        return 42;
      }
    };
  }

  private Record<Bytes, Outgoing> letter(byte[] key, byte[] value) {
    return letter(
        deadLetters, key, value, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  private static Record<Bytes, Outgoing> letter(
      DeadLetters deadLetters, byte[] key, byte[] value, String trace) {
    RecordHeaders headers = new RecordHeaders();
    headers.add("authorization", "secret".getBytes(StandardCharsets.UTF_8));
    headers.add("traceparent", trace.getBytes(StandardCharsets.UTF_8));
    return deadLetters.record(new Record<>(key, value, 77, headers), origin(), DEFECT);
  }

  private static String header(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static byte[] body(Record<Bytes, Outgoing> letter) {
    return new OutgoingSerializer(Samples.INFO)
        .serialize("t", (Outgoing.DeadLetter) letter.value());
  }

  @Test
  void record_keepsItsBytesAndItsPlace() {
    byte[] value = {'{', (byte) 0xFF, 0};
    Record<Bytes, Outgoing> letter = letter(new byte[] {1, 2}, value);
    assertThat(letter.key().get()).containsExactly(1, 2);
    assertThat(body(letter)).isEqualTo(value);
    assertThat(letter.timestamp()).isEqualTo(77);
    assertThat(header(letter.headers(), "sluice-reason")).isEqualTo("invalid-value");
    assertThat(header(letter.headers(), "sluice-detail"))
        .isEqualTo("field value is not a finite number");
    assertThat(header(letter.headers(), "sluice-pipeline")).isEqualTo("climate");
    assertThat(header(letter.headers(), "sluice-topic")).isEqualTo("home.readings");
    assertThat(header(letter.headers(), "sluice-partition")).isEqualTo("3");
    assertThat(header(letter.headers(), "sluice-offset")).isEqualTo("42");
    assertThat(header(letter.headers(), "sluice-timestamp")).isEqualTo("77");
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("3");
  }

  @Test
  void originalHeaders_stayBehind_butTheTrace() {
    Headers headers = letter(null, new byte[0]).headers();
    assertThat(headers.lastHeader("authorization")).isNull();
    assertThat(header(headers, "traceparent"))
        .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  }

  @Test
  void recordOfFiveMegabytes_isCut_andItsSizeIsTold() {
    byte[] value = new byte[5 << 20];
    Arrays.fill(value, (byte) 'x');
    Record<Bytes, Outgoing> letter = letter(value, value);
    assertThat(body(letter)).hasSize(16 * 1024).containsOnly('x');
    assertThat(letter.key().get()).hasSize(16 * 1024);
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("5242880");
  }

  @Test
  void limitOfAFewBytes_keepsNoMore() {
    DeadLetters few = new DeadLetters(Samples.INFO, new DeadLetterConfig(4));
    Record<Bytes, Outgoing> letter = letter(few, bytes("key-secret"), bytes("val-secret"), "00");
    assertThat(letter.key().get()).isEqualTo(bytes("key-"));
    assertThat(body(letter)).isEqualTo(bytes("val-"));
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("10");
  }

  @Test
  void limitOfZero_keepsTheReasonAndThePlaceOnly() {
    DeadLetters none = new DeadLetters(Samples.INFO, new DeadLetterConfig(0));
    Record<Bytes, Outgoing> letter = letter(none, bytes("key"), bytes("value"), "00");
    assertThat(letter.key()).isNull();
    assertThat(body(letter)).as("no tombstone either").isNotNull().isEmpty();
    assertThat(header(letter.headers(), "sluice-offset")).isEqualTo("42");
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("5");
  }

  @Test
  void headerThatIsTooLongForATrace_staysBehind() {
    Record<Bytes, Outgoing> letter = letter(deadLetters, null, null, "x".repeat(129));
    assertThat(letter.headers().lastHeader("traceparent")).isNull();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tombstone_isATombstoneAgain() {
    Record<Bytes, Outgoing> letter = letter(null, null);
    assertThat(letter.key()).isNull();
    assertThat(body(letter)).isNull();
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("0");
  }

  @Test
  void window_isWrittenAsItsSchemaSays_withTheReasonInHeaders() {
    List<SourceRange> sources = List.of(new SourceRange(1, 10, 19));
    byte[] body =
        deadLetters.windowBody(
            Samples.key(Samples.NASTY_KEY),
            Samples.START,
            Samples.END,
            new double[] {1.5, Double.NaN},
            sources);
    JsonNode window = Schemas.valid("dead-letter-window.v1.json", body);
    assertThat(window.get("key").asText()).isEqualTo(Samples.NASTY_KEY);
    assertThat(window.get("observed").get("indoor").asDouble()).isEqualTo(1.5);
    assertThat(window.get("observed").get("max").isNull()).isTrue();
    assertThat(window.get("source").get("ranges").get(0).get("last").asInt()).isEqualTo(19);

    String detail = "x".repeat(500);
    Headers headers =
        deadLetters.windowHeaders(
            DeadLetterReason.MODEL_FAILED, detail, sources, Samples.END, body.length);
    assertThat(header(headers, "sluice-reason")).isEqualTo("model-failed");
    assertThat(header(headers, "sluice-detail")).hasSize(Decoded.Invalid.MAX_DETAIL);
    assertThat(header(headers, "sluice-offset")).isEqualTo("10");
    assertThat(header(headers, "content-type")).isEqualTo("application/json");
  }

  @Test
  void event_isWrittenAsItsSchemaSays_withItsPlaceInHeaders() {
    Event event = new Event(Samples.END - 1, new double[] {Double.NaN, 39.5}, 3, 42);
    Bytes key = Samples.key(Samples.NASTY_KEY);
    Record<Bytes, Outgoing> letter =
        deadLetters.event(key, event, 77, DeadLetterReason.TOO_MANY_KEYS, "full");
    byte[] body = ((Outgoing.DeadLetter) letter.value()).body();
    JsonNode json = Schemas.valid("dead-letter-event.v1.json", body);
    assertThat(json.get("key").asText()).isEqualTo(Samples.NASTY_KEY);
    assertThat(json.get("values").toString()).isEqualTo("{\"max\":39.5}");
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.timestamp()).isEqualTo(77);
    assertThat(header(letter.headers(), "sluice-reason")).isEqualTo("too-many-keys");
    assertThat(header(letter.headers(), "sluice-partition")).isEqualTo("3");
    assertThat(header(letter.headers(), "sluice-offset")).isEqualTo("42");
    assertThat(header(letter.headers(), "sluice-timestamp")).isEqualTo("77");
    assertThat(header(letter.headers(), "sluice-size")).isEqualTo("" + body.length);

    DeadLetters few = new DeadLetters(Samples.INFO, new DeadLetterConfig(4));
    Record<Bytes, Outgoing> cut = few.event(key, event, 77, DeadLetterReason.TOO_MANY_KEYS, "full");
    assertThat(cut.key().get()).hasSize(4);
    assertThat(((Outgoing.DeadLetter) cut.value()).body()).hasSize(4);
    assertThat(header(cut.headers(), "sluice-size")).isEqualTo("" + body.length);
  }

  @Test
  void lateEvent_isWrittenAsItsSchemaSays() {
    Event event = new Event(Samples.END - 1, new double[] {Double.NaN, 39.5}, 3, 42);
    LateEvents lateEvents = new LateEvents(Samples.INFO);
    byte[] body =
        lateEvents.body(
            Samples.key(Samples.NASTY_KEY), event, Samples.START, Samples.END, Samples.END);
    JsonNode late = Schemas.valid("late.v1.json", body);
    assertThat(late.get("timestamp").asText()).isEqualTo("2013-02-18T14:39:59.999Z");
    assertThat(late.get("values").toString()).isEqualTo("{\"max\":39.5}");
    assertThat(late.get("closedThrough").asText()).isEqualTo("2013-02-18T14:40:00Z");
    assertThat(late.get("source").toString())
        .isEqualTo("{\"topic\":\"home.readings\",\"partition\":3,\"offset\":42}");
    assertThat(header(lateEvents.headers(), "content-type")).isEqualTo("application/json");
    assertThat(late.has("known")).isFalse();
  }

  @Test
  void planAlone_isWrittenAsTheSchemasSay() {
    double[] none = {Double.NaN, Double.NaN};
    float[][] known = {{}, {1, Float.NaN, 2.5f}};
    Event plan = new Event(Samples.END - 1, none, known, 3, 42);
    byte[] late =
        new LateEvents(Samples.INFO)
            .body(Samples.KEY, plan, Samples.START, Samples.END, Samples.END);
    byte[] letter =
        ((Outgoing.DeadLetter)
                deadLetters
                    .event(Samples.KEY, plan, 77, DeadLetterReason.TOO_MANY_KEYS, "full")
                    .value())
            .body();
    for (JsonNode json :
        List.of(
            Schemas.valid("late.v1.json", late),
            Schemas.valid("dead-letter-event.v1.json", letter))) {
      assertThat(json.get("values")).isEmpty();
      assertThat(json.get("known").toString()).isEqualTo("{\"<open>\":[1,null,2.5]}");
    }
  }

  @Test
  void traceThatIsNone_isLeftOut() {
    for (byte[] trace : new byte[][] {null, new byte[900_000]}) {
      RecordHeaders headers = new RecordHeaders();
      headers.add("traceparent", trace);
      Record<Bytes, Outgoing> letter =
          deadLetters.record(new Record<>(null, new byte[1], 77, headers), origin(), DEFECT);
      assertThat(letter.headers().lastHeader("traceparent")).isNull();
    }
  }
}
