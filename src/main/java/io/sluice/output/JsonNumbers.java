package io.sluice.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Rounds a double to six significant digits, half up, exactly as {@link BigDecimal} does it on the
 * double's exact value but some twenty times faster. A power of ten up to 10^22 is exact in a
 * double, so a product or quotient with one is rounded once; only when it lands on a half is the
 * error of that rounding needed, and {@link Math#fma} tells it. Not thread-safe.
 */
final class JsonNumbers {
  /** Digits that a number keeps: what a float32 holds with certainty. */
  static final int DIGITS = 6;

  private static final int LIMIT = 1_000_000;
  private static final int MAX_EXACT_POWER = 22;
  private static final int MIN_EXPONENT = DIGITS - 1 - MAX_EXACT_POWER;
  private static final double[] POWERS = powers();
  private static final int GROUP_DIGITS = 3;
  private static final int GROUP = 1000;

  /** Three digits in ASCII, the first one in the third byte from the right. */
  private static final int[] GROUPS = new int[GROUP];

  private static final byte[] TRAILING_ZEROS = new byte[GROUP];

  static {
    for (int i = 0; i < GROUP; i++) {
      GROUPS[i] = (('0' + i / 100) << 16) | (('0' + i / 10 % 10) << 8) | ('0' + i % 10);
      TRAILING_ZEROS[i] = (byte) (i % 10 != 0 ? 0 : i % 100 != 0 ? 1 : i != 0 ? 2 : GROUP_DIGITS);
    }
  }

  private static final MathContext ROUNDING = new MathContext(DIGITS, RoundingMode.HALF_UP);

  private int rounded;
  private int exponent;

  private static double[] powers() {
    double[] powers = new double[MAX_EXACT_POWER + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }

  /** Rounds a positive, finite number, for {@link #spell(byte[], int)} and {@link #exponent()}. */
  void round(double magnitude) {
    // 78913 / 2^18 is log10(2) to six digits.
    int low = (Math.getExponent(magnitude) * 78_913) >> 18;
    if (low < MIN_EXPONENT || low >= MAX_EXACT_POWER) {
      rounded = roundSlowly(magnitude);
    } else {
      exponent = magnitude >= powerOfTen(low + 1) ? low + 1 : low;
      rounded = scale(magnitude, DIGITS - 1 - exponent);
    }
    if (rounded == LIMIT) {
      rounded = LIMIT / 10;
      exponent++;
    }
  }

  /**
   * Writes the six digits of the number rounded last, in ASCII.
   *
   * @return how many are left without trailing zeros, at least one
   */
  int spell(byte[] out, int at) {
    int high = rounded / GROUP;
    int low = rounded % GROUP;
    spellGroup(high, out, at);
    spellGroup(low, out, at + GROUP_DIGITS);
    return low == 0 ? GROUP_DIGITS - TRAILING_ZEROS[high] : DIGITS - TRAILING_ZEROS[low];
  }

  private static void spellGroup(int group, byte[] out, int at) {
    int ascii = GROUPS[group];
    out[at] = (byte) (ascii >>> 16);
    out[at + 1] = (byte) (ascii >>> 8);
    out[at + 2] = (byte) ascii;
  }

  /** The power of ten of its first digit. */
  int exponent() {
    return exponent;
  }

  private int roundSlowly(double magnitude) {
    BigDecimal exact = new BigDecimal(magnitude).round(ROUNDING);
    exponent = exact.precision() - exact.scale() - 1;
    return exact.scaleByPowerOfTen(DIGITS - 1 - exponent).intValueExact();
  }

  /** Negative powers are not exact, but what lies that near to one is rounded to it anyway. */
  private static double powerOfTen(int exponent) {
    return exponent >= 0 ? POWERS[exponent] : 1 / POWERS[-exponent];
  }

  /** The number times a power of ten, rounded half up. */
  private static int scale(double magnitude, int power) {
    double ten = POWERS[Math.abs(power)];
    double scaled = power >= 0 ? magnitude * ten : magnitude / ten;
    int whole = (int) scaled;
    double fraction = scaled - whole;
    if (fraction != 0.5) {
      return fraction > 0.5 ? whole + 1 : whole;
    }
    double error =
        power >= 0 ? Math.fma(magnitude, ten, -scaled) : Math.fma(-scaled, ten, magnitude);
    return error >= 0 ? whole + 1 : whole;
  }
}
