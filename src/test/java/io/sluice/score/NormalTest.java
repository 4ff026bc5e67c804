package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NormalTest {
  @Test
  void quantileAndSurpriseAreInverse() {
    for (double surprise : new double[] {0, 0.3, 1, 1.30103, 3, 10, 100}) {
      assertThat(Normal.surprise(Normal.quantile(surprise))).isCloseTo(surprise, within(0.05));
    }
    assertThat(Normal.quantile(-Math.log10(0.05))).isCloseTo(1.96, within(1e-3));
  }

  @Test
  void surpriseWithoutEndHasAFiniteQuantile() {
    assertThat(Normal.quantile(1e6)).isFinite().isGreaterThan(30);
    assertThat(Normal.quantile(Double.POSITIVE_INFINITY)).isFinite();
  }
}
