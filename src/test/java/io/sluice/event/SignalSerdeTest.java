package io.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

/** What goes through the repartition topic comes out the same, or not at all. */
final class SignalSerdeTest {
  private SignalSerde serde = new SignalSerde(List.of("promo", "price"));

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
      Event read = (Event) read(write(new Event(time, values, partition, offset)));
      assertThat(read.timestamp()).isEqualTo(time);
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
      serde = new SignalSerde(Collections.nCopies(known.length, "field"));
      Event event = new Event(i, new double[] {Double.NaN, i}, known, 3, i);
      Event read = (Event) read(write(event));
      assertThat(Arrays.deepToString(read.known())).isEqualTo(Arrays.deepToString(known));
      assertThat(read.values()).isEqualTo(event.values());
    }
    byte[] without = write(new Event(7, new double[] {1}, 1, 2));
    assertThat(without[0]).as("read by builds that know no plans").isEqualTo((byte) 1);
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
      serde = new SignalSerde(now);
      Event read = (Event) read(whole);
      assertThat(read.known()).isEmpty();
      assertThat(read.values()).containsExactly(1);
      assertThat(read.offset()).isEqualTo(2);
    }
  }

  @Test
  void watermark_comesBackTheSame() {
    assertThat(read(write(new Watermark(1_361_198_400_000L))))
        .isEqualTo(new Watermark(1_361_198_400_000L));
  }

  @Test
  void eventOfOneValue_takesFewBytes() {
    Event event = new Event(1_361_198_400_000L, new double[] {21.5}, 3, 100_000);
    assertThat(write(event)).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void anotherVersion_isNamedInTheError() {
    byte[] bytes = write(new Watermark(5));
    bytes[0] = 9;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void damagedBytes_areRefusedWithASerializationException() {
    damaged(write(new Event(7, new double[] {1, Double.NaN, 3}, 1, 2)));
    damaged(write(new Event(7, new double[] {1}, new float[][] {{0, 1}, {}}, 1, 2)));
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
    Random random = new Random(5);
    float[][] known = {{1, Float.NaN, 2.5f}, {}};
    byte[] whole = write(new Event(7, new double[] {1, Double.NaN, 3}, known, 1, 2));
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      try {
        assertThat(read(bytes).timestamp()).isNotNegative();
      } catch (SerializationException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
