package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class SurpriseTailTest {
  private static final int WINDOWS = 50_000;

  /** False alarms of a key whose surprises are drawn from one law, at one expected per thousand. */
  private static double alarmsPerThousand(DoubleUnaryOperator law) {
    Random random = new Random(7);
    SurpriseTail tail = new SurpriseTail();
    int alarms = 0;
    for (int i = 0; i < WINDOWS; i++) {
      double surprise = law.applyAsDouble(random.nextDouble());
      if (tail.score(surprise) >= 3) {
        alarms++;
      }
      tail.learn(surprise);
    }
    return alarms * 1000.0 / WINDOWS;
  }

  @Test
  void keyWhoseForecastsAreRight_keepsTheBudget() {
    assertThat(alarmsPerThousand(u -> -Math.log10(1 - u))).isBetween(0.2, 1.5);
  }

  @Test
  void keyWhoseForecastsAreOverconfident_keepsTheBudgetToo() {
    assertThat(alarmsPerThousand(u -> -5 * Math.log10(1 - u))).isBetween(0.2, 2.0);
  }

  @Test
  void keyWithHeavyTails_keepsTheBudgetWithinAFactor() {
    assertThat(alarmsPerThousand(u -> Math.pow(1 - u, -0.5) - 1)).isBetween(0.2, 3.0);
  }

  @Test
  void youngKeysWhoseForecastsAreOverconfident_keepTheBudget() {
    Random random = new Random(3);
    int alarms = 0;
    for (int key = 0; key < 2_000; key++) {
      SurpriseTail tail = new SurpriseTail();
      for (int i = 0; i < 200; i++) {
        double surprise = -2 * Math.log10(1 - random.nextDouble());
        if (tail.score(surprise) >= 4) {
          alarms++;
        }
        tail.learn(surprise);
      }
    }
    int budget = 2_000 * 200 / 10_000;
    assertThat(alarms).isLessThan(budget);
  }

  @Test
  void newKey_isJudgedAsIfItsForecastsWereRight() {
    assertThat(new SurpriseTail().score(-Math.log10(0.05)))
        .isCloseTo(-Math.log10(0.05), within(0.01));
  }

  @Test
  void oneHugeAnomaly_doesNotHideTheNext() {
    Random random = new Random(1);
    SurpriseTail tail = new SurpriseTail();
    for (int i = 0; i < 500; i++) {
      tail.learn(-Math.log10(1 - random.nextDouble()));
    }
    tail.learn(10_000);
    assertThat(tail.score(30)).isGreaterThan(5);
  }
}
