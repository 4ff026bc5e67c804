package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is somebody's series: never mixed up with another, never dangerous downstream. */
final class SeriesKeysTest {
  private final Decoding decoding = new Decoding();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"plain\"|plain",
        "\"a/b%2F\"|a/b%2F",
        "\"<script>alert(1)</script>\"|<script>alert(1)</script>",
        "\"Küche \\uD83D\\uDE00\"|Küche 😀",
        "007|malformed",
        "17|17",
        "-0|0",
        "12345|12345",
        "12345.0|12345",
        "1.2345e4|12345",
        "12345000E-3|12345",
        "-12345.0|-12345",
        "0.0|0",
        "\"12345.0\"|12345.0",
        "\"007\"|007",
        "\"1E5\"|1E5",
        "9007199254740993|9007199254740993",
        "12345678901234567890.0|12345678901234567890",
        "1.2345678901234567890123e22|12345678901234567890123",
        "0.10|0.1",
        "1e999999999|1e999999999",
        "1e99999999999|1e99999999999",
        "12345678901234567890123|12345678901234567890123",
        "1.50|1.5",
        "true|true"
      })
  void keyOfOneField_isItsTextAsWritten_orItsNumber(String json, String key) {
    if (key.equals("malformed")) {
      decoding.refuses(withKey(json), DeadLetterReason.MALFORMED_JSON);
    } else {
      assertThat(decoding.keyOf(withKey(json))).isEqualTo(key);
    }
  }

  @Test
  void constantKey_isThatOfEveryRecord() {
    decoding.constantKey("plant-1");
    assertThat(decoding.keyOf("{\"ts\":5,\"value\":1}")).isEqualTo("plant-1");
  }

  @Test
  void keysOfSeveralFields_neverCollide() {
    decoding.key("room", "measure");
    assertThat(decoding.keyOf(of("\"a\"", "\"b\""))).isEqualTo("a/b");
    assertThat(decoding.keyOf(of("\"a/b\"", "\"c\""))).isEqualTo("a%2Fb/c");
    assertThat(decoding.keyOf(of("\"a\"", "\"b/c\""))).isEqualTo("a/b%2Fc");
    assertThat(decoding.keyOf(of("\"a%2Fb\"", "\"c\""))).isEqualTo("a%252Fb/c");
    assertThat(decoding.keyOf(of("\"\"", "7"))).isEqualTo("/7");
  }

  private static String of(String room, String measure) {
    return "{\"measure\":%s,\"room\":%s,\"ts\":5,\"value\":1}".formatted(measure, room);
  }

  @Test
  void keyAbsentOrNull_isMissing() {
    assertThat(decoding.refuses("{\"ts\":5,\"value\":1}", DeadLetterReason.MISSING_KEY))
        .contains("key");
    decoding.refuses(withKey("null"), DeadLetterReason.MISSING_KEY);
    decoding.key("key", "part");
    assertThat(decoding.refuses(withKey("\"k\""), DeadLetterReason.MISSING_KEY)).contains("part");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"a\\nb\"",
        "\"\\u0000\"",
        "\"\\u007f\"",
        "\"\\u009f\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\ud83dx\"",
        "[\"k\"]",
        "{}"
      })
  void keyThatIsNoCleanText_isRefused(String key) {
    decoding.refuses(withKey(key), DeadLetterReason.INVALID_KEY);
  }

  @Test
  void keyLongerThanTheLimit_isRefusedInBytes_andNotShownInTheDetail() {
    assertThat(
            decoding.refuses(
                withKey("\"" + "x".repeat(10_000) + "\""), DeadLetterReason.INVALID_KEY))
        .doesNotContain("xx");
    decoding.refuses(withKey("\"" + "ü".repeat(513) + "\""), DeadLetterReason.INVALID_KEY);
    assertThat(decoding.keyOf(withKey("\"" + "ü".repeat(512) + "\""))).hasSize(512);
    decoding.key("key", "ts");
    decoding.refuses(withKey("\"" + "%".repeat(400) + "\""), DeadLetterReason.INVALID_KEY);
  }

  @Test
  void recordKey_underTheSameLimits_isTakenByteForByte() {
    decoding.key();
    byte[] key = "sensor/7 <ü>".getBytes(StandardCharsets.UTF_8);
    Decoded decoded = decode(key);
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    assertThat(((Decoded.Valid) decoded).key().get()).isEqualTo(key);

    Decoding.refused(decode(null), DeadLetterReason.MISSING_KEY);
    Decoding.refused(decode(new byte[0]), DeadLetterReason.INVALID_KEY);
    Decoding.refused(decode(new byte[] {'a', 7}), DeadLetterReason.INVALID_KEY);
    Decoding.refused(decode(new byte[10_000]), DeadLetterReason.INVALID_KEY);
    byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    Decoding.refused(decode(surrogate), DeadLetterReason.INVALID_KEY);
  }

  private Decoded decode(byte[] recordKey) {
    return decoding.decode(recordKey, "{\"ts\":5,\"value\":1}".getBytes(StandardCharsets.UTF_8));
  }
}
