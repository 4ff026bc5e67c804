package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.target;
import static io.sluice.event.decode.Decoding.withValue;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Aggregate;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.UnusableField;
import io.sluice.event.Watermark;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a producer may send, and what becomes of it. */
final class EventDecoderTest {
  private final Decoding decoding = new Decoding();

  @Test
  void record_thatIsWhole_becomesAnEventWithItsOrigin() {
    Event event = decoding.event("{\"key\":\"k\",\"ts\":1361198400000,\"value\":-21.5e0}");
    assertThat(event.timestamp()).isEqualTo(1_361_198_400_000L);
    assertThat(event.values()).containsExactly(-21.5);
    assertThat(event.partition()).isEqualTo(Decoding.PARTITION);
    assertThat(event.offset()).isEqualTo(Decoding.OFFSET);
  }

  @Test
  void unknownFields_whateverTheyHold_areIgnored() {
    String number = "9".repeat(5000);
    Event event =
        decoding.event(
            "{\"a\":{\"value\":7,\"b\":[1,{\"c\":null}]},\"n\":%s,\"a\":2,\"key\":\"k\",\"ts\":5,"
                    .formatted(number)
                + "\"value\":1,\"z\":[[]],\"s\":\"\\u0000\"}");
    assertThat(event.values()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "{",
        "{\"key\":\"k\",\"ts\":5,\"value\":1",
        "{\"key\":\"k\",\"ts\":5,\"value\":1}}",
        "{\"key\":\"k\",\"ts\":5,\"value\":1} x",
        "{\"key\":\"k\",\"ts\":5,\"value\":1}{}",
        "{\"key\":\"k\",\"ts\":5,\"value\":01}",
        "{'key':'k','ts':5,'value':1}",
        "{\"key\":\"k\n\",\"ts\":5,\"value\":1}"
      })
  void textThatIsNotOneJsonObject_isMalformed(String text) {
    decoding.refuses(text, DeadLetterReason.MALFORMED_JSON);
  }

