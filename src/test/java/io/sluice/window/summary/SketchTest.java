package io.sluice.window.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Aggregate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of sketches: exact while small, near the truth and small when large. */
final class SketchTest {
  private static final int BYTES = 4 * 1024;

  private static Summary sketch(String aggregate) {
    Summary sketch = Summary.of(Aggregate.parse(aggregate).orElseThrow());
    assertThat(sketch).isNotNull();
    return sketch;
  }

  private static Summary of(String aggregate, double... values) {
    Summary sketch = sketch(aggregate);
    Arrays.stream(values).forEach(value -> sketch.add(value, 0));
    return sketch;
  }

  private static byte[] stored(Summary sketch) {
    ByteBuffer out = ByteBuffer.allocate(sketch.maxBytes());
    sketch.write(out);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static Summary read(String aggregate, byte[] stored) {
    Summary sketch = sketch(aggregate);
    ByteBuffer in = ByteBuffer.wrap(stored);
    sketch.read(in);
    assertThat(in.hasRemaining()).isFalse();
    return sketch;
  }

  private static double[] drawn(int count, DoubleSupplier values) {
    return DoubleStream.generate(values).limit(count).toArray();
  }

  /** The share of values that are below one. */
  private static double rank(double[] values, double value) {
    return (double) Arrays.stream(values).filter(v -> v < value).count() / values.length;
  }

  @Test
  void quantileOfFewValues_isExact() {
    assertThat(of("median", 7).value()).isEqualTo(7);
    assertThat(of("median", 3, 1, 2).value()).isEqualTo(2);
    assertThat(of("median", 4, 1, 2, 3).value()).isEqualTo(2.5);
    assertThat(of("p90", 0, 10).value()).isEqualTo(9);
    double[] values = drawn(QuantileSketch.MOST_VALUES, new Random(1)::nextGaussian);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = 0.25 * (values.length - 1);
    assertThat(of("p25", values).value()).isBetween(sorted[(int) place], sorted[(int) place + 1]);
  }

  @ParameterizedTest
  @CsvSource({
    "p1, 0.002",
    "p25, 0.01",
    "median, 0.01",
    "p90, 0.005",
    "p99, 0.002",
    "p99.9, 0.0005"
  })
  void quantileOfManyValues_isNearByRank(String aggregate, double error) {
    double level = Aggregate.parse(aggregate).orElseThrow().percent() / 100;
    Random random = new Random(2);
    double[] skewed = drawn(100_000, () -> Math.exp(3 * random.nextGaussian()) - 5);
    double[] rising = new double[100_000];
    Arrays.setAll(rising, i -> 50 + i * 1e-7);
    for (double[] values : new double[][] {skewed, rising}) {
      Summary sketch = of(aggregate, values);
      assertThat(rank(values, sketch.value())).isCloseTo(level, within(error));
      assertThat(stored(sketch)).hasSizeLessThan(BYTES);
    }
  }

  @Test
  void numberOfDifferentValues_isExactOfFew_andNearOfMany() {
    Summary few = sketch("distinct");
    for (int i = 0; i < 10_000; i++) {
      few.add(i % DistinctSketch.MOST_TOKENS, 0);
    }
    assertThat(few.value()).isEqualTo(DistinctSketch.MOST_TOKENS);
    assertThat(of("distinct", 0.0, -0.0, 1, 1).value()).isEqualTo(2);
    for (int count : new int[] {1_000, 10_000, 1_000_000}) {
      Summary many = sketch("distinct");
      for (int i = 0; i < count; i++) {
        many.add(i * 0.25, 0);
        many.add(i * 0.25, 0);
      }
      assertThat(many.value()).isCloseTo(count, within(0.05 * count));
      assertThat(stored(many)).hasSizeLessThan(BYTES);
    }
  }

  @Test
  void orderOfDifferentValues_doesNotMatter() {
    double[] values = drawn(3_000, new Random(3)::nextDouble);
    double[] turned = new double[values.length];
    Arrays.setAll(turned, i -> values[values.length - 1 - i]);
    assertThat(stored(of("distinct", turned))).isEqualTo(stored(of("distinct", values)));
  }

  /** The service stores a window after each event; a training never does. */
  @ParameterizedTest
  @ValueSource(strings = {"median", "p99.9", "distinct"})
  void sketchThatIsStoredAfterEachValue_saysWhatOneThatNeverIs(String aggregate) {
    Random random = new Random(4);
    Summary kept = sketch(aggregate);
    Summary stored = sketch(aggregate);
    for (int i = 0; i < 2_000; i++) {
      double value = Math.rint(1_000 * random.nextGaussian());
      kept.add(value, 0);
      stored.add(value, 0);
      stored = read(aggregate, stored(stored));
      assertThat(stored.value()).isEqualTo(kept.value());
    }
    assertThat(stored(stored)).isEqualTo(stored(kept));
  }

  @Test
  void valuesAtTheEndOfTheRange_giveAFiniteQuantile() {
    double[] values = drawn(1_000, new Random(5)::nextGaussian);
    for (int i = 0; i < values.length; i += 3) {
      values[i] = Math.copySign(Double.MAX_VALUE, values[i]);
    }
    Summary sketch = of("p90", values);
    assertThat(sketch.value()).isFinite();
    assertThat(read("p90", stored(sketch)).value()).isEqualTo(sketch.value());
  }

  /** What builds have stored: to be read for as long as there may be any. */
  @ParameterizedTest
  @CsvSource({
    "median, 010340000000000000004010000000000000401800000000000000, 4",
    "distinct, 0102000000010000000f, 2"
  })
  void storedSketch_isReadByteByByte(String aggregate, String hex, double value) {
    byte[] stored = HexFormat.of().parseHex(hex);
    Summary sketch = read(aggregate, stored);
    assertThat(sketch.value()).isEqualTo(value);
    assertThat(stored(sketch)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"median", "distinct"})
  void damagedSketch_isRefusedOrHasAValue(String aggregate) {
    Random random = new Random(6);
    for (int size : new int[] {1, 100, 1_000}) {
      byte[] sound = stored(of(aggregate, drawn(size, random::nextDouble)));
      for (int i = 0; i < 2_000; i++) {
        byte[] damaged = sound.clone();
        damaged[random.nextInt(i % 2 == 0 ? sound.length : Math.min(8, sound.length))] =
            (byte) random.nextInt();
        Summary sketch = sketch(aggregate);
        try {
          sketch.read(ByteBuffer.wrap(damaged));
          assertThat(sketch.value()).isNotNaN();
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
          assertThat(e.getMessage() == null || e.getMessage().length() < 200).isTrue();
        }
      }
    }
    assertThatThrownBy(() -> sketch(aggregate).read(ByteBuffer.wrap(new byte[] {9, 1, 0})))
        .hasMessageContaining("version 9");
  }
}
