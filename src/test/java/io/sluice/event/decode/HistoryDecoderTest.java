package io.sluice.event.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.source.TimestampConfig;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** Local times of a file, of which an hour comes twice in autumn, are told apart by their order. */
final class HistoryDecoderTest {
  private static final long HOUR = 3_600_000;
  private static final Instant AUTUMN = Instant.parse("2023-10-29T01:00:00Z");

  @Test
  void regularTimes_inEveryZone_forwardAndBack_areThoseThatWereWritten() {
    Random random = new Random(1029);
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneOffsetTransition overlap = overlap(ZoneId.of(id), random);
      if (overlap != null) {
        long length = -overlap.getDuration().toMillis();
        long step = (1 + random.nextInt(12)) * length / 12;
        List<Instant> times = new ArrayList<>();
        for (long at = -5 * length; at < 5 * length; at += step) {
          times.add(overlap.getInstant().plusMillis(at + random.nextInt((int) step / 10)));
        }
        assertThat(decoded(id, times)).as(id + " " + step).isEqualTo(times);
        Collections.reverse(times);
        assertThat(decoded(id, times)).as("back, " + id + " " + step).isEqualTo(times);
      }
    }
  }

  @Test
  void hourlyTimes_areTwoHours() {
    List<Instant> times = new ArrayList<>();
    for (int hour = -12; hour < 12; hour++) {
      times.add(AUTUMN.plusMillis(hour * HOUR));
    }
    assertThat(decoded("Europe/Berlin", times)).isEqualTo(times);
  }

  @Test
  void timesThatGoBackALittle_areOfTheSameHour() {
    List<Instant> times = new ArrayList<>();
    for (int minute = -180; minute < 180; minute += 7) {
      times.add(AUTUMN.plusMillis(minute * 60_000L));
      times.add(AUTUMN.plusMillis(minute * 60_000L - 90_000));
      times.add(AUTUMN.plusMillis(minute * 60_000L - 90_000));
    }
    assertThat(decoded("Europe/Berlin", times)).isEqualTo(times);
  }

  @Test
  void keys_haveEachTheirOwnOrder_andSoHasEachFile() {
    HistoryDecoder decoder = decoder("Europe/Berlin");
    Instant first = Instant.parse("2023-10-29T00:50:00Z");
    Instant second = Instant.parse("2023-10-29T01:10:00Z");
    assertThat(decode(decoder, "Europe/Berlin", first, "a", 0)).isEqualTo(first);
    assertThat(decode(decoder, "Europe/Berlin", second, "a", 0)).isEqualTo(second);
    assertThat(decode(decoder, "Europe/Berlin", first, "b", 0)).isEqualTo(first);
    assertThat(decode(decoder, "Europe/Berlin", first.minusSeconds(60), "a", 1))
        .isEqualTo(first.minusSeconds(60));
  }

  @Test
  void recordWithATimestamp_isReadAsTheServiceReadsIt() {
    HistoryDecoder decoder = decoder("Europe/Berlin");
    for (String time : new String[] {"2023-10-29T01:30:00Z", "2023-10-29T00:30:00Z"}) {
      byte[] value = json(Instant.parse(time), "Europe/Berlin", "a");
      long near = Instant.parse(time).toEpochMilli();
      assertThat(
              Decoding.event(decoder.decode(null, value, new RecordHeaders(), near, 0, 0))
                  .timestamp())
          .isEqualTo(near);
      assertThat(decoder.comesTwice()).isTrue();
    }
  }

  private static ZoneOffsetTransition overlap(ZoneId zone, Random random) {
    Instant from = Instant.ofEpochSecond(100_000_000L + random.nextInt(1_500_000_000));
    ZoneOffsetTransition next = zone.getRules().nextTransition(from);
    while (next != null && !isUsual(next)) {
      next = zone.getRules().nextTransition(next.getInstant());
    }
    return next;
  }

  /** Clocks set back by half an hour to two hours, in whole minutes. */
  private static boolean isUsual(ZoneOffsetTransition transition) {
    long seconds = -transition.getDuration().toSeconds();
    return seconds >= 1200
        && seconds <= 7200
        && transition.getOffsetBefore().getTotalSeconds() % 60 == 0
        && transition.getOffsetAfter().getTotalSeconds() % 60 == 0;
  }

  private static List<Instant> decoded(String zone, List<Instant> times) {
    HistoryDecoder decoder = decoder(zone);
    return times.stream().map(time -> decode(decoder, zone, time, "k", 0)).toList();
  }

  private static Instant decode(
      HistoryDecoder decoder, String zone, Instant time, String key, int file) {
    return Instant.ofEpochMilli(
        Decoding.event(
                decoder.decode(
                    null,
                    json(time, zone, key),
                    new RecordHeaders(),
                    HistoryDecoder.NO_TIMESTAMP,
                    file,
                    0))
            .timestamp());
  }

  private static byte[] json(Instant time, String zone, String key) {
    return "{\"ts\":\"%s\",\"key\":\"%s\",\"value\":1}"
        .formatted(time.atZone(ZoneId.of(zone)).toLocalDateTime(), key)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static HistoryDecoder decoder(String zone) {
    return new HistoryDecoder(new Decoding().time(TimestampConfig.ISO_8601, zone).decoder());
  }
}
