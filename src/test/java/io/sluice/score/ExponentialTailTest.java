package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialTailTest {
  /** Of an exponential distribution with mean 3: P(X > x) = exp(-x / 3). */
  @Test
  void scale_isTheMeanOfAnExponentialDistribution() {
    double inner = -3 * Math.log(.5);
    double outer = -3 * Math.log(.1);
    assertThat(ExponentialTail.scale(inner, outer, .5 / .1)).isCloseTo(3, within(1e-12));
  }

  @Test
  void equalQuantiles_haveNoTail() {
    assertThat(ExponentialTail.scale(2, 2, 5)).isZero();
  }
}
