package io.sluice.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Rounds values to a hundred-thousandth of how far they lie apart: finer than a picture shows. */
final class Rounding {
  private static final double PARTS = 1e5;
  private static final int MOST_DECIMALS = 12;

  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  void see(double[] values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
  }

  BigDecimal of(double value) {
    double range = high > low ? high - low : Math.max(Math.abs(high), Double.MIN_NORMAL);
    int decimals = (int) Math.ceil(Math.log10(PARTS) - Math.log10(range));
    return plain(
        BigDecimal.valueOf(value)
            .setScale(Math.max(0, Math.min(MOST_DECIMALS, decimals)), RoundingMode.HALF_EVEN));
  }

  static BigDecimal exact(double value) {
    return plain(BigDecimal.valueOf(value));
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 && stripped.precision() - stripped.scale() <= 18
        ? stripped.setScale(0, RoundingMode.UNNECESSARY)
        : stripped;
  }
}
