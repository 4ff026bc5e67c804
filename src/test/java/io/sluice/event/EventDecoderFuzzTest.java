package io.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the decoder answers: an exception would stop the stream. */
final class EventDecoderFuzzTest {
  private static final int CASES = 100_000;
  private static final Set<DeadLetterReason> REASONS =
      EnumSet.range(DeadLetterReason.RECORD_TOO_LARGE, DeadLetterReason.INVALID_VALUE);
  private static final String[] SEEDS = {
    "{\"id\":7,\"room\":\"kitchen\",\"measure\":\"temp\",\"ts\":\"2013-02-18T14:45:59Z\",\"v\":21.5}",
    "{\"room\":\"a/b\",\"measure\":true,\"ts\":\"2013-02-18\",\"v\":-1e-3,\"w\":{\"x\":[1,2,{}]}}",
    "{\"ts\":\"2013-02-18T14:45:59.123+01:00\",\"measure\":12,\"room\":\"Küche 😀\",\"n\":[[]],\"v\":0}"
  };
  private static final String[] TOKENS = {
    "null",
    "NaN",
    "1e400",
    "\"\\ud800\"",
    "[",
    "]",
    "{",
    "}",
    "\"",
    ",",
    ":",
    "\\",
    "\u0000",
    "é",
    "\"room\":",
    "\"v\":",
    "-",
    "1e-99999",
    "99999999999999999999999",
    "true",
    "\"v\"",
    "\n"
  };

  private final Random random = new Random(20130218);

  @Test
  void mutatedRecords_neverThrow_andAreRefusedForKnownReasons() {
    EventDecoder decoder =
        new Decoding()
            .key("room", "measure")
            .time("iso-8601", "Europe/Berlin")
            .targets(
                Decoding.target("v", "v", Aggregate.MEAN),
                Decoding.target("n", "n", Aggregate.COUNT))
            .decoder();
    RecordHeaders none = new RecordHeaders();
    Map<DeadLetterReason, Integer> refused = new EnumMap<>(DeadLetterReason.class);
    int taken = 0;
    for (int i = 0; i < CASES; i++) {
      byte[] value = mutate(SEEDS[i % SEEDS.length]);
      Decoded decoded = decoder.decode(null, value, none, 0, 0, i);
      if (decoded instanceof Decoded.Invalid invalid) {
        refused.merge(invalid.reason(), 1, Integer::sum);
        assertThat(invalid.detail()).isNotBlank().hasSizeLessThanOrEqualTo(200);
      } else {
        taken++;
        checkEvent((Decoded.Valid) decoded);
      }
    }
    assertThat(REASONS).containsAll(refused.keySet());
    assertThat(refused.keySet())
        .contains(
            DeadLetterReason.MALFORMED_JSON,
            DeadLetterReason.MISSING_KEY,
            DeadLetterReason.INVALID_TIMESTAMP,
            DeadLetterReason.INVALID_VALUE);
    assertThat(taken).isGreaterThan(CASES / 20);
  }

  private static void checkEvent(Decoded.Valid valid) {
    Event event = (Event) valid.signal();
    assertThat(event.timestamp()).isBetween(0L, 253_402_300_799_999L);
    assertThat(valid.key().get()).hasSizeBetween(1, SeriesKeys.MAX_BYTES);
    for (double value : event.values()) {
      assertThat(Double.isInfinite(value)).isFalse();
    }
  }

  @Test
  void recordsOfEverNewNames_areDecodedAsTheOthers() {
    EventDecoder decoder = new Decoding().decoder();
    RecordHeaders none = new RecordHeaders();
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

  private byte[] mutate(String seed) {
    byte[] bytes = seed.getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
      bytes = mutateOnce(bytes);
    }
    return bytes;
  }

  private byte[] mutateOnce(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + random.nextInt(12));
    String token = TOKENS[random.nextInt(TOKENS.length)];
    return switch (random.nextInt(6)) {
      case 0 -> flip(bytes, at, random.nextInt(256));
      case 1 -> flip(bytes, at, 1 << random.nextInt(8));
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> splice(bytes, at, to, "");
      case 4 -> splice(bytes, at, at, token);
      default -> splice(bytes, at, to, token);
    };
  }

  private static byte[] flip(byte[] bytes, int at, int bits) {
    bytes[at] ^= (byte) bits;
    return bytes;
  }

  private static byte[] splice(byte[] bytes, int from, int to, String text) {
    byte[] insert = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[from + insert.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(insert, 0, out, from, insert.length);
    System.arraycopy(bytes, to, out, from + insert.length, bytes.length - to);
    return out;
  }
}
