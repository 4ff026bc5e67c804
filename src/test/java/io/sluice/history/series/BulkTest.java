package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stray time does not decide what a history spans, and an honest gap costs nothing. */
class BulkTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;
  private static final long START = Instant.parse("2013-01-01T00:00:00Z").toEpochMilli();

  @ParameterizedTest
  @ValueSource(ints = {20, 99, 100, 2_160, 100_000})
  void oneTimeOf1970OrOfFortyYearsOn_isNotInIt(int hours) {
    long[] times = hourly(START, hours);
    Bulk bulk = Bulk.of(with(times, 3_000, START + 40 * 365 * DAY), HOUR);
    assertThat(bulk).isEqualTo(new Bulk(times[0], times[hours - 1]));
    assertThat(bulk.contains(3_000)).isFalse();
    assertThat(bulk.contains(START)).isTrue();
  }

  @Test
  void minutesBeforeAClockIsSet_areNotInIt_whereTheyAreAHundredthAtMost() {
    long[] times = hourly(START, 2_160);
    long[] boots = LongStream.range(0, 20).map(i -> 60_000 * i).toArray();
    assertThat(Bulk.of(with(times, boots), HOUR).from()).isEqualTo(START);
    long[] more = LongStream.range(0, 40).map(i -> 60_000 * i).toArray();
    assertThat(Bulk.of(with(times, more), HOUR).from()).isZero();
  }

  @Test
  void straysOfSeveralTimes_areAllOutside() {
    long[] times = hourly(START, 5_000);
    long[] strays = {0, 1_000, START - 8 * 365 * DAY, START + 9 * 365 * DAY};
    assertThat(Bulk.of(with(times, strays), HOUR)).isEqualTo(new Bulk(START, times[4_999]));
  }

  @Test
  void sensorThatIsOffForAYear_losesNothing() {
    Random random = new Random(365);
    for (int i = 0; i < 500; i++) {
      int after = 48 + random.nextInt(20_000);
      int before = after / 50 + 1 + random.nextInt(after);
      long off = (300 + random.nextInt(2_000)) * DAY;
      long[] first = hourly(START, before);
      long[] second = hourly(first[before - 1] + off, after);
      Bulk bulk = Bulk.of(with(first, second), HOUR);
      assertThat(bulk).isEqualTo(new Bulk(START, second[after - 1]));
    }
  }

  @Test
  void fewTimesOfAnEarlyYear_areIn_whereTheyLieNoFurtherThanTheRestIsLong_orGoOnForLong() {
    long[] times = hourly(START, 20_000); // 833 days
    assertThat(Bulk.of(with(times, START - 700 * DAY), HOUR).from()).isEqualTo(START - 700 * DAY);
    long[] sparse = {START - 2_000 * DAY, START - 1_980 * DAY};
    assertThat(Bulk.of(with(times, sparse), HOUR).from()).isEqualTo(START - 2_000 * DAY);
  }

  @Test
  void fewerThanTwentyTimes_andTimesThatAreAllTheSame_areAllIn() {
    assertThat(Bulk.of(with(hourly(START, 18), 3), HOUR).contains(3)).isTrue();
    long[] same = new long[50];
    assertThat(Bulk.of(same, HOUR)).isEqualTo(new Bulk(0, 0));
    assertThat(Bulk.of(new long[0], HOUR).contains(7)).isTrue();
    assertThat(Bulk.of(with(same, 29 * HOUR), HOUR).contains(29 * HOUR)).isTrue();
  }

  private static long[] hourly(long start, int count) {
    return LongStream.range(0, count).map(i -> start + HOUR * i).toArray();
  }

  private static long[] with(long[] times, long... more) {
    long[] all = LongStream.concat(Arrays.stream(times), Arrays.stream(more)).toArray();
    Arrays.sort(all);
    return all;
  }
}
