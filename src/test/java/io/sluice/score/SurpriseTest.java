package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class SurpriseTest {
  private static final float[] LEVELS = {0.01f, 0.1f, 0.5f, 0.9f, 0.99f};
  private static final float[] NORMAL = {-2.326f, -1.282f, 0, 1.282f, 2.326f};

  private static double surprise(double value) {
    return Surprise.signed(LEVELS, NORMAL, 0, value);
  }

  @Test
  void median_isNoSurprise() {
    assertThat(surprise(0)).isEqualTo(0);
  }

  @Test
  void quantiles_haveTheSurpriseOfTheirLevels() {
    assertThat(surprise(1.282f)).isCloseTo(-Math.log10(0.2), within(1e-3));
    assertThat(surprise(-1.282f)).isCloseTo(Math.log10(0.2), within(1e-3));
    assertThat(surprise(2.326f)).isCloseTo(-Math.log10(0.02), within(1e-3));
  }

  @Test
  void surprise_growsWithoutBoundBeyondTheOutermostQuantile() {
    double near = surprise(4);
    double far = surprise(40);
    double absurd = surprise(1e9);
    assertThat(near).isGreaterThan(-Math.log10(0.02));
    assertThat(far).isGreaterThan(near);
    assertThat(absurd).isGreaterThan(far).isFinite();
    assertThat(surprise(-1e9)).isCloseTo(-absurd, withinPercentage(0.01));
  }

  @Test
  void surprise_isContinuousAtTheOutermostQuantiles() {
    assertThat(surprise(2.32601)).isCloseTo(surprise(2.32599), within(1e-3));
    assertThat(surprise(-2.32601)).isCloseTo(surprise(-2.32599), within(1e-3));
  }

  @Test
  void quantilesThatCoincide_neitherDivideByZeroNorAlarmAtNoise() {
    float[] flat = {0, 0, 0, 0, 0};
    assertThat(Surprise.signed(LEVELS, flat, 0, 0)).isEqualTo(0);
    assertThat(Surprise.signed(LEVELS, flat, 0, 0.01)).isFinite().isLessThan(2.5);
  }
}
