package io.sluice.window;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Aggregate;
import io.sluice.event.Event;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WindowRowTest {
  private static final List<Aggregate> ALL =
      Aggregate.SPELLINGS.stream().map(name -> Aggregate.parse(name).orElseThrow()).toList();

  private static Event event(long time, double value, int partition, long offset) {
    return new Event(time, values(value), partition, offset);
  }

  private static double[] values(double value) {
    double[] values = new double[ALL.size()];
    Arrays.fill(values, value);
    return values;
  }

  private static List<Double> values(WindowRow row) {
    return IntStream.range(0, ALL.size()).mapToObj(row::value).toList();
  }

  @Test
  void aggregates_ofOutOfOrderEvents_areByEventTime() {
    WindowRow row = new WindowRow(ALL);
    row.add(event(20, 4, 0, 0));
    row.add(event(30, -1, 0, 1));
    row.add(event(10, 6, 0, 2));

    // A counted field carries 1 per event.
    assertThat(ALL.toString())
        .isEqualTo(
            "[mean, sum, min, max, last, first, count, stddev, range, delta, rate, distinct, median, p90]");
    assertThat(values(row))
        .containsExactly(
            3.0,
            9.0,
            -1.0,
            6.0,
            -1.0,
            6.0,
            9.0,
            Math.sqrt(26 / 3.0),
            7.0,
            Double.NaN,
            Double.NaN,
            3.0,
            4.0,
            5.6);
  }

  @Test
  void lastOfEqualTimes_isTheOneThatArrivedLast() {
    WindowRow row = new WindowRow(List.of(Aggregate.LAST, Aggregate.FIRST));
    row.add(new Event(10, new double[] {1, 1}, 0, 0));
    row.add(new Event(10, new double[] {2, 2}, 0, 1));
    assertThat(row.value(0)).isEqualTo(2);
    assertThat(row.value(1)).isEqualTo(1);
  }

  @Test
  void storedRow_comesBackAsItWas() {
    WindowRow row = new WindowRow(ALL);
    for (int i = 0; i < 20; i++) {
      row.add(event(1_000_000 + i, i * 1.5 - 7, i % 7, 10_000_000_000L + i));
    }
    WindowRowCodec codec = new WindowRowCodec(ALL);

    WindowRow back = codec.decode(codec.encode(row));

    assertThat(values(back)).isEqualTo(values(row));
    assertThat(sources(back)).isEqualTo(sources(row)).hasSize(7);
    back.add(event(2_000_000, 1, 0, 20_000_000_000L));
    row.add(event(2_000_000, 1, 0, 20_000_000_000L));
    assertThat(values(back)).isEqualTo(values(row));
  }

  /** A sketch is longer than the buffer that the codec begins with. */
  @Test
  void rowOfManyValues_comesBackAsItWas_andTakesMore() {
    WindowRow row = new WindowRow(ALL);
    WindowRowCodec codec = new WindowRowCodec(ALL);
    for (int i = 0; i < 3_000; i++) {
      row.add(event(1_000_000 + i, 100 + Math.sin(i), 0, i));
    }
    WindowRow back = codec.decode(codec.encode(row));
    back.add(event(2_000_000, 90, 0, 3_000));
    row.add(event(2_000_000, 90, 0, 3_000));
    assertThat(values(back)).isEqualTo(values(row));
    int deviation = ALL.indexOf(Aggregate.STDDEV);
    assertThat(row.value(deviation)).isCloseTo(Math.sqrt(0.5), within(0.05));
  }

  /** The spread of mains of 50 Hz must not drown in the level. */
  @Test
  void deviationOfALargeLevel_isThatOfTheValues() {
    WindowRow row = new WindowRow(List.of(Aggregate.STDDEV, Aggregate.RANGE));
    for (int i = 0; i < 1_000; i++) {
      double value = 1e9 + (i % 2 == 0 ? 0.25 : -0.25);
      row.add(new Event(i, new double[] {value, value}, 0, i));
    }
    assertThat(row.value(0)).isCloseTo(0.25, within(1e-6));
    assertThat(row.value(1)).isEqualTo(0.5);
  }

  /** Partitions interleave anew at every replay: that must not be seen in any digit. */
  @Test
  void sums_areTheSameInAnyOrder_storedInBetweenOrNot() {
    List<Aggregate> sums = List.of(Aggregate.SUM, Aggregate.MEAN);
    WindowRowCodec codec = new WindowRowCodec(sums);
    Random random = new Random(5);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      values.add(Math.round(81_234_000 + 1_000 * random.nextGaussian()) / 1e3);
      values.add(random.nextGaussian() * 1e-3);
    }
    double exact =
        values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add).doubleValue();
    for (int order = 0; order < 50; order++) {
      Collections.shuffle(values, random);
      WindowRow row = new WindowRow(sums);
      for (double value : values) {
        row.add(new Event(1, new double[] {value, value}, 0, 1));
        row = random.nextInt(3) == 0 ? codec.decode(codec.encode(row)) : row;
      }
      assertThat(row.value(0)).isEqualTo(exact);
      assertThat(row.value(1)).isEqualTo(exact / values.size());
    }
  }

  @Test
  void sumBeyondTheRangeOfNumbers_isInfinite() {
    WindowRow row = new WindowRow(List.of(Aggregate.SUM));
    for (int i = 0; i < 3; i++) {
      row.add(new Event(i, new double[] {-Double.MAX_VALUE}, 0, i));
    }
    assertThat(row.value(0)).isNegative().isInfinite();
  }

  private static List<String> sources(WindowRow row) {
    List<String> sources = new ArrayList<>();
    row.forEachSource(
        (partition, first, last) -> sources.add(partition + ":" + first + "-" + last));
    return sources;
  }

  @Test
  void expectation_isStoredInTwoBytes() {
    WindowRowCodec codec = new WindowRowCodec(ALL);
    assertThat(WindowRowCodec.empty()).hasSize(2);
    assertThat(codec.decode(WindowRowCodec.empty()).isEmpty()).isTrue();
    assertThat(codec.decode(WindowRowCodec.empty()).value(0)).isNaN();
  }

  private static Event plan(long time, float... promo) {
    return new Event(time, new double[] {Double.NaN}, new float[][] {promo, {}}, 0, time);
  }

  private static final List<String> KNOWN = List.of("promo", "price");
  private static final WindowRowCodec PLANNED = new WindowRowCodec(List.of(Aggregate.MEAN), KNOWN);

  @Test
  void whatIsSaidInAdvance_isTheNewestWord_elementByElement() {
    float open = Float.NaN;
    WindowRow row = new WindowRow(List.of(Aggregate.MEAN));
    row.add(plan(20, 1, 1, 1));
    row.add(plan(30, open, 2));
    row.add(plan(10, 3, 3, 3, 3));
    assertThat(row.plans().of(0)).as("by event time").containsExactly(1, 2, 1, 3);
    row = PLANNED.decode(PLANNED.encode(row));
    row.add(plan(30, 4, 4));
    row.add(plan(19, 5, 5, 5, 5));
    assertThat(row.plans().of(0)).as("then by arrival").containsExactly(4, 4, 1, 5);
    assertThat(row.plans().of(1)).isEmpty();
  }

  @Test
  void planAlone_isNoValue_butNoExpectationEither() {
    WindowRow row = new WindowRow(List.of(Aggregate.MEAN));
    row.add(plan(20, 1));
    assertThat(row.isEmpty()).isFalse();
    assertThat(row.hasValue()).isFalse();
    assertThat(row.value(0)).isNaN();
    WindowRow back = PLANNED.decode(PLANNED.encode(row));
    assertThat(back.hasValue()).isFalse();
    assertThat(sources(back)).containsExactly("0:20-20");
    back.add(new Event(21, new double[] {4}, 0, 21));
    assertThat(back.hasValue()).isTrue();
    assertThat(back.plans().of(0)).containsExactly(1);
  }

  /** After a change of covariates.known, a promotion must not be taken for a price. */
  @Test
  void plansOfOtherFields_areLeftOut() {
    WindowRow row = new WindowRow(List.of(Aggregate.MEAN));
    row.add(new Event(20, new double[] {4}, new float[][] {{1}, {2}}, 0, 5));
    byte[] stored = PLANNED.encode(row);
    for (List<String> now :
        List.of(List.of("price", "promo"), List.of("promo"), List.<String>of())) {
      WindowRow back = new WindowRowCodec(List.of(Aggregate.MEAN), now).decode(stored);
      assertThat(back.plans()).isNull();
      assertThat(back.value(0)).isEqualTo(4);
    }
  }

  @Test
  void traceParentOfTheNewestEventThatHasOne_isKept() {
    byte[] first = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".getBytes(US_ASCII);
    byte[] second = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00".getBytes(US_ASCII);
    WindowRowCodec codec = new WindowRowCodec(ALL);
    WindowRow row = new WindowRow(ALL);
    row.add(event(20, 4, 0, 0));
    byte[] untraced = codec.encode(row);
    row.trace(first);
    row.trace(second);
    row.trace(null);

    WindowRow back = codec.decode(codec.encode(row));

    assertThat(back.traceParent()).isEqualTo(second);
    assertThat(back.value(0)).isEqualTo(row.value(0));
    assertThat(sources(back)).isEqualTo(sources(row));
    assertThat(codec.decode(untraced).traceParent()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0301014010000000000000000a00cbf90ddb0204008211fe07fc030000000000000014000a0000, false",
    "0430302d34626639326633353737623334646136613363653932396430653065343733362d3030663036376161"
        + "30626139303262372d303101014010000000000000000a00cbf90ddb0204008211fe07fc03000000"
        + "0000000014000a0000, true"
  })
  void storedRowWithPlans_isReadByteByByte(String hex, boolean traced) {
    byte[] stored = HexFormat.of().parseHex(hex);

    WindowRow row = PLANNED.decode(stored);

    assertThat(row.value(0)).isEqualTo(4);
    assertThat(row.plans().of(0)).containsExactly(0, 9, Float.NaN, 1);
    assertThat(row.traceParent() != null).isEqualTo(traced);
    assertThat(PLANNED.encode(row)).isEqualTo(stamped(stored));
    assertThat(PLANNED.decode(stamped(stored)).plans().of(0)).isEqualTo(row.plans().of(0));
  }

  /** What builds have stored: to be read for as long as there may be any. */
  @ParameterizedTest
  @CsvSource({
    "0101014010000000000000000a00, false",
    "0230302d34626639326633353737623334646136613363653932396430653065343733362d30306630363761613062"
        + "6139303262372d303101014010000000000000000a00, true"
  })
  void storedRow_isReadByteByByte(String hex, boolean traced) {
    WindowRowCodec codec = new WindowRowCodec(List.of(Aggregate.MEAN));
    byte[] stored = HexFormat.of().parseHex(hex);

    WindowRow row = codec.decode(stored);

    assertThat(row.value(0)).isEqualTo(4);
    assertThat(sources(row)).containsExactly("0:5-5");
    assertThat(row.traceParent() != null).isEqualTo(traced);
    assertThat(codec.encode(row)).isEqualTo(stamped(stored));
    assertThat(codec.decode(stamped(stored)).value(0)).isEqualTo(4);
  }

  /** What this build writes: the version tells of the stamp of one unnamed mean, after it. */
  private static byte[] stamped(byte[] stored) {
    ByteBuffer out = ByteBuffer.allocate(stored.length + 3).put((byte) (stored[0] + 4));
    Schema.putStamp(Schema.unnamed(List.of(Aggregate.MEAN)).stamp(), out);
    return out.put(stored, 1, stored.length - 1).array();
  }

  /** As the configuration is changed while windows are open. */
  @Test
  void rowOfOtherTargets_keepsThoseThatAreStillThere() {
    Schema before =
        new Schema(List.of(target("power", Aggregate.LAST), target("gas", Aggregate.SUM)));
    Schema now =
        new Schema(
            List.of(
                target("heat", Aggregate.MEAN),
                target("gas", Aggregate.SUM),
                target("power", Aggregate.LAST)));
    WindowRowCodec old = new WindowRowCodec(Schemas.only(before), List.of());
    WindowRow row = new WindowRow(before.aggregates());
    row.add(new Event(20, new double[] {5, 2}, 1, 7));
    row.add(new Event(30, new double[] {6, 3}, 1, 8));
    byte[] stored = old.encode(row);

    WindowRowCodec codec = new WindowRowCodec(Schemas.only(before).then(now), List.of());
    WindowRow back = codec.decode(stored);
    assertThat(back.value(0)).isNaN();
    assertThat(back.value(1)).isEqualTo(5);
    assertThat(back.value(2)).isEqualTo(6);
    assertThat(sources(back)).containsExactly("1:7-8");
    back.add(new Event(25, new double[] {21, 1, 9}, 1, 9));
    back = codec.decode(codec.encode(back));
    assertThat(back.value(0)).isEqualTo(21);
    assertThat(back.value(1)).isEqualTo(6);
    assertThat(back.value(2)).as("the newest, whose time came along").isEqualTo(6);

    WindowRowCodec other = new WindowRowCodec(Schemas.only(now), List.of());
    assertThatThrownBy(() -> other.decode(stored)).hasMessageContaining("another configuration");
  }

  private static Schema.Target target(String name, Aggregate aggregate) {
    return new Schema.Target(name, name, aggregate);
  }

  @Test
  void rowOfANewerFormat_isRefused() {
    assertThatThrownBy(() -> new WindowRowCodec(ALL).decode(new byte[] {17, 0}))
        .hasMessageContaining("format version 17");
  }

  @Test
  void damagedRow_isNamedWithItsSize() {
    WindowRowCodec codec = new WindowRowCodec(ALL);
    WindowRow row = new WindowRow(ALL);
    row.add(event(20, 4, 0, 0));
    row.add(new Event(30, values(1), new float[][] {{0, Float.NaN, 2.5f}, {}}, 0, 1));
    byte[] whole = codec.encode(row);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> codec.decode(cut))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("window row of " + length + " bytes is truncated or damaged");
    }
    assertThatThrownBy(() -> codec.decode(Arrays.copyOf(whole, whole.length + 1)))
        .hasMessageContaining("damaged");
  }

  @Test
  void rowKeys_sortByEndThenKey() {
    Bytes a = Bytes.wrap(new byte[] {'a'});
    Bytes b = Bytes.wrap(new byte[] {'b'});
    assertThat(RowKey.of(10, b)).isLessThan(RowKey.of(256, a));
    assertThat(RowKey.of(10, a)).isLessThan(RowKey.of(10, b));
    assertThat(RowKey.first(10)).isLessThan(RowKey.of(10, a));
    assertThat(RowKey.of(10, b)).isLessThan(RowKey.first(11));
    assertThat(RowKey.after(RowKey.of(10, a))).isLessThan(RowKey.of(10, b));
    assertThat(RowKey.end(RowKey.of(77, a))).isEqualTo(77);
    assertThat(RowKey.key(RowKey.of(77, a))).isEqualTo(a);
  }
}
