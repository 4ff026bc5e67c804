package io.sluice.event.decode.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.source.TimestampConfig;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A time read wrongly puts an event into the wrong window without anybody noticing. */
final class TimestampParserTest {
  private static final long NO_TIMESTAMP = TimestampParser.NO_TIMESTAMP;
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
    assertThat(parser(SECONDS, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1361198759123, 1361198759123", "1361198759123.9, 1361198759123", "5, 5"})
  void epochMillis_cutFractions(String text, long expected) {
    assertThat(parser(MILLIS, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "epoch-micros, 1361198759123456, 1361198759123",
    "epoch-micros, 1361198759123456.7, 1361198759123",
    "epoch-micros, 999, 0",
    "epoch-micros, 1.361198759e15, 1361198759000",
    "epoch-nanos, 1361198759123456789, 1361198759123",
    "epoch-nanos, 01361198759123456789, 1361198759123",
    "epoch-nanos, 5, 0",
    "epoch-nanos, 253402300799999999999, 253402300799999",
    "epoch-nanos, 253402300800000000000, -1",
    "epoch-micros, -1, -1",
    "epoch-nanos, 1_000, -1"
  })
  void smallerUnits_cutWhatIsLessThanAMillisecond(String format, String text, long expected) {
    assertThat(parser(format, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "epoch-millis, 1699920000, SECONDS",
    "epoch-millis, 1699920000.5, SECONDS",
    "epoch-millis, 1699920000000000, MICROSECONDS",
    "epoch-millis, 1699920000000000000, NANOSECONDS",
    "epoch-seconds, 1699920000000, MILLISECONDS",
    "epoch-micros, 1699920000, SECONDS",
    "epoch-micros, 1699920000000, MILLISECONDS",
    "epoch-nanos, 1699920000, SECONDS",
    "epoch-nanos, 1699920000000000, MICROSECONDS",
    "iso-8601, 1699920000, SECONDS",
    "yyyy-MM-dd, 1699920000000, MILLISECONDS"
  })
  void timeOfOurDaysInAnotherUnit_isDoubtful(String format, String text, EpochUnit likely) {
    TimestampParser parser = parser(format, "UTC");
    assertThat(parser.parse(text, NO_TIMESTAMP)).isLessThan(4_200_000_000L);
    assertThat(parser.likelyUnit()).isEqualTo(likely);
  }

  @ParameterizedTest
  @CsvSource({
    "epoch-millis, 1356998400000", // 2013
    "epoch-seconds, 1356998400",
    "epoch-seconds, 3", // a clock that was never set
    "epoch-millis, 3000",
    "epoch-seconds, 315532800", // 1980
    "epoch-micros, 1356998400000000",
    "epoch-nanos, 1356998400000000000",
    "iso-8601, 1970-01-20T16:12:00Z",
    "epoch-millis, soon",
    "yyyyMMdd, 19700120"
  })
  void oldTime_andWhatIsNoNumber_areNotDoubtful(String format, String text) {
    TimestampParser parser = parser(format, "UTC");
    parser.parse(text, NO_TIMESTAMP);
    assertThat(parser.likelyUnit()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 2023-10-29T00:30:00Z", // the record says nothing
    "2023-10-29T00:31:00Z, 2023-10-29T00:30:00Z",
    "2023-10-29T00:59:00Z, 2023-10-29T00:30:00Z",
    "2023-10-29T01:01:00Z, 2023-10-29T01:30:00Z", // its clock is fast
    "2023-10-29T01:30:00Z, 2023-10-29T01:30:00Z",
    "2023-10-29T02:30:00Z, 2023-10-29T01:30:00Z",
    "2023-10-29T02:31:00Z, 2023-10-29T00:30:00Z", // sent hours later: nothing again
    "2026-11-30T00:00:00Z, 2023-10-29T00:30:00Z",
    "2013-01-01T00:00:00Z, 2023-10-29T00:30:00Z"
  })
  void localTimeThatComesTwice_isTheOneNearerToTheRecord(String timestamp, Instant expected) {
    long near = timestamp.equals("-1") ? -1 : Instant.parse(timestamp).toEpochMilli();
    for (String text : new String[] {"2023-10-29 02:30:00", "2023-10-29T02:30:00.000"}) {
      assertThat(parser(ISO, "Europe/Berlin").parse(text, near)).isEqualTo(expected.toEpochMilli());
    }
    TimestampParser pattern = parser("dd.MM.yyyy HH:mm", "Europe/Berlin");
    assertThat(pattern.parse("29.10.2023 02:30", near)).isEqualTo(expected.toEpochMilli());
    assertThat(pattern.parse("29.10.2023 03:30", near))
        .isEqualTo(Instant.parse("2023-10-29T02:30:00Z").toEpochMilli());
  }

  @Test
  void localTimeThatComesTwice_isToldApartInEveryZone_andOneWithAnOffsetIsOnlyOne() {
    Random random = new Random(29);
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneId zone = ZoneId.of(id);
      TimestampParser parser = parser(ISO, id);
      for (int i = 0; i < 40; i++) {
        Instant start = Instant.ofEpochSecond(random.nextInt(2_000_000_000));
        ZoneOffsetTransition next = zone.getRules().nextTransition(start);
        boolean near = next != null && next.getInstant().getEpochSecond() > 86_400;
        Instant time = near ? next.getInstant().plusSeconds(random.nextInt(9_000) - 4_500) : start;
        String text = time.atZone(zone).toLocalDateTime().toString();
        if (time.atZone(zone).getOffset().getTotalSeconds() % 60 == 0) {
          assertThat(parser.parse(text, time.toEpochMilli())).as(id).isEqualTo(time.toEpochMilli());
          String whole = text + time.atZone(zone).getOffset();
          assertThat(parser.parse(whole, 0)).as(whole).isEqualTo(time.toEpochMilli());
          assertThat(parser.overlap()).isZero();
        }
      }
    }
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
    assertThat(parser(SECONDS, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(TimestampParser.INVALID);
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
    "2013-02-18 14:45:59, 2013-02-18T13:45:59Z",
    "2013-02-18 14:45:59.123456, 2013-02-18T13:45:59.123Z",
    "'2013-02-18T14:45:59,5Z', 2013-02-18T14:45:59.500Z",
    "2013-02-18 14:45:59+00:00, 2013-02-18T14:45:59Z",
    "2013-02-18 14:45:59.12+00, 2013-02-18T14:45:59.120Z",
    "2013-02-18T14:45:59 -0130, 2013-02-18T16:15:59Z",
    "2013-02-18 14:45:59 UTC, 2013-02-18T14:45:59Z",
    "2013-02-18 14:45 +01:00, 2013-02-18T13:45:00Z",
    "2013-02-18T14:45:59-05:00[America/New_York], 2013-02-18T19:45:59Z",
    "2013-02-18T24:00:00Z, 2013-02-19T00:00:00Z",
    "2013-12-31T24:00, 2013-12-31T23:00:00Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
    "2017-01-01T00:59:60+01:00, 2017-01-01T00:00:00Z",
    "20130218T144559Z, 2013-02-18T14:45:59Z",
    "20130218T144559.123456+0100, 2013-02-18T13:45:59.123Z",
    "20130218 1445, 2013-02-18T13:45:00Z",
    "20130218T14:45:59Z, 2013-02-18T14:45:59Z",
    "20130718, 2013-07-17T22:00:00Z",
    "2013-049, 2013-02-17T23:00:00Z",
    "2013049T144559Z, 2013-02-18T14:45:59Z",
    "2012-366T14:45:59Z, 2012-12-31T14:45:59Z",
    "2013-W08-1, 2013-02-17T23:00:00Z",
    "2013W081T1445Z, 2013-02-18T14:45:00Z",
    "2020-W53-5T12:00Z, 2021-01-01T12:00:00Z",
    "2013-03-31T02:30:00, 2013-03-31T01:30:00Z",
    "2013-10-27T02:30:00, 2013-10-27T00:30:00Z"
  })
  void isoTimes_inTheirOffsetOrTheZone_areRead(String text, Instant expected) {
    assertThat(parser(ISO, "Europe/Berlin").parse(text, NO_TIMESTAMP))
        .isEqualTo(expected.toEpochMilli());
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
        "2013-01-01T24:00:01Z",
        "2013-01-01T24:00:00.001Z",
        "2013-01-01T25:00:00Z",
        "2013-01-01  00:00:00Z",
        "2013-01-0100:00:00Z",
        "2013-01-01T00:00:00.1234567890Z",
        "2013-01-01T00:00:00+1",
        "2013-01-01T00:00:00+01:60",
        "2013-01-01T00:00:00+18:01",
        "2013-01-01T00:00:00 CET",
        "2013-01-01T00:00.5",
        "2013-01-01T",
        "2013-1-1",
        "2013-01-01T00:60:00Z",
        "2013-01-01T00:00:60Z",
        "1969-12-31T23:59:59Z",
        "+12013-01-01T00:00:00Z",
        "2013-01-01T00:00:00Zulu",
        "1361198759",
        "20130230",
        "20130218T",
        "20130218T14",
        "20130218T144",
        "20130218T14455",
        "20130218T1445599Z",
        "2013-366",
        "2013-000",
        "2013-W53-1",
        "2013-W08-8",
        "2013-W08",
        "9999-W52-7",
        ""
      })
  void isoTimes_thatCannotBe_areInvalid(String text) {
    assertThat(parser(ISO, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(TimestampParser.INVALID);
  }

  @Test
  void isoTimes_readByHand_agreeWithJavaTime() {
    Random random = new Random(7);
    TimestampParser berlin = parser(ISO, "Europe/Berlin");
    TimestampParser utc = parser(ISO, "UTC");
    DateTimeFormatter local = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS");
    for (int i = 0; i < 20_000; i++) {
      Instant time = Instant.ofEpochMilli((long) (random.nextDouble() * 253_402_300_799_999L));
      assertThat(utc.parse(time.toString(), NO_TIMESTAMP)).isEqualTo(time.toEpochMilli());
      String text = local.format(time.atZone(ZoneOffset.UTC));
      long expected =
          time.atZone(ZoneOffset.UTC)
              .toLocalDateTime()
              .atZone(ZoneId.of("Europe/Berlin"))
              .toInstant()
              .toEpochMilli();
      if (expected >= 0) {
        assertThat(berlin.parse(text, NO_TIMESTAMP)).isEqualTo(expected);
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
    assertThat(parser(pattern, "UTC").parse(text, NO_TIMESTAMP)).isEqualTo(expected.toEpochMilli());
  }

  @Test
  void dateOnlyPattern_isTheStartOfTheDayInTheZone() {
    assertThat(parser("yyyy-MM-dd", "America/New_York").parse("2015-08-24", NO_TIMESTAMP))
        .isEqualTo(Instant.parse("2015-08-24T04:00:00Z").toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(strings = {"2011-02-30 00:00", "2011-02-28 24:00", "2011-02-28", "28.2.2011 00:00"})
  void patterns_refuseWhatDoesNotFit(String text) {
    assertThat(parser("yyyy-MM-dd HH:mm", "UTC").parse(text, NO_TIMESTAMP))
        .isEqualTo(TimestampParser.INVALID);
  }

  @Test
  void formatThatIsNoPattern_isRefused() {
    assertThatThrownBy(() -> parser("yyyy-bb", "UTC")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void repeatedText_givesTheSameTimeAgain_andAnotherTextAnother() {
    TimestampParser parser = parser(SECONDS, "UTC");
    assertThat(parser.parse("5", NO_TIMESTAMP)).isEqualTo(5000);
    assertThat(parser.parse("x", NO_TIMESTAMP)).isEqualTo(TimestampParser.INVALID);
    assertThat(parser.parse("x", NO_TIMESTAMP)).isEqualTo(TimestampParser.INVALID);
    assertThat(parser.parse("5", NO_TIMESTAMP)).isEqualTo(5000);
    assertThat(parser.parse("5", NO_TIMESTAMP)).isEqualTo(5000);
  }

  private static TimestampParser parser(String format, String zone) {
    return new TimestampParser(new TimestampConfig("ts", format, ZoneId.of(zone)));
  }
}
