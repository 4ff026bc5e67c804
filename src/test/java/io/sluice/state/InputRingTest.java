package io.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.feature.PastValues;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InputRingTest {
  @Test
  void recent_isTheNewestValues_andNoneWhereTheyAreImputed() {
    InputRing ring = new InputRing(4);
    assertThat(ring.recent(3)).isEmpty();
    for (int i = 0; i < 6; i++) {
      ring.add(8 * i, i == 4);
    }
    assertThat(ring.recent(3)).containsExactly(24.0, Double.NaN, 40.0);
    assertThat(ring.recent(9)).hasSize(4);
  }

  private static final int VALUES = 1000;

  /** Of a change, what rounding it to eight significant bits takes away at most. */
  private static final double SHARE = 1 / 256.0;

  @Test
  void newestValues_areGivenBackToAShareOfTheirChange() {
    Random random = new Random(1);
    double[] given = new double[VALUES];
    double value = 1e6;
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (int i = 0; i < VALUES; i++) {
      value += random.nextGaussian();
      given[i] = value;
      ring.add(value, i % 7 == 0);
    }
    assertThat(ring.count()).isEqualTo(InputRing.MIN_CAPACITY);
    double[] values = ring.values();
    for (int i = 0; i < values.length; i++) {
      int at = VALUES - values.length + i;
      double change = Math.abs(given[at] - given[at - 1]);
      assertThat(values[i]).isCloseTo(given[at], within(2 * SHARE * (change + 1)));
      assertThat(ring.isImputed(i)).isEqualTo(at % 7 == 0);
    }
  }

  @Test
  void spike_leavesNothingBehindOnceItIsOver() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (double value : new double[] {20, 21, 1e9, 20, 21, 20.5, 20.25}) {
      ring.add(value, false);
    }
    assertThat(ring.values()[6]).isCloseTo(20.25, within(0.01));
  }

  @Test
  void firstValue_standsForAllBeforeIt() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (double value : new double[] {Double.NaN, Double.NaN, 20, 21, Double.NaN}) {
      ring.add(value, Double.isNaN(value));
    }
    assertThat(ring.values()).containsExactly(20, 20, 20, 21, 21);
    for (int i = 0; i < 2 * InputRing.MIN_CAPACITY; i++) {
      ring.add(22, false);
    }
    assertThat(ring.values()).hasSize(InputRing.MIN_CAPACITY).containsOnly(22);
  }

  @Test
  void firstValueOfAFullRing_standsForAllBeforeIt() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (int i = 0; i < 2 * InputRing.MIN_CAPACITY; i++) {
      ring.add(Double.NaN, true);
    }
    ring.add(3, false);
    assertThat(ring.values()).hasSize(InputRing.MIN_CAPACITY).containsOnly(3);
  }

  @Test
  void changeBeyondAllNumbersOfItsForm_isTheGreatestThereIs() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (double value : new double[] {0, 1e300, -1e300, 5}) {
      ring.add(value, false);
    }
    for (double value : ring.values()) {
      assertThat(value).isFinite();
    }
  }

  /** As version 2 wrote the ring of a target that came later than the others. */
  @Test
  void storedChangesThatAreNoNumbers_areNone() {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    bytes.put((byte) 3).putDouble(Double.NaN).putLong(1);
    bytes.putShort((short) 0x7FC0).putShort((short) 0x7FC0);
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    ring.decodeShort(bytes.flip());
    assertThat(ring.values()).containsOnly(Double.NaN).hasSize(3);
    ring.add(4, false);
    assertThat(ring.values()).containsExactly(4, 4, 4, 4);
  }

  @Test
  void storedForm_givesTheSameRing() {
    for (int count : new int[] {0, 1, 2, InputRing.MIN_CAPACITY, InputRing.MIN_CAPACITY + 5}) {
      InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
      for (int i = 0; i < count; i++) {
        ring.add(i * i, i % 3 == 0);
      }
      ByteBuffer bytes = ByteBuffer.allocate(InputRing.maxBytes(InputRing.MIN_CAPACITY));
      ring.encode(bytes);
      InputRing back = new InputRing(InputRing.MIN_CAPACITY);
      back.decode(bytes.flip());
      assertThat(bytes.hasRemaining()).isFalse();
      assertThat(back.values()).containsExactly(ring.values());
      for (int i = 0; i < back.count(); i++) {
        assertThat(back.isImputed(i)).isEqualTo(ring.isImputed(i));
      }
    }
  }

  @Test
  void storedFormOfALongerRing_givesTheNewestValues() {
    InputRing longer = new InputRing(100);
    for (int i = 0; i < 90; i++) {
      longer.add(i, i % 3 == 0);
    }
    ByteBuffer bytes = ByteBuffer.allocate(InputRing.maxBytes(100));
    longer.encode(bytes);
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    ring.decode(bytes.flip());
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(ring.count()).isEqualTo(InputRing.MIN_CAPACITY);
    for (int i = 0; i < ring.count(); i++) {
      int value = 90 - ring.count() + i;
      assertThat(ring.values()[i]).isEqualTo(value);
      assertThat(ring.isImputed(i)).isEqualTo(value % 3 == 0);
    }
  }

  @Test
  void historyOfTheRing_hasTheNewestValuesThatItTakes() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    for (int i = 0; i < 60; i++) {
      ring.add(i, false);
    }
    PastValues history = new PastValues(10);
    ring.copyTo(history);
    assertThat(history.count()).isEqualTo(10);
  }

  @Test
  void storedFormOfMoreValuesThanAnyRingHolds_isRefused() {
    InputRing ring = new InputRing(InputRing.MIN_CAPACITY);
    byte[] tooMany = {(byte) 0xFF, (byte) 0xFF, 0x7F, 0, 0, 0};
    assertThatThrownBy(() -> ring.decode(ByteBuffer.wrap(tooMany)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ring.decodeShort(ByteBuffer.wrap(new byte[] {49})))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
