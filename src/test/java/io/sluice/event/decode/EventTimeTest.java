package io.sluice.event.decode;

import static io.sluice.event.decode.Decoding.withTime;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.source.TimestampConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.decode.time.EpochUnit;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Where an event's time comes from, and what is said of one that cannot be right. */
final class EventTimeTest {
  private static final String SECONDS = TimestampConfig.EPOCH_SECONDS;

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

  @Test
  void timeInAnotherUnit_isNamedInTheDetail_andDoubtfulWhereItIsTaken() {
    Decoding decoding = new Decoding().time(TimestampConfig.EPOCH_MILLIS, "UTC");
    assertThat(decoding.refuses(withTime("1699920000000000"), DeadLetterReason.INVALID_TIMESTAMP))
        .endsWith("it looks like microseconds");
    EventDecoder decoder = decoding.decoder();
    for (String time : new String[] {"1699920000", "1699920000000", "1699920001"}) {
      byte[] value = withTime(time).getBytes(StandardCharsets.UTF_8);
      decoder.decode(null, value, new RecordHeaders(), 0, 0, 0);
      assertThat(decoder.likelyUnit()).isEqualTo(time.length() > 10 ? null : EpochUnit.SECONDS);
    }
    decoder.decode(null, new byte[] {'{'}, new RecordHeaders(), 0, 0, 0);
    assertThat(decoder.likelyUnit()).isNull();
  }
}
