package io.sluice.feature;

/** The inverse hyperbolic sine: linear near zero, logarithmic far from it, of any sign. */
public final class Asinh {
  private Asinh() {}

  public static double of(double value) {
    double magnitude = Math.abs(value);
    return Math.copySign(Math.log(magnitude + Math.sqrt(magnitude * magnitude + 1)), value);
  }
}
