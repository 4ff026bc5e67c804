package io.sluice.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OnsetsTest {
  @Test
  void windowThatWouldBeginAnAlert_hasTheHighestThresholdThatLetsIt() {
    double[] scores = {0, 2.02, 0, 0, 0, 3.51, 3.4, 0, 0, 0, 1.2};
    double[] onsets = Onsets.below(10, scores);
    assertThat(onsets[1]).isCloseTo(2, within(1e-9));
    assertThat(onsets[5]).isCloseTo(3.4, within(1e-9));
    assertThat(onsets[6]).as("an alert goes on").isZero();
    assertThat(onsets[10]).isCloseTo(1.2, within(0.05));
  }

  @Test
  void limitIsNotReached_andWhatIsNotScoredBeginsNothing() {
    double[] onsets = Onsets.below(3, new double[] {Double.NaN, 7});
    assertThat(onsets).containsExactly(new double[] {0, 2.8}, within(1e-9));
  }

  @Test
  void whatStays_beginsAgainOnlyWhenItWouldBeAccepted() {
    double[] scores = new double[100];
    Arrays.fill(scores, 4);
    assertThat(Arrays.stream(Onsets.below(5, scores)).filter(onset -> onset > 0)).hasSize(2);
  }
}
