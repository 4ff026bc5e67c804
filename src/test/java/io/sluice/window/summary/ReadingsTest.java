package io.sluice.window.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a counter rose by, whatever happened to it in between. */
final class ReadingsTest {
  /** In the order of their times; they arrive in any other. */
  private static Readings readings(double... values) {
    List<Integer> order = Arrays.asList(new Integer[values.length]);
    for (int i = 0; i < values.length; i++) {
      order.set(i, i);
    }
    Collections.shuffle(order, new Random(7));
    Readings readings = new Readings();
    order.forEach(i -> readings.add(values[i], 1_000 + i));
    return readings;
  }

  private static Readings readings(String values) {
    return readings(Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray());
  }

  @ParameterizedTest(name = "{0}, {1} -> {2}")
  @CsvSource({
    "100, 112,            12",
    "100, 100,             0",
    "100, 101 105 112,    12",
    "100, 5,               5",
    "100, 5 9,             9",
    "100, 110 120 3 30,   50",
    "100, 110 150 0 110, 160",
    "100, 101 5 150,     151",
    "-7,  -3,              4"
  })
  void increase_countsFromZeroAfterAFall(double before, String values, double increase) {
    assertThat(readings(values).increaseSince(before, 0)).isEqualTo(increase);
  }

  @ParameterizedTest(name = "{0}, {1} -> {2}")
  @CsvSource({
    "990, 5,              15",
    "990, 999 5 10,       20",
    "990, 992 3 999,    1009",
    "400, 5,               5",
    "1500, 5,              5",
    "100, 112,            12"
  })
  void increaseOfAMeterThatWrapsAt1000_goesOnBehindItsEnd(
      double before, String values, double increase) {
    assertThat(readings(values).increaseSince(before, 1_000)).isEqualTo(increase);
  }

  @Test
  void ofEqualTimes_theFirstThatArrivedIsFirst_andTheLastIsLast() {
    Readings readings = new Readings();
    readings.add(5, 10);
    readings.add(6, 10);
    readings.add(7, 10);
    assertThat(readings.last()).isEqualTo(7);
    assertThat(readings.increaseSince(4, 0)).isEqualTo(3);
  }

  @Test
  void storedReadings_comeBackAsTheyWere() {
    Readings readings = readings(110, 150, 0, 110);
    ByteBuffer out = ByteBuffer.allocate(readings.maxBytes());
    readings.write(out);
    Readings back = new Readings();
    back.read(out.flip());
    assertThat(back.increaseSince(100, 0)).isEqualTo(160);
    assertThat(back.lastTime()).isEqualTo(1_003);
    back.add(120, 2_000);
    assertThat(back.increaseSince(100, 0)).isEqualTo(170);
  }
}
