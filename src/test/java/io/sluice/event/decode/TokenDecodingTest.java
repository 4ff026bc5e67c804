package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenDecodingTest {
  private static final String TEMPLATE =
      "{\"key\":\"home\",\"ts\":5000,\"sensor\":%s,\"state\":%s}";

  private final Decoding decoding = new Decoding().token("sensor", "state");

  @Test
  void textsOfTheFields_areOneToken() {
    Event event = decoding.event(TEMPLATE.formatted("\"front door\"", "true"));
    assertThat(event.token()).isEqualTo("front%20door true");
    assertThat(event.timestamp()).isEqualTo(5000);
    assertThat(event.offset()).isEqualTo(Decoding.OFFSET);
    assertThat(event.hasValue()).isFalse();
  }

  @Test
  void fieldsThatDiffer_areDifferentTokens() {
    assertThat(decoding.event(TEMPLATE.formatted("\"a b\"", "\"c\"")).token())
        .isNotEqualTo(decoding.event(TEMPLATE.formatted("\"a\"", "\"b c\"")).token());
    assertThat(decoding.event(TEMPLATE.formatted("\"a b\"", "\"c\"")).token())
        .isNotEqualTo(decoding.event(TEMPLATE.formatted("\"a%20b\"", "\"c\"")).token());
    assertThat(new Decoding().token("sensor").event(TEMPLATE.formatted("\"a b\"", "1")).token())
        .isEqualTo("a b");
  }

  @Test
  void number_isTheSameTokenHoweverItIsWritten() {
    Decoding one = new Decoding().token("sensor");
    assertThat(one.event("{\"key\":\"a\",\"ts\":1,\"sensor\":1.0}").token())
        .isEqualTo(one.event("{\"key\":\"a\",\"ts\":1,\"sensor\":1}").token());
  }

  @Test
  void markup_isAToken() {
    Decoding one = new Decoding().token("sensor");
    assertThat(one.event("{\"key\":\"a\",\"ts\":1,\"sensor\":\"<b>\ud83d\ude00\"}").token())
        .isEqualTo("<b>\ud83d\ude00");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null      | "on"     | MISSING_TOKEN
          {"a":1}   | "on"     | INVALID_TOKEN
          ""        | ""       | INVALID_TOKEN
          "a\\u0000b" | "on" | INVALID_TOKEN
          "a\\nb" | "on"     | INVALID_TOKEN
          "\\ud800" | "on"   | INVALID_TOKEN
          """)
  void whatIsNoToken_isRefused(String sensor, String state, DeadLetterReason reason) {
    Decoding.refused(decoding.decode(TEMPLATE.formatted(sensor, state)), reason);
  }

  @Test
  void tokenOfMoreThan256Bytes_isRefused() {
    String longest = "\"" + "x".repeat(TokenContent.MAX_BYTES - 3) + "\"";
    assertThat(decoding.event(TEMPLATE.formatted(longest, "\"on\"")).token())
        .hasSize(TokenContent.MAX_BYTES);
    String umlauts = "\"" + "\u00e4".repeat(TokenContent.MAX_BYTES / 2) + "\"";
    Decoding.refused(
        decoding.decode(TEMPLATE.formatted(umlauts, "\"on\"")), DeadLetterReason.INVALID_TOKEN);
  }
}
