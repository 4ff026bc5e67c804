package io.sluice.output.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A digit that is wrong in a forecast is wrong for everybody who reads it. */
final class JsonNumbersTest {
  private final JsonBytes json = new JsonBytes();

  private String write(double value) {
    return new String(json.clear().number(value).toByteArray(), StandardCharsets.US_ASCII);
  }

  private String write(double value, int digits) {
    return new String(json.clear().number(value, digits).toByteArray(), StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "10, 10",
    "21.5, 21.5",
    "-0.5, -0.5",
    "100000, 100000",
    "999999, 999999",
    "999999.5, 1000000",
    "123456.5, 123457",
    "1234567, 1234570",
    "1234565, 1234570",
    "0.1, 0.1",
    "0.000123456789, 0.000123457",
    "1e-7, 0.0000001",
    "9.999994e-8, 9.99999e-8",
    "9.9999999e-8, 0.0000001",
    "1e-12, 1e-12",
    "1.5e-12, 1.5e-12",
    "1e15, 1e15",
    "123456e9, 123456000000000",
    "999999499e6, 999999000000000",
    "9999999e8, 1e15",
    "1.25e22, 1.25e22",
    "1e23, 1e23",
    "4.9e-324, 4.94066e-324",
    "1.7976931348623157e308, 1.79769e308",
    "NaN, null",
    "Infinity, null",
    "-Infinity, null"
  })
  void number_isWrittenInItsShortestForm(double value, String text) {
    assertThat(write(value)).isEqualTo(text);
  }

  @Test
  void aMillionNumbers_areRoundedAsBigDecimalRoundsThem() {
    Random random = new Random(17);
    for (int i = 0; i < 1_000_000; i++) {
      check(sample(random, i), 6 + 3 * random.nextInt(4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, 1, 6",
    "101325, 2000, 6",
    "101325, 900, 9",
    "81234, 0.5, 12",
    "1.7e12, 1000, 15",
    "3, 0, 15",
    "0, 0, 15",
    "3, NaN, 15",
    "1e-12, 1e-13, 6"
  })
  void digits_followTheSpread(double magnitude, double spread, int digits) {
    assertThat(JsonNumbers.digits(magnitude, spread)).isEqualTo(digits);
  }

  @Test
  void moreDigits_areWrittenAsFarAsThereAreAny() {
    assertThat(write(81_234.0125, 9)).isEqualTo("81234.0125");
    assertThat(write(1_700_000_000_123.0, 15)).isEqualTo("1700000000123");
    assertThat(write(0.1 + 0.2, 15)).isEqualTo("0.3");
    assertThat(write(100, 12)).isEqualTo("100");
    assertThat(write(-1.0 / 3, 12)).isEqualTo("-0.333333333333");
  }

  /** Everyday values, float32s, halves of the last digit, powers of ten, and any bits at all. */
  private static double sample(Random random, int i) {
    return switch (i % 6) {
      case 0 -> random.nextGaussian() * 100;
      case 1 -> (float) (random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 2 -> (random.nextInt(2_000_000) - 1_000_000 + 0.5) * Math.pow(10, random.nextInt(9) - 6);
      case 3 -> Double.parseDouble(random.nextInt(10_000_000) + "5e-" + random.nextInt(12));
      case 4 -> Math.nextAfter(Math.pow(10, random.nextInt(60) - 30), random.nextGaussian());
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  private void check(double value, int digits) {
    if (!Double.isFinite(value)) {
      return;
    }
    String text = write(value, digits);
    BigDecimal expected =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_UP));
    if (new BigDecimal(text).compareTo(expected) != 0) {
      assertThat(text).as("%s", value).isEqualTo(expected.toString());
    }
    boolean plain = text.indexOf('e') < 0;
    int exponent = expected.precision() - expected.scale() - 1;
    if (plain != (expected.signum() == 0 || (exponent >= -7 && exponent < 15))
        || text.endsWith(".")
        || (text.indexOf('.') >= 0 && plain && text.endsWith("0"))) {
      assertThat(text).as("form of %s", value).isEmpty();
    }
  }

  @Test
  void integers_areWrittenWhole() {
    for (long value : new long[] {0, 9, 10, 1_361_198_400_000L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThat(new String(json.clear().number(value).toByteArray(), StandardCharsets.US_ASCII))
          .isEqualTo(Long.toString(value));
    }
  }
}
