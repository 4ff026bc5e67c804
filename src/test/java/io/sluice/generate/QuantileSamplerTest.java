package io.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantileSamplerTest {
  private final QuantileSampler sampler = new QuantileSampler(List.of(.1f, .5f, .9f));
  private final double[] quantiles = {-2, 0, 4};

  @Test
  void levelsGiveTheirQuantilesAndWhatLiesBetweenIsLinear() {
    assertThat(sampler.value(quantiles, .1)).isCloseTo(-2, within(1e-6));
    assertThat(sampler.value(quantiles, .3)).isCloseTo(-1, within(1e-6));
    assertThat(sampler.value(quantiles, .5)).isCloseTo(0, within(1e-6));
    assertThat(sampler.value(quantiles, .8)).isCloseTo(3, within(1e-6));
    assertThat(sampler.value(quantiles, .9)).isCloseTo(4, within(1e-6));
  }

  @Test
  void tailsAreExponentialAtTheRateOfTheOutermostLevels() {
    double lower = 2 / Math.log(5);
    assertThat(sampler.value(quantiles, .01)).isCloseTo(-2 - lower * Math.log(10), within(1e-5));
    double upper = 4 / Math.log(5);
    assertThat(sampler.value(quantiles, .999)).isCloseTo(4 + upper * Math.log(100), within(1e-5));
  }
}
