package io.sluice.history.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownFieldTest {
  private static final int WINDOWS = 200;
  private static final int REACH = 12;

  @Test
  void column_isKnownAllTheTime_andNothingBehindIt() {
    KnownField column = KnownField.column(new float[] {1, 2, 3});
    assertThat(column.of(0, 0)).isEqualTo(1);
    assertThat(column.of(0, 2)).isEqualTo(3);
    assertThat(column.of(0, 3)).isZero();
    assertThat(column.of(7, 0)).isZero();
  }

  /** Plans that come true, are taken back, or are said further, at random. */
  @Test
  void plans_areWhatWasHeard_untilTheLastWindow() {
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      float[][] plans = new float[WINDOWS][];
      float[] plan = {};
      for (int t = 0; t < WINDOWS; t++) {
        plan = plan.length == 0 ? plan : Arrays.copyOfRange(plan, 1, plan.length);
        if (random.nextInt(4) == 0) {
          plan = Arrays.copyOf(plan, Math.max(plan.length, 1 + random.nextInt(REACH)));
          plan[random.nextInt(plan.length)] = 1 + random.nextInt(3);
        }
        plans[t] = plan.clone();
      }
      float[] last = new float[WINDOWS];
      for (int t = 0; t < WINDOWS; t++) {
        last[t] = value(plans[t], 0);
      }
      int planned = random.nextInt(WINDOWS);
      KnownField field = KnownField.planned(last, planned, WINDOWS);
      for (int t = 0; t < WINDOWS; t++) {
        field.hear(t, plans[t]);
      }
      for (int t = 0; t < WINDOWS; t++) {
        boolean isColumn = t < planned || t == WINDOWS - 1;
        for (int ahead = 0; ahead < REACH + 2; ahead++) {
          float expected = isColumn ? value(last, t + ahead) : value(plans[t], ahead);
          assertThat(field.of(t, ahead)).as("window %d, %d ahead", t, ahead).isEqualTo(expected);
        }
      }
    }
  }

  private static float value(float[] values, int at) {
    return at < values.length ? values[at] : 0;
  }
}
