package io.sluice.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SparklineTest {
  @Test
  void barsGoFromLowToHighAndGapsAreDots() {
    assertThat(Sparkline.of(List.of(0.0, 7.0, Double.NaN, 3.5, 99.0), 0, 7)).isEqualTo("▁█·▅█");
  }

  @Test
  void flatSeriesIsInTheMiddle() {
    assertThat(Sparkline.of(List.of(2.0, 2.0), 2, 2)).isEqualTo("▅▅");
  }
}
