package io.sluice.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PinballTest {
  @Test
  void valueAboveTheQuantile_costsTheLevelPerUnit() {
    assertThat(Pinball.of(.75, 4)).isEqualTo(3);
  }

  @Test
  void valueBelowTheQuantile_costsWhatTheLevelLacksOfOnePerUnit() {
    assertThat(Pinball.of(.75, -4)).isEqualTo(1);
  }

  @Test
  void mean_isOverAllLevels() {
    double mean = Pinball.mean(new float[] {.25f, .5f, .75f}, new double[] {1, 3, 7}, 3);
    assertThat(mean).isCloseTo((.25 * 2 + 0 + .25 * 4) / 3, within(1e-12));
  }
}
