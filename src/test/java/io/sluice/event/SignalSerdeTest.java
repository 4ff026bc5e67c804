package io.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Aggregate;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** What goes through the repartition topic comes out the same, or not at all. */
final class SignalSerdeTest {
  /** A value of 1. */
  private static final String ONE = "3ff0000000000000";

  private static final Schema ONE_TARGET = schema(1);

  private SignalSerde serde = new SignalSerde(ONE_TARGET, List.of("promo", "price"));

  private static Schema schema(int targets) {
    return Schema.unnamed(Collections.nCopies(targets, Aggregate.MEAN));
  }

  private byte[] write(Signal signal) {
    return serde.serializer().serialize("t", signal);
  }

  private Signal read(byte[] bytes) {
    return serde.deserializer().deserialize("t", bytes);
  }

  @Test
  void events_ofAnySize_comeBackTheSame() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      double[] values = new double[1 + i % 64];
      for (int v = 0; v < values.length; v++) {
        values[v] = random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian() * 1e6;
      }
      long time = random.nextLong() >>> 17;
      long offset = random.nextLong() >>> random.nextInt(1, 64);
      int partition = random.nextInt() >>> random.nextInt(1, 32);
      long sourceTime = random.nextInt(10) == 0 ? Signal.NO_TIME : random.nextLong() >>> 17;
      serde = new SignalSerde(schema(values.length), List.of());
      Event event = new Event(time, values, partition, offset).at(sourceTime);
      Event read = (Event) read(write(event));
      assertThat(read.timestamp()).isEqualTo(time);
      assertThat(read.sourceTime()).isEqualTo(sourceTime);
      assertThat(read.values()).isEqualTo(values);
      assertThat(read.partition()).isEqualTo(partition);
      assertThat(read.offset()).isEqualTo(offset);
    }
  }

  @Test
  void plans_comeBackTheSame_andTakeNoPlaceWhereThereAreNone() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      float[][] known = new float[1 + i % 16][];
      for (int field = 0; field < known.length; field++) {
        known[field] = plan(random);
      }
      known[0] = new float[] {1};
      serde = new SignalSerde(schema(2), Collections.nCopies(known.length, "field"));
      Event event = new Event(i, new double[] {Double.NaN, i}, known, 3, i);
      Event read = (Event) read(write(event));
      assertThat(Arrays.deepToString(read.known())).isEqualTo(Arrays.deepToString(known));
      assertThat(read.values()).isEqualTo(event.values());
    }
    serde = new SignalSerde(ONE_TARGET, List.of());
    byte[] without = write(new Event(7, new double[] {1}, 1, 2));
    assertThat(write(new Event(7, new double[] {1}, new float[0][], 1, 2))).isEqualTo(without);
  }

  private static float[] plan(Random random) {
    float[] plan = new float[random.nextInt(40)];
    for (int i = 0; i < plan.length; i++) {
      boolean open = i < plan.length - 1 && random.nextInt(4) == 0;
      plan[i] = open ? Float.NaN : (float) random.nextGaussian() * 1e6f;
    }
    return plan;
  }

  @Test
  void planOfZerosAndOnes_takesTwoBytesAWindow() {
    float[][] known = {new float[100], {}};
    byte[] zeros = write(new Event(7, new double[] {1}, known, 1, 2));
    Arrays.fill(known[0], 1);
    byte[] ones = write(new Event(7, new double[] {1}, known, 1, 2));
    int without = write(new Event(7, new double[] {1}, 1, 2)).length;
    assertThat(zeros).hasSize(without + 4 + 3 + 100);
    assertThat(ones).hasSize(without + 4 + 3 + 200);
  }

  /** A price must not be taken for a promotion, nor a plan of another number of fields. */
  @Test
  void plansOfOtherFields_areLeftOut_andTheRestIsRead() {
    float[][] known = {{1, 0}, {9.99f}};
    byte[] whole = write(new Event(7, new double[] {1}, known, 1, 2));
    for (List<String> now :
        List.of(List.of("price", "promo"), List.of("promo"), List.<String>of())) {
      serde = new SignalSerde(ONE_TARGET, now);
      Event read = (Event) read(whole);
      assertThat(read.known()).isEmpty();
      assertThat(read.values()).containsExactly(1);
      assertThat(read.offset()).isEqualTo(2);
    }
  }

  /** As the configuration is changed while events lie on the topic. */
  @Test
  void valuesOfOtherTargets_areFoundByName() {
    Schema before = new Schema(List.of(target("power"), target("gas"), target("water")));
    Schema now = new Schema(List.of(target("water"), target("heat"), target("power")));
    Schemas schemas = Schemas.only(before).then(now);
    serde = new SignalSerde(before, List.of());
    byte[] all = write(new Event(7, new double[] {1, 2, 3}, 1, 2).at(5));
    byte[] first = write(new Event(7, new double[] {1, Double.NaN, Double.NaN}, 1, 2).at(5));
    serde = new SignalSerde(now, List.of());

    Event event = ((Event) read(all)).in(schemas);
    assertThat(event.values()).containsExactly(3, Double.NaN, 1);
    assertThat(event.sourceTime()).isEqualTo(5);
    assertThat(((Event) read(first)).in(schemas).values())
        .containsExactly(Double.NaN, Double.NaN, 1);
    assertThatThrownBy(() -> ((Event) read(all)).in(Schemas.only(now)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another configuration");
  }

  private static Schema.Target target(String name) {
    return new Schema.Target(name, name, Aggregate.MEAN);
  }

  @Test
  void newsOfAPartition_comesBackTheSame() {
    for (Signal signal :
        List.of(
            new Watermark(3, 1_361_198_400_000L),
            new Lull(99, 1_361_198_400_000L, Lull.Kind.SILENT, 1_361_198_430_000L, 1L << 40),
            new Lull(0, Signal.NO_TIME, Lull.Kind.SILENT, Signal.NO_TIME, 0),
            new Lull(1, 5, Lull.Kind.STANDING, 5, 7),
            new Lull(1, 5, Lull.Kind.CAUGHT_UP, 5, 7))) {
      assertThat(read(write(signal))).isEqualTo(signal);
    }
  }

  /** Byte by byte what 0.1 wrote: an event without and one with plans, and a watermark. */
  @Test
  void signalsOfTheReleaseBefore_moveTheirPartitionByTheirOwnTime() {
    byte[] plain =
        HexFormat.of().parseHex("0101" + "00000000000003e8" + "05" + "0e" + "0202" + ONE);
    Event event = (Event) read(plain);
    assertThat(event.timestamp()).isEqualTo(1000);
    assertThat(event.sourceTime()).isEqualTo(1000);
    assertThat(event.partition()).isEqualTo(5);
    assertThat(event.offset()).isEqualTo(7);
    Event own = event.in(Schemas.only(schema(2)));
    assertThat(own.values()).containsExactly(1, Double.NaN);
    assertThat(own.offset()).isEqualTo(7);

    byte[] watermark = HexFormat.of().parseHex("0100" + "00000000000003e8");
    assertThat(read(watermark)).isEqualTo(new Watermark(Watermark.EVERY_PARTITION, 1000));
  }

  /** What the release before does with it: it refuses every version above 2. */
  @Test
  void signalsOfThisRelease_areRefusedByTheOneBefore() {
    Event event = new Event(7, new double[] {1}, 1, 2);
    Event planned = new Event(7, new double[] {1}, new float[][] {{1}, {}}, 1, 2);
    for (Signal signal : List.of(event, planned, new Watermark(0, 7))) {
      assertThat(write(signal)[0]).isGreaterThan((byte) 2);
    }
  }

  /** At most 8 bytes more than without, in order or not, whatever the clock. */
  @Test
  void timeOfThePartition_takesFewBytes() {
    long now = 1_790_000_000_000L;
    int bare = 2 + 8 + 1 + 3 + 1 + 1 + 8;
    for (long time : List.of(now, now - 60_000, now - 86_400_000, 0L, Signal.NO_TIME)) {
      Event event = new Event(now, new double[] {21.5}, 3, 100_000).at(time);
      assertThat(write(event).length - bare).isBetween(1, 8);
    }
  }

  @Test
  void eventOfOneValue_takesFewBytes() {
    Event event =
        new Event(1_361_198_400_000L, new double[] {21.5}, 3, 100_000).at(1_361_198_400_000L);
    assertThat(write(event)).hasSizeLessThanOrEqualTo(27);
  }

  @Test
  void token_comesBackTheSame() {
    Event event = new Event(1_361_198_400_000L, "Tür <b>auf</b>", 3, 100_000).at(1000);
    Event read = (Event) read(write(event));
    assertThat(read.token()).isEqualTo("Tür <b>auf</b>");
    assertThat(read.timestamp()).isEqualTo(event.timestamp());
    assertThat(read.sourceTime()).isEqualTo(1000);
    assertThat(read.offset()).isEqualTo(100_000);
    assertThat(read.in(Schemas.only(schema(0))).token()).isEqualTo("Tür <b>auf</b>");
  }

  @Test
  void anotherVersion_isNamedInTheError() {
    byte[] bytes = write(new Watermark(0, 5));
    bytes[0] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void damagedBytes_areRefusedWithASerializationException() {
    serde = new SignalSerde(schema(3), List.of("promo", "price"));
    damaged(write(new Event(7, new double[] {1, Double.NaN, 3}, 1, 2)));
    damaged(write(new Event(7, new double[] {1}, new float[][] {{0, 1}, {}}, 1, 2)));
    damaged(write(new Event(7, "door open", 1, 2)));
  }

  private void damaged(byte[] whole) {
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(SerializationException.class);
    }
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(SerializationException.class);
    assertThatThrownBy(() -> read(null)).isInstanceOf(SerializationException.class);
  }

  @Test
  void randomDamage_givesASignalOrASerializationException() {
    serde = new SignalSerde(schema(3), List.of("promo", "price"));
    Random random = new Random(5);
    float[][] known = {{1, Float.NaN, 2.5f}, {}};
    byte[] whole = write(new Event(7, new double[] {1, Double.NaN, 3}, known, 1, 2));
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(read(bytes).sourceTime()).isGreaterThanOrEqualTo(Signal.NO_TIME);
      } catch (SerializationException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
