package io.sluice.output.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Rounds a double to six, nine, twelve or fifteen significant digits, half up, exactly as {@link
 * BigDecimal} does it on the double's exact value but some twenty times faster. A power of ten up
 * to 10^22 is exact in a double, so a product or quotient with one is rounded once; only when it
 * lands on a half is the error of that rounding needed, and {@link Math#fma} tells it. Not
 * thread-safe.
 */
public final class JsonNumbers {
  private static final int GROUP_DIGITS = 3;

  /** The fewest digits that a number keeps: what a float32 holds with certainty. */
  static final int DIGITS = 2 * GROUP_DIGITS;

  /** The most: what a double holds with certainty. */
  public static final int MAX_DIGITS = 5 * GROUP_DIGITS;

  /** Numbers that differ by so small a share of their spread are the same. */
  private static final double RESOLUTION = 1e-4;

  private static final int MAX_EXACT_POWER = 22;
  private static final double[] POWERS = powers();
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

  private int digits = DIGITS;
  private long rounded;
  private int exponent;

  private static double[] powers() {
    double[] powers = new double[MAX_EXACT_POWER + 1];
    for (int i = 0; i < powers.length; i++) {
      powers[i] = Double.parseDouble("1e" + i);
    }
    return powers;
  }

  /**
   * The digits that numbers need which are told apart by a share of their spread: six, but more
   * where they are far from zero for it.
   *
   * @param magnitude of the numbers
   * @param spread by how much they differ; all digits where that is nothing or not known
   */
  public static int digits(double magnitude, double spread) {
    double steps = Math.abs(magnitude / spread) / RESOLUTION;
    int digits = DIGITS;
    while (digits < MAX_DIGITS && !(steps <= POWERS[digits])) {
      digits += GROUP_DIGITS;
    }
    return digits;
  }

  /**
   * Rounds a positive, finite number, for {@link #spell(byte[], int)} and {@link #exponent()}.
   *
   * @param toDigits {@value #DIGITS} to {@value #MAX_DIGITS}, a multiple of three
   */
  void round(double magnitude, int toDigits) {
    digits = toDigits;
    // 78913 / 2^18 is log10(2) to six digits.
    int low = (Math.getExponent(magnitude) * 78_913) >> 18;
    if (low < digits - 1 - MAX_EXACT_POWER || low >= MAX_EXACT_POWER) {
      rounded = roundSlowly(magnitude);
    } else {
      exponent = magnitude >= powerOfTen(low + 1) ? low + 1 : low;
      rounded = scale(magnitude, digits - 1 - exponent);
    }
    long limit = (long) POWERS[digits];
    if (rounded == limit) {
      rounded = limit / 10;
      exponent++;
    }
  }

  /** The digits to which the last number was rounded. */
  int digits() {
    return digits;
  }

  /**
   * Writes the digits of the number rounded last, in ASCII.
   *
   * @return how many are left without trailing zeros, at least one
   */
  int spell(byte[] out, int at) {
    long rest = rounded;
    int left = 0;
    for (int from = digits - GROUP_DIGITS; from >= 0; from -= GROUP_DIGITS) {
      int group = (int) (rest % GROUP);
      rest /= GROUP;
      spellGroup(group, out, at + from);
      if (left == 0 && group != 0) {
        left = from + GROUP_DIGITS - TRAILING_ZEROS[group];
      }
    }
    return left;
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

  private long roundSlowly(double magnitude) {
    MathContext rounding = new MathContext(digits, RoundingMode.HALF_UP);
    BigDecimal exact = new BigDecimal(magnitude).round(rounding);
    exponent = exact.precision() - exact.scale() - 1;
    return exact.scaleByPowerOfTen(digits - 1 - exponent).longValueExact();
  }

  /** Negative powers are not exact, but what lies that near to one is rounded to it anyway. */
  private static double powerOfTen(int exponent) {
    return exponent >= 0 ? POWERS[exponent] : 1 / POWERS[-exponent];
  }

  /** The number times a power of ten, rounded half up. */
  private static long scale(double magnitude, int power) {
    double ten = POWERS[Math.abs(power)];
    double scaled = power >= 0 ? magnitude * ten : magnitude / ten;
    long whole = (long) scaled;
    double fraction = scaled - whole;
    if (fraction != 0.5) {
      return fraction > 0.5 ? whole + 1 : whole;
    }
    double error =
        power >= 0 ? Math.fma(magnitude, ten, -scaled) : Math.fma(-scaled, ten, magnitude);
    return error >= 0 ? whole + 1 : whole;
  }
}
