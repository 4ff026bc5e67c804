package io.sluice.model.ngram;

/**
 * Exponential and logarithm of floats by polynomials: the same bits on every machine, a few
 * nanoseconds each, and a relative error below 1e-6, which is far below what a probability is
 * worth.
 */
public final class FastMath {
  private static final float LOG2_E = 1.442695f;
  private static final float LN_2 = 0.6931472f;
  private static final int MANTISSA_BITS = 23;
  private static final int BIAS = 127;
  private static final float LEAST = -80;

  private FastMath() {}

  /** {@code e^x} for {@code x <= 80}; 0 below -80. */
  public static float exp(float x) {
    if (x < LEAST) {
      return 0;
    }
    float scaled = x * LOG2_E;
    int whole = (int) (scaled + 1024.5f) - 1024;
    float t = (scaled - whole) * LN_2;
    // Taylor's series on [-ln 2 / 2, ln 2 / 2].
    float p =
        1 + t * (1 + t * (0.5f + t * (1f / 6 + t * (1f / 24 + t * (1f / 120 + t * 1f / 720)))));
    return p * Float.intBitsToFloat((whole + BIAS) << MANTISSA_BITS);
  }

  /** The natural logarithm of a positive, normal number. */
  public static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits >> MANTISSA_BITS) - BIAS;
    float m = Float.intBitsToFloat((bits & ((1 << MANTISSA_BITS) - 1)) | (BIAS << MANTISSA_BITS));
    if (m > 1.4142135f) {
      m *= 0.5f;
      exponent++;
    }
    // The series of artanh: log m = 2 artanh((m - 1) / (m + 1)), |s| <= 0.172.
    float s = (m - 1) / (m + 1);
    float q = s * s;
    return exponent * LN_2 + 2 * s * (1 + q * (1f / 3 + q * (0.2f + q * (1f / 7 + q * 1f / 9))));
  }
}
