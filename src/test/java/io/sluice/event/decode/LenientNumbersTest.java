package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.target;
import static io.sluice.event.decode.Decoding.withValue;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.UnusableField;
import io.sluice.event.UnusableField.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What devices write where a number is wanted, and what becomes of the fields beside it. */
final class LenientNumbersTest {
  private final Decoding decoding = new Decoding();

  @BeforeEach
  void climate() {
    decoding.targets(
        target("warmth", "t", Aggregate.MEAN), target("humidity", "h", Aggregate.MEAN));
  }

  private static String climate(String t, String h) {
    return "{\"key\":\"k\",\"ts\":5,\"t\":%s,\"h\":%s}".formatted(t, h);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"40\"|40",
        "\" 40.5 \"|40.5",
        "\"-4.05e1\"|-40.5",
        "\"+40\"|40",
        "\".5\"|0.5",
        "\"40.\"|40",
        "\"007\"|7",
        "+40|40",
        ".5|0.5",
        "40.|40",
        "true|1",
        "false|0",
        "\"True\"|1",
        "\"ON\"|1",
        "\"off\"|0",
        "\"open\"|1",
        "\"Closed\"|0"
      })
  void whatMeansANumber_isReadAsThat(String json, double number) {
    assertThat(decoding.event(climate("21.5", json)).values()).containsExactly(21.5, number);
    assertThat(decoding.unusable(climate("21.5", json))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"unavailable\"",
        "\"Unknown\"",
        "\"null\"",
        "\"nan\"",
        "\"NaN\"",
        "\"None\"",
        "\"\"",
        "\"  \"",
        "\"-\"",
        "NaN",
        "-NaN",
        "nan",
        "-nan"
      })
  void whatMeansNothing_isMissing_andTheFieldBesideItIsRead(String json) {
    assertThat(decoding.event(climate("21.5", json)).values()).containsExactly(21.5, Double.NaN);
    assertThat(decoding.event(climate(json, "40")).values()).containsExactly(Double.NaN, 40);
    assertThat(decoding.unusable(climate(json, "40"))).isEmpty();
    assertThat(decoding.empty(climate(json, "\"unknown\""))).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"warm\"|NOT_A_NUMBER",
        "\"21,5\"|NOT_A_NUMBER",
        "\"21.5 C\"|NOT_A_NUMBER",
        "\"0x15\"|NOT_A_NUMBER",
        "\"1f\"|NOT_A_NUMBER",
        "\".\"|NOT_A_NUMBER",
        "\"1e\"|NOT_A_NUMBER",
        "{\"value\":21.5}|NOT_A_NUMBER",
        "[21.5]|NOT_A_NUMBER",
        "1e400|NOT_FINITE",
        "\"1e400\"|NOT_FINITE",
        "Infinity|NOT_FINITE",
        "-Infinity|NOT_FINITE",
        "inf|NOT_FINITE",
        "\"-inf\"|NOT_FINITE",
        "\"Infinity\"|NOT_FINITE"
      })
  void whatCannotBeUsed_isMissingOnItsOwn_andTold(String json, Reason reason) {
    assertThat(decoding.event(climate(json, "40")).values()).containsExactly(Double.NaN, 40);
    assertThat(decoding.unusable(climate(json, "40")))
        .containsExactly(new UnusableField(0, "t", reason));
    assertThat(decoding.unusable(climate("21.5", json)))
        .containsExactly(new UnusableField(1, "h", reason));
    assertThat(decoding.refuses(climate(json, "\"unavailable\""), DeadLetterReason.INVALID_VALUE))
        .isEqualTo("field t is not a finite number");
  }

  @Test
  void bareLiterals_inFieldsThatNobodyReads_costNothing_andThoseInTextStay() {
    String json =
        "{\"key\":\"NaN \\\" Infinity, nan\",\"other\":[NaN,{\"x\":-inf}],\"ts\":5,\"t\":21.5}";
    assertThat(decoding.keyOf(json)).isEqualTo("NaN \" Infinity, nan");
    assertThat(decoding.event(json).values()[0]).isEqualTo(21.5);
    assertThat(decoding.event("{\"t\":21.5,\"ts\":5,\"key\":\"k\",\"h\":nan}").values()[0])
        .isEqualTo(21.5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nano", "Nan1", "infinite", "NaN NaN", "--nan", "undefined", "'1'"})
  void otherBareWords_areNoJson(String literal) {
    assertThat(decoding.refuses(climate("21.5", literal), DeadLetterReason.MALFORMED_JSON))
        .startsWith("not JSON at byte");
  }

  @Test
  void ownWordsForMissing_takeThePlaceOfTheOthers_andMayBeNumbers() {
    decoding.missing("Ausfall", "-127", "");
    for (String json :
        new String[] {"\"AUSFALL\"", "-127", "-127.0", "\"-127\"", "\" \"", "null"}) {
      assertThat(decoding.event(climate("21.5", json)).values()).containsExactly(21.5, Double.NaN);
      assertThat(decoding.unusable(climate("21.5", json))).isEmpty();
    }
    assertThat(decoding.unusable(climate("21.5", "\"unavailable\""))).hasSize(1);
    assertThat(decoding.event(climate("21.5", "-12.7")).values()).containsExactly(21.5, -12.7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"40\"", "true", "\"unavailable\"", "\"\"", "{}", "1e400"})
  void strictly_whatIsNoJsonNumber_condemnsItsRecord(String json) {
    decoding.strict();
    assertThat(decoding.refuses(climate("21.5", json), DeadLetterReason.INVALID_VALUE))
        .isEqualTo("field h is not a finite number");
    assertThat(decoding.event(climate("21.5", "null")).values()).containsExactly(21.5, Double.NaN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "-Infinity", "nan", "+1", ".5", "5."})
  void strictly_whatIsNoJson_isNone(String json) {
    decoding.strict().refuses(climate("21.5", json), DeadLetterReason.MALFORMED_JSON);
  }

  @Test
  void strictly_recordWithoutAValue_isRefused_andSoIsATextAsAPlan() {
    decoding.strict().known("promo");
    decoding.refuses(climate("null", "null"), DeadLetterReason.MISSING_VALUE);
    for (String plan : new String[] {"\"1\"", "true", "[\"1\"]", "[1,false]"}) {
      decoding.refuses(climate("1", "2,\"promo\":" + plan), DeadLetterReason.INVALID_VALUE);
    }
  }

  @Test
  void plans_areReadAsLeniently() {
    decoding.targets(target("value", "value", Aggregate.MEAN)).known("promo");
    String promo = "[\"1\",false,\"unknown\",nan,\"ON\"]";
    assertThat(decoding.event(withValue("1,\"promo\":" + promo)).known()[0])
        .containsExactly(1, 0, Float.NaN, Float.NaN, 1);
    assertThat(decoding.event(withValue("1,\"promo\":\"unknown\"")).known()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800, gzip",
    "28b52ffd00, Zstandard",
    "4f626a0104, an Avro container file",
    "000000001102066b6579, 'Confluent wire format, schema 17'",
    "00000000117b22, 'Confluent wire format, schema 17'",
    "fffe7b002200, UTF-16",
    "7b002200, UTF-16",
    "007b0022, UTF-16",
    "82a474656d70cb4035800000000000, MessagePack",
    "a26474656d70fb4035800000000000, CBOR"
  })
  void whatIsNoJson_isCalledWhatItIs(String hex, String name) {
    byte[] value = HexFormat.of().parseHex(hex);
    value = Arrays.copyOf(value, Math.max(6, value.length));
    assertThat(Decoding.refused(decoding.decode(null, value), DeadLetterReason.MALFORMED_JSON))
        .isEqualTo("not JSON: looks like " + name);
  }

  @Test
  void whatCannotBeTold_isNoUtf8AtAPlace() {
    byte[] latin1 = climate("\"für\"", "1").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Decoding.refused(decoding.decode(null, latin1), DeadLetterReason.MALFORMED_JSON))
        .isEqualTo("not UTF-8 at byte 24");
    byte[] zeros = new byte[20];
    assertThat(Decoding.refused(decoding.decode(null, zeros), DeadLetterReason.MALFORMED_JSON))
        .isEqualTo("not UTF-8 at byte 0");
  }
}