  @Test
  void malformedJson_saysWhere_andNotWhat() {
    assertThat(
            decoding.refuses("{\"key\":\"secret\",\"ts\":secret}", DeadLetterReason.MALFORMED_JSON))
        .contains("at byte 2")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,\"{}\"]", "17", "\"text\"", "null", "true", "[]"})
  void jsonThatIsNoObject_isRefused(String json) {
    decoding.refuses(json, DeadLetterReason.NOT_AN_OBJECT);
  }

  @Test
  void nestingOfTenThousand_isRefused_inAnUnknownFieldToo() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    assertThat(
            decoding.refuses(
                "{\"other\":" + deep + ",\"key\":\"k\",\"ts\":5,\"value\":1}",
                DeadLetterReason.MALFORMED_JSON))
        .contains("nested");
    decoding.refuses("{\"a\":".repeat(10_000), DeadLetterReason.MALFORMED_JSON);
  }

  @Test
  void recordOfFiveMegabytes_isRefusedWithItsSize() {
    byte[] value = new byte[5 << 20];
    Arrays.fill(value, (byte) ' ');
    assertThat(Decoding.refused(decoding.decode(null, value), DeadLetterReason.RECORD_TOO_LARGE))
        .contains("5242880");
  }

  @Test
  void recordOfExactlyTheLimit_isTaken() {
    String json = withValue("1");
    String padding = " ".repeat(EventDecoder.MAX_BYTES - json.length());
    assertThat(decoding.event(json + padding).values()).containsExactly(1);
  }

  @Test
  void otherEncodingsAndMalformedUtf8_areRefused() {
    byte[] utf16 = withValue("1").getBytes(StandardCharsets.UTF_16LE);
    Decoding.refused(decoding.decode(null, utf16), DeadLetterReason.MALFORMED_JSON);
    byte[] overlong = withValue("1").replace("k\",", "??\",").getBytes(StandardCharsets.UTF_8);
    int at = new String(overlong, StandardCharsets.UTF_8).indexOf("??");
    overlong[at] = (byte) 0xC0;
    overlong[at + 1] = (byte) 0xAF;
    assertThat(Decoding.refused(decoding.decode(null, overlong), DeadLetterReason.MALFORMED_JSON))
        .isEqualTo("not UTF-8 at byte " + at);
  }

  @Test
  void wantedFieldThatStandsTwice_isRefusedByName() {
    assertThat(
            decoding.refuses(
                "{\"key\":\"k\",\"ts\":5,\"value\":1,\"value\":1}",
                DeadLetterReason.DUPLICATE_FIELD))
        .contains("value");
    decoding.refuses(
        "{\"key\":null,\"ts\":5,\"value\":1,\"key\":\"k\"}", DeadLetterReason.DUPLICATE_FIELD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"12 C\"",
        "\"1,5\"",
        "\"Infinity\"",
        "\"0x1p3\"",
        "\"1d\"",
        "[1]",
        "{}",
        "1e400"
      })
  void valueThatIsNoFiniteNumber_isRefusedByFieldName_whereThereIsNoOther(String value) {
    assertThat(decoding.refuses(withValue(value), DeadLetterReason.INVALID_VALUE))
        .isEqualTo("field value is not a finite number");
  }

  @Test
  void numbersOfAnyLength_areReadOrRefused_neverWrapped() {
    assertThat(decoding.event(withValue("123456789012345678901234567890")).values())
        .containsExactly(1.2345678901234568E+29);
    assertThat(decoding.event(withValue("0." + "1".repeat(900))).values())
        .containsExactly(0.1111111111111111);
    decoding.refuses(withValue("9".repeat(400)), DeadLetterReason.INVALID_VALUE);
    decoding.refuses(withValue("9".repeat(500_000)), DeadLetterReason.INVALID_VALUE);
    decoding.refuses(withValue("-1e99999999999"), DeadLetterReason.INVALID_VALUE);
  }

  @Test
  void valuesAbsentOrNull_areNotCarried() {
    decoding.targets(target("a", "a", Aggregate.SUM), target("b", "b", Aggregate.SUM));
    assertThat(decoding.event("{\"key\":\"k\",\"ts\":5,\"b\":2}").values())
        .containsExactly(Double.NaN, 2);
    assertThat(decoding.event("{\"key\":\"k\",\"ts\":5,\"b\":2,\"a\":null}").values())
        .containsExactly(Double.NaN, 2);
    assertThat(decoding.empty("{\"key\":\"k\",\"ts\":5}")).isEqualTo(5);
    assertThat(decoding.empty("{\"key\":\"k\",\"ts\":6,\"a\":null}")).isEqualTo(6);
  }

  @Test
  void whatIsKnownInAdvance_isANumberOrAnArrayOfThem() {
    decoding.known("promo", "price");
    assertThat(decoding.event(withValue("1,\"price\":9.5,\"promo\":1")).known())
        .isDeepEqualTo(new float[][] {{1}, {9.5f}});
    assertThat(known("[0,1,null,-2e1,0]")).isEqualTo("[[0.0, 1.0, NaN, -20.0, 0.0], []]");
    assertThat(known("[null,1,null,null]")).isEqualTo("[[NaN, 1.0], []]");
    for (String nothing : new String[] {"null", "[]", "[null]", "[null,null]"}) {
      assertThat(decoding.event(withValue("1,\"promo\":" + nothing)).known()).isEmpty();
    }
    assertThat(decoding.event(withValue("1")).known()).isEmpty();
  }

  private String known(String promo) {
    return Arrays.deepToString(decoding.event(withValue("1,\"promo\":" + promo)).known());
  }

  @Test
  void planAlone_isAnEventWithoutAValue_andOneThatSaysNothingIsNone() {
    decoding.known("promo");
    Event event = decoding.event("{\"key\":\"k\",\"ts\":5,\"promo\":[1,0]}");
    assertThat(event.hasValue()).isFalse();
    assertThat(event.values()).containsExactly(Double.NaN);
    assertThat(event.known()).isDeepEqualTo(new float[][] {{1, 0}});
    assertThat(decoding.event(withValue("1")).hasValue()).isTrue();
    decoding.empty("{\"key\":\"k\",\"ts\":5,\"promo\":[null]}");
    decoding.empty("{\"key\":\"k\",\"ts\":5,\"promo\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"soon\"", "{}", "[[1]]", "[1,{}]", "[\"x\"]", "1e39", "[-1e39]", "1e400"})
  void planThatIsNone_isMissing_andToldByFieldName(String plan) {
    decoding.known("promo");
    String detail = "field promo is neither a finite number nor an array of at most 512";
    assertThat(decoding.event(withValue("1,\"promo\":" + plan)).known()).isEmpty();
    assertThat(decoding.unusable(withValue("1,\"promo\":" + plan)))
        .containsExactly(new UnusableField(1, "promo", UnusableField.Reason.NOT_A_PLAN))
        .allSatisfy(field -> assertThat(field.detail()).isEqualTo(detail));
    assertThat(
            decoding.refuses(withValue("null,\"promo\":" + plan), DeadLetterReason.INVALID_VALUE))
        .isEqualTo(detail);
  }

  @Test
  void planOf512Windows_isTaken_andOneOfMoreRefused() {
    decoding.known("promo");
    String most = "0,".repeat(511) + "1";
    assertThat(decoding.event(withValue("1,\"promo\":[" + most + "]")).known()[0]).hasSize(512);
    assertThat(decoding.unusable(withValue("1,\"promo\":[" + most + ",null]"))).hasSize(1);
    assertThat(decoding.event(withValue("1,\"promo\":[1]")).known())
        .as("what was read before is forgotten")
        .isDeepEqualTo(new float[][] {{1}});
  }

  @Test
  void severalTargetsOfOneField_allGetItsValue() {
    decoding.targets(
        target("sum", "quantity", Aggregate.SUM), target("max", "quantity", Aggregate.MAX));
    assertThat(decoding.event("{\"key\":\"k\",\"ts\":5,\"quantity\":-74215}").values())
        .containsExactly(-74215, -74215);
  }

  @Test
  void countedField_countsWhateverItHolds() {
    decoding.targets(
        target("orders", "order", Aggregate.COUNT), target("sum", "amount", Aggregate.SUM));
    for (String order : new String[] {"\"A-1\"", "17", "true", "{\"lines\":[1,2]}", "[]"}) {
      assertThat(decoding.event("{\"key\":\"k\",\"ts\":5,\"order\":" + order + "}").values())
          .containsExactly(1, Double.NaN);
    }
    decoding.empty("{\"key\":\"k\",\"ts\":5,\"order\":null}");
  }

  @Test
  void decoder_afterBadRecords_readsTheNextGoodOne() {
    EventDecoder decoder = decoding.decoder();
    byte[] bad = "{\"key\":\"old\",\"ts\":9,\"value\":\"x".getBytes(StandardCharsets.UTF_8);
    byte[] partial = "{\"ts\":7}".getBytes(StandardCharsets.UTF_8);
    byte[] good = withValue("1").getBytes(StandardCharsets.UTF_8);
    RecordHeaders none = new RecordHeaders();
    decoder.decode(null, bad, none, 0, 0, 0);
    Decoding.refused(decoder.decode(null, partial, none, 0, 0, 1), DeadLetterReason.MISSING_KEY);
    assertThat(Decoding.event(decoder.decode(null, good, none, 0, 0, 2)).timestamp()).isEqualTo(5);
  }

  @Test
  void tombstone_isRefused() {
    Decoding.refused(decoding.decode(null, null), DeadLetterReason.TOMBSTONE);
  }

  @Test
  void watermark_carriesItsTimeAndNoKey() {
    Decoded decoded = watermark("1361198400000");
    assertThat(decoded).isInstanceOf(Decoded.Valid.class);
    assertThat(((Decoded.Valid) decoded).key().get()).isEmpty();
    assertThat(((Decoded.Valid) decoded).signal()).isEqualTo(new Watermark(0, 1_361_198_400_000L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "1e999", "99999999999999999999", "300000000000000"})
  void watermarkThatIsNoTime_isRefused(String time) {
    Decoding.refused(watermark(time), DeadLetterReason.INVALID_WATERMARK);
  }

  private Decoded watermark(String time) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(Watermark.HEADER, time.getBytes(StandardCharsets.UTF_8));
    return decoding.decoder().decode(null, null, headers, 0, 0, 0);
  }
}
