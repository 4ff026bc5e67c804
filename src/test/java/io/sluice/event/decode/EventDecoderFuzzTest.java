package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.config.source.Envelope;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.Watermark;
import io.sluice.event.json.Utf8;
import io.sluice.fuzz.Fuzz;
import io.sluice.fuzz.HostileRecord;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the decoder answers: an exception would stop the stream. */
final class EventDecoderFuzzTest {
  private static final long NOON = 1_361_188_800_000L;
  private static final long DAY = 86_400_000;
  private static final Set<DeadLetterReason> REASONS =
      EnumSet.complementOf(
          EnumSet.of(
              DeadLetterReason.TIMESTAMP_IN_FUTURE,
              DeadLetterReason.MISSING_VALUE,
              DeadLetterReason.TOO_MANY_KEYS,
              DeadLetterReason.WINDOW_FULL,
              DeadLetterReason.MODEL_FAILED));

  /** One decoder for each way to read a key and a time, each of the same fields. */
  private final List<EventDecoder> decoders =
      List.of(
          decoder(new Decoding().time("epoch-millis", "UTC")),
          decoder(new Decoding().time("epoch-seconds", "UTC").key("key", "x")),
          decoder(new Decoding().time("iso-8601", "Europe/Berlin")),
          decoder(new Decoding().time("dd/MM/yyyy HH:mm", "Asia/Kathmandu").key()),
          decoder(new Decoding().time("EEE, dd MMM yyyy HH:mm:ss Z", "UTC")),
          decoder(new Decoding().envelope(Envelope.TELEGRAF)),
          decoder(new Decoding().token("value", "x")),
          decoder(new Decoding().recordTime().key()));

  private final Map<DeadLetterReason, Integer> refused = new EnumMap<>(DeadLetterReason.class);
  private int taken;
  private int planned;
  private int empties;
  private int batches;

  private static EventDecoder decoder(Decoding decoding) {
    return decoding
        .targets(
            Decoding.target("value", "value", Aggregate.MEAN),
            Decoding.target("x", "x", Aggregate.COUNT))
        .known("promo")
        .decoder();
  }

  @Test
  void hostileRecords_neverThrow_andAreRefusedForKnownReasons() {
    Fuzz.run("decoder", 400, hostile -> new HostileRecord(hostile, NOON, NOON + DAY), this::check);
    assertThat(refused.keySet()).isEqualTo(REASONS);
    assertThat(taken).isGreaterThan(refused.values().stream().mapToInt(n -> n).sum() / 20);
    assertThat(empties).isGreaterThan(taken / 100);
    assertThat(batches).isGreaterThan(taken / 100);
    assertThat(planned).isGreaterThan(taken / 40);
  }

  private void check(HostileRecord record) {
    EventDecoder decoder = decoders.get(record.choice % decoders.size());
    check(decoder.decode(record.key, record.value, record.headers, record.time, 0, 0));
  }

  private void check(Decoded decoded) {
    if (decoded instanceof Decoded.Batch batch) {
      batches++;
      batch.elements().forEach(element -> check(element.decoded()));
    } else if (decoded instanceof Decoded.Invalid invalid) {
      refused.merge(invalid.reason(), 1, Integer::sum);
      assertThat(invalid.detail()).isNotBlank().hasSizeLessThanOrEqualTo(200);
    } else if (decoded instanceof Decoded.Empty empty) {
      assertThat(empty.timestamp()).isBetween(0L, 253_402_300_799_999L);
      empties++;
    } else {
      taken++;
      check((Decoded.Valid) decoded);
    }
  }

  private void check(Decoded.Valid valid) {
    if (valid.signal() instanceof Watermark watermark) {
      assertThat(watermark.sourceTime()).isBetween(0L, 253_402_300_799_999L);
    }
    if (valid.signal() instanceof Event event) {
      assertThat(event.timestamp()).isBetween(0L, 253_402_300_799_999L);
      assertThat(valid.key().get()).hasSizeBetween(1, SeriesKeys.MAX_BYTES);
      assertThat(Utf8.indexOfMalformed(valid.key().get())).isNegative();
      for (double value : event.values()) {
        assertThat(Double.isInfinite(value)).isFalse();
      }
      for (float[] plan : event.known()) {
        assertThat(plan.length).isLessThanOrEqualTo(512);
        planned += plan.length > 0 ? 1 : 0;
        for (float value : plan) {
          assertThat(Float.isInfinite(value)).isFalse();
        }
      }
    }
  }

  @Test
  void recordsOfEverNewNames_areDecodedAsTheOthers() {
    EventDecoder decoder = new Decoding().decoder();
    RecordHeaders none = new RecordHeaders();
    Random random = new Random(20130218);
    for (int record = 0; record < 10; record++) {
      StringBuilder json = new StringBuilder("{\"key\":\"k\",\"ts\":5");
      for (int i = 0; i < 20_000; i++) {
        json.append(",\"").append(Integer.toString(random.nextInt(), 36)).append("\":0");
      }
      byte[] value = json.append(",\"value\":1}").toString().getBytes(StandardCharsets.UTF_8);
      assertThat(Decoding.event(decoder.decode(null, value, none, 0, 0, record)).values())
          .containsExactly(1);
    }
  }
}
