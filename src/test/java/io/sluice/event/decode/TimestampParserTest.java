package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.withTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.source.TimestampConfig;
import io.sluice.event.DeadLetterReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A time read wrongly puts an event into the wrong window without anybody noticing. */
final class TimestampParserTest {
  private static final String SECONDS = TimestampConfig.EPOCH_SECONDS;
  private static final String MILLIS = TimestampConfig.EPOCH_MILLIS;
  private static final String ISO = TimestampConfig.ISO_8601;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1361198759, 1361198759000",
    "1361198759.1, 1361198759100",
    "1361198759.0129, 1361198759012",
    "1361198759., 1361198759000",
    "1.361198759e9, 1361198759000",
    "+12, 12000",
    "00012, 12000",
    "253402300799.999, 253402300799999",
    "1e-999999999, 0"
  })
  void epochSeconds_areReadToTheMillisecond(String text, long expected) {
    assertThat(parser(SECONDS, "UTC").parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1361198759123, 1361198759123", "1361198759123.9, 1361198759123", "5, 5"})
  void epochMillis_cutFractions(String text, long expected) {
    assertThat(parser(MILLIS, "UTC").parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "-0.001",
        ".",
        "1,5",
        "1 ",
        "0x10",
        "true",
        "now",
        "1e400",
        "1e2147483647",
        "253402300800",
        "99999999999999999999",
        "1.2.3",
        "2013-02-18"
      })
  void whatIsNoEpochTime_isInvalid(String text) {
    assertThat(parser(SECONDS, "UTC").parse(text)).isEqualTo(TimestampParser.INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "2013-02-18T14:45:59Z, 2013-02-18T14:45:59Z",
    "2013-02-18T14:45:59.123Z, 2013-02-18T14:45:59.123Z",
    "2013-02-18T14:45:59.123456789Z, 2013-02-18T14:45:59.123Z",
    "2013-02-18T14:45:59+01:00, 2013-02-18T13:45:59Z",
    "2013-02-18T14:45:59-0730, 2013-02-18T22:15:59Z",
    "2013-02-18T14:45:59+02, 2013-02-18T12:45:59Z",
    "2013-02-18t14:45z, 2013-02-18T14:45:00Z",
    "2013-02-18T14:45:59, 2013-02-18T13:45:59Z",
    "2013-07-18T14:45:59.5, 2013-07-18T12:45:59.500Z",
    "2013-07-18, 2013-07-17T22:00:00Z",
    "2012-02-29T23:59:59Z, 2012-02-29T23:59:59Z",
    "2013-03-31T02:30:00, 2013-03-31T01:30:00Z",
    "2013-10-27T02:30:00, 2013-10-27T00:30:00Z"
  })
  void isoTimes_inTheirOffsetOrTheZone_areRead(String text, Instant expected) {
    assertThat(parser(ISO, "Europe/Berlin").parse(text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2011-02-30T00:00:00Z",
        "2011-02-30",
        "2013-02-29T00:00:00",
        "2013-13-01T00:00:00Z",
        "2013-00-01T00:00:00Z",
        "2013-01-00T00:00:00Z",
        "2013-01-01T24:00:00Z",
        "2013-01-01T00:60:00Z",
        "2013-01-01T00:00:60Z",
        "1969-12-31T23:59:59Z",
        "+12013-01-01T00:00:00Z",
        "2013-01-01T00:00:00Zulu",
        "2013-01-01 00:00:00Z",
        "1361198759"
      })
  void isoTimes_thatCannotBe_areInvalid(String text) {
    assertThat(parser(ISO, "UTC").parse(text)).isEqualTo(TimestampParser.INVALID);
  }

  @Test
  void isoTimes_readByHand_agreeWithJavaTime() {
    Random random = new Random(7);
    TimestampParser berlin = parser(ISO, "Europe/Berlin");
    TimestampParser utc = parser(ISO, "UTC");
    DateTimeFormatter local = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochMilli((long) (random.nextDouble() * 253_402_300_799_999L));
      assertThat(utc.parse(time.toString())).isEqualTo(time.toEpochMilli());
      String text = local.format(time.atZone(ZoneOffset.UTC));
      long expected =
          time.atZone(ZoneOffset.UTC)
              .toLocalDateTime()
              .atZone(ZoneId.of("Europe/Berlin"))
              .toInstant()
              .toEpochMilli();
      if (expected >= 0) {
        assertThat(berlin.parse(text)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "yyyy-MM-dd HH:mm:ss|2011-02-28 10:11:12|2011-02-28T10:11:12Z",
        "M/d/yyyy H:mm|12/1/2010 8:26|2010-12-01T08:26:00Z",
        "dd.MM.yy|28.02.11|2011-02-28T00:00:00Z",
        "yyyy-MM-dd|2015-08-24|2015-08-24T00:00:00Z",
        "dd MMM yyyy hh:mm a|24 Aug 2015 04:05 PM|2015-08-24T16:05:00Z",
        "yyyy-MM-dd HH:mm XXX|2015-08-24 01:00 +02:00|2015-08-23T23:00:00Z",
        "'day' yyyyMMdd|day 20150824|2015-08-24T00:00:00Z"
      })
  void patterns_areReadInTheZone(String pattern, String text, Instant expected) {
    assertThat(parser(pattern, "UTC").parse(text)).isEqualTo(expected.toEpochMilli());
  }

  @Test
  void dateOnlyPattern_isTheStartOfTheDayInTheZone() {
    assertThat(parser("yyyy-MM-dd", "America/New_York").parse("2015-08-24"))
        .isEqualTo(Instant.parse("2015-08-24T04:00:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2011-02-30 00:00", "2011-02-28 24:00", "2011-02-28", "28.2.2011 00:00"})
  void patterns_refuseWhatDoesNotFit(String text) {
    assertThat(parser("yyyy-MM-dd HH:mm", "UTC").parse(text)).isEqualTo(TimestampParser.INVALID);
  }

  @Test
  void formatThatIsNoPattern_isRefused() {
    assertThatThrownBy(() -> parser("yyyy-bb", "UTC")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void repeatedText_givesTheSameTimeAgain_andAnotherTextAnother() {
    TimestampParser parser = parser(SECONDS, "UTC");
    assertThat(parser.parse("5")).isEqualTo(5000);
    assertThat(parser.parse("x")).isEqualTo(TimestampParser.INVALID);
    assertThat(parser.parse("x")).isEqualTo(TimestampParser.INVALID);
    assertThat(parser.parse("5")).isEqualTo(5000);
    assertThat(parser.parse("5")).isEqualTo(5000);
  }

  @Test
  void timestampField_isANumberOrText_andMustBeThere() {
    Decoding decoding = new Decoding().time(SECONDS, "UTC");
    assertThat(decoding.event(withTime("1361198759.5")).timestamp()).isEqualTo(1361198759500L);
    assertThat(decoding.event(withTime("\"1361198759\"")).timestamp()).isEqualTo(1361198759000L);
    decoding.refuses(withTime("null"), DeadLetterReason.MISSING_TIMESTAMP);
    decoding.refuses("{\"key\":\"k\",\"value\":1}", DeadLetterReason.MISSING_TIMESTAMP);
    for (String time : new String[] {"-1", "[5]", "{}", "true", "\"\"", "\"soon\"", "1e99"}) {
      assertThat(decoding.refuses(withTime(time), DeadLetterReason.INVALID_TIMESTAMP))
          .contains("field ts");
    }
  }

  @Test
  void recordsOwnTimestamp_isTakenWhenConfigured_withinTheSameRange() {
    EventDecoder decoder = new Decoding().recordTime().decoder();
    byte[] value = "{\"key\":\"k\",\"value\":1}".getBytes(StandardCharsets.UTF_8);
    RecordHeaders none = new RecordHeaders();
    assertThat(Decoding.event(decoder.decode(null, value, none, 77, 0, 0)).timestamp())
        .isEqualTo(77);
    for (long time : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800_000L}) {
      Decoding.refused(
          decoder.decode(null, value, none, time, 0, 0), DeadLetterReason.INVALID_TIMESTAMP);
    }
  }

  private static TimestampParser parser(String format, String zone) {
    return new TimestampParser(new TimestampConfig("ts", format, ZoneId.of(zone)));
  }
}
