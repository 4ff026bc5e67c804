package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrideTest {
  @Test
  void someStepsAreEnough_butOneIsNeeded() {
    assertThat(Stride.every(96, 16 * 12, 32_768)).isEqualTo(1);
    assertThat(Stride.every(96, 16 * 336, 32_768)).isEqualTo(15);
    // A short chunk of a long horizon: one step has more forecasts than are needed.
    assertThat(Stride.every(3, 16 * 4096, 32_768)).isEqualTo(3);
    assertThat(new Stride(2, Stride.every(3, 16 * 4096, 32_768)).count(3)).isEqualTo(1);
    assertThat(Stride.every(96, 1 << 28, 32_768)).isEqualTo(96);
  }
}
