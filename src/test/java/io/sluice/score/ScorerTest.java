package io.sluice.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.alert.WatchedKey;
import io.sluice.bench.series.Cycle;
import io.sluice.bench.series.Drawn;
import io.sluice.bench.series.Kind;
import io.sluice.detect.fault.Fault;
import io.sluice.output.Alert;
import io.sluice.state.KeyState;
import io.sluice.state.chart.ChartState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scores as a key lives through them, with simple forecasts. */
class ScorerTest {
  private static final Cycle DAY = new Cycle(144, 4);
  private static final int KEYS = 10;
  private static final int LENGTH = 1500;
  private static final int FROM = 1300;
  private static final int BUDGET = 1000;

  private static Drawn draw(Kind kind, int key, int windows) {
    return kind.draw(windows, DAY, new Random(31L * kind.name().hashCode() + key));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void healthyKey_alertsAboutAsOftenAsItsBudgetAllows(Kind kind) {
    int budget = 300;
    int settled = 300;
    long alerts = 0;
    for (int i = 0; i < 4 * KEYS; i++) {
      WatchedKey key = new WatchedKey(budget);
      double[] values = draw(kind, i, 3300).values();
      key.observe(values, 0, settled);
      alerts -= key.fired();
      key.observe(values, settled, values.length);
      alerts += key.fired();
    }
    assertThat(alerts / (4 * KEYS * 3000.0 / budget)).isBetween(0.3, 2.5);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"MISSING_PEAK", "SILENCE"},
      mode = EnumSource.Mode.EXCLUDE)
  void fault_isFound(Fault fault) {
    int least =
        switch (fault) {
          case SHIFT_3 -> 7;
          case DRIFT -> 8;
          default -> 9;
        };
    assertThat(found(Kind.AR, fault)).isGreaterThanOrEqualTo(least);
  }

  @Test
  void dailyPeakThatDoesNotCome_isFound() {
    assertThat(found(Kind.SEASONAL, Fault.MISSING_PEAK)).isGreaterThanOrEqualTo(4);
  }

  /** In how many keys a fault makes an alert that the key has not without it. */
  private static int found(Kind kind, Fault fault) {
    int found = 0;
    for (int i = 0; i < KEYS; i++) {
      Drawn drawn = draw(kind, i, LENGTH);
      double[] faulty = drawn.values();
      assertThat(fault.plant(faulty, FROM, drawn.sd(), DAY.period(), new Random(i))).isTrue();
      int to = FROM + fault.judged(DAY.period());
      found += fired(faulty, to) > 0 && fired(drawn.values(), to) == 0 ? 1 : 0;
    }
    return found;
  }

  /** Alerts from the fault's place on. */
  private static long fired(double[] values, int to) {
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(values, 0, FROM);
    long before = key.fired();
    key.observe(values, FROM, to);
    return key.fired() - before;
  }

  @Test
  void jumpOfAKeyThatIsHardlyKnown_isNoNews() {
    assertThat(scoreOfJump(40)).isLessThan(Math.log10(BUDGET));
    assertThat(scoreOfJump(1000)).isGreaterThan(Math.log10(BUDGET));
  }

  /** Of a jump by forty standard deviations after so many windows, as on a sensor's first night. */
  private static double scoreOfJump(int windows) {
    Drawn drawn = draw(Kind.AR, 0, windows);
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(drawn.values(), 0, windows);
    Score score = key.observe(drawn.values()[windows - 1] + 40 * drawn.sd());
    assertThat(score).isNotNull();
    return score.value();
  }

  @Test
  void spikeOnALevelThatHasShifted_isToldForItself_andTheWayBackIsNot() {
    Drawn drawn = draw(Kind.AR, 0, 1200);
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(drawn.values(), 0, 1000);
    long before = key.fired();
    for (int i = 1000; i < 1060; i++) {
      key.observe(drawn.values()[i] + (i == 1030 ? 40 : 15) * drawn.sd());
    }
    assertThat(key.fired() - before).isEqualTo(2);
    assertThat(key.alerts.get(key.alerts.size() - 1).firstWindowStart())
        .isGreaterThan(key.alerts.get(0).firstWindowStart());
    key.observe(drawn.values(), 1060, 1100);
    assertThat(key.fired() - before).isEqualTo(2);
  }

  @Test
  void jobOfEveryDay_isNewsForAFewDays_andAtAnotherHourAgain() {
    WatchedKey key = new WatchedKey(BUDGET);
    Random random = new Random(2);
    long known = 0;
    for (int day = 0; day < 25; day++) {
      known = day == 15 ? key.fired() : known;
      for (int i = 0; i < DAY.period(); i++) {
        key.observe(random.nextGaussian() + (i == 30 || i == 31 ? 12 : 0));
      }
    }
    assertThat(key.fired() - known).as("alerts of ten days").isLessThanOrEqualTo(3);
    for (int i = 0; i < 100; i++) {
      key.observe(random.nextGaussian());
    }
    long before = key.fired();
    key.observe(12);
    assertThat(key.fired()).isEqualTo(before + 1);
  }

  @Test
  void singleOutlier_hardlyMovesTheSpread() {
    Drawn drawn = draw(Kind.AR, 0, 1000);
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(drawn.values(), 0, 1000);
    ChartState chart = key.state.charts[0];
    double before = Math.max(chart.error, chart.spread);
    key.observe(drawn.values()[999] + 100 * drawn.sd());
    assertThat((double) chart.spread).isLessThan(1.4 * before);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"QUANTISED", "ON_OFF", "COUNTS", "INTERMITTENT"})
  void valuesThatOftenRepeat_areSeldomCalledFrozen(Kind kind) {
    long frozen = 0;
    for (int i = 0; i < KEYS; i++) {
      WatchedKey key = new WatchedKey(BUDGET);
      key.observe(draw(kind, i, LENGTH).values(), 0, LENGTH);
      frozen += key.alerts.stream().filter(ScorerTest::isFrozen).count();
    }
    assertThat(frozen).as("of the 15 alarms that the budget allows").isLessThanOrEqualTo(5);
  }

  private static boolean isFrozen(Alert alert) {
    return alert.status() == Alert.Status.FIRING && alert.type() == Alert.Type.FROZEN;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 21.3, -1e12, 1e-12, 1e25})
  void constant_neverAlerts(double value) {
    WatchedKey key = new WatchedKey(100);
    for (int i = 0; i < LENGTH; i++) {
      key.observe(value);
    }
    assertThat(key.alerts).isEmpty();
    assertThat(key.observe(value == 0 ? 1 : 1.1 * value)).isNotNull();
    assertThat(key.fired()).as("a jump in a flat line").isOne();
  }

  @Test
  void valueBeyondAllSpreads_alerts_andBlindsNobodyToTheNextFault() {
    double[] values = draw(Kind.AR, 0, LENGTH).values();
    values[FROM] = 1e300;
    assertThat(fired(values, FROM + 1)).isOne();
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(values, 0, LENGTH);
    Score score = key.observe(values[FROM - 1] + 15 * draw(Kind.AR, 0, 1).sd());
    assertThat(score).isNotNull();
    assertThat(score.value()).isGreaterThan(3).isFinite();
  }

  /** A motion sensor, say: mostly 0, now and then 1. */
  @ParameterizedTest
  @ValueSource(doubles = {0.04, 0.1})
  void thousandAmongRareOnes_isFound_andTheOnesStayWhatTheyAre(double share) {
    for (int seed = 0; seed < KEYS; seed++) {
      Random random = new Random(seed);
      WatchedKey key = new WatchedKey(BUDGET);
      for (int i = 0; i < 2000; i++) {
        key.observe(random.nextDouble() < share ? 1 : 0);
      }
      assertThat((double) key.state.charts[0].error)
          .as("a forecast of about the mean is wrong by twice the share, less what is usual now")
          .isBetween(0.75 * share, 4 * share);
      Score score = key.observe(1000);
      assertThat(score).isNotNull();
      assertThat(score.value()).isGreaterThan(3);
    }
  }

  @Test
  void oneFaultyTargetOfEight_isFound_andNamed() {
    WatchedKey key = new WatchedKey(8, BUDGET, Set.of());
    double[][] values = new double[8][];
    for (int i = 0; i < values.length; i++) {
      values[i] = draw(Kind.AR, i, LENGTH).values();
    }
    for (int t = 0; t < FROM; t++) {
      key.observe(row(values, t));
    }
    long before = key.fired();
    double[] odd = row(values, FROM);
    odd[5] += 10 * draw(Kind.AR, 5, 1).sd();
    Score score = key.observe(odd);
    assertThat(key.fired()).isEqualTo(before + 1);
    assertThat(score).isNotNull();
    assertThat(score.target()).isEqualTo(5);
    assertThat(score.share(5)).isGreaterThan(0.4);
    assertThat(score.distance()).isGreaterThan(2);
  }

  private static double[] row(double[][] values, int window) {
    return Arrays.stream(values).mapToDouble(target -> target[window]).toArray();
  }

  @Test
  void targetWithoutAValue_isLeftOut() {
    KeyState state = new KeyState(2, 3, new float[1]);
    Scorer scorer = new Scorer(2);
    assertThat(scorer.judge(state, new double[] {Double.NaN, Double.NaN}, null, 0)).isNull();
    for (int i = 0; i < 100; i++) {
      scorer.judge(state, new double[] {Math.sin(i), Double.NaN}, null, 0);
      scorer.learn(state, false);
    }
    assertThat(state.charts[0].count).isEqualTo(100);
    assertThat(state.charts[1].count).isZero();
  }

  @Test
  void whileAnAlertFires_onlyFastMeansGoOn() {
    KeyState state = new KeyState(1, 3, new float[1], 144);
    Scorer scorer = new Scorer(1);
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      scorer.judge(state, new double[] {random.nextGaussian()}, new double[1], i % 144);
      scorer.learn(state, false);
    }
    ChartState charts = state.charts[0];
    double[] before = slow(state);
    float offset = charts.offset;
    for (int i = 0; i < 50; i++) {
      scorer.judge(state, new double[] {30 + random.nextGaussian()}, new double[1], i % 144);
      scorer.learn(state, true);
    }
    assertThat(slow(state)).isEqualTo(before);
    assertThat(charts.offset - offset).isGreaterThan(20);
    assertThat(charts.spread).isGreaterThan(20);
    scorer.learn(state, false);
    assertThat(slow(state)).as("and then they are learned").isNotEqualTo(before);
  }

  /** What stands still. */
  private static double[] slow(KeyState state) {
    ChartState charts = state.charts[0];
    return new double[] {
      state.judged,
      state.tail.count,
      state.tail.threshold,
      state.tail.meanExcess,
      charts.count,
      charts.level,
      charts.error,
      charts.errors,
      charts.fromLevel,
      charts.fromProfile,
      charts.fromUsual,
      charts.driftSize,
      charts.spreadSize,
      charts.changeSize,
      charts.repeatStart,
      charts.profile.at(7),
      charts.tails[ChartState.ERROR].threshold,
      charts.tails[ChartState.LEVEL].count
    };
  }

  @Test
  void newNormalThatWasAccepted_isAlertedOnNoMore() {
    int more = 0;
    for (int i = 0; i < KEYS; i++) {
      Drawn drawn = draw(Kind.AR, i, 2600);
      double[] values = drawn.values();
      Fault.SHIFT_6.plant(values, FROM, drawn.sd(), DAY.period(), new Random(i));
      WatchedKey key = new WatchedKey(BUDGET);
      key.observe(values, 0, FROM + 100);
      assertThat(key.alerts.get(key.alerts.size() - 1).resolution())
          .isEqualTo(Alert.Resolution.ACCEPTED);
      long before = key.fired();
      key.observe(values, FROM + 100, values.length);
      more += (int) (key.fired() - before);
    }
    assertThat(more).as("11,000 windows at a budget of 1,000").isLessThanOrEqualTo(18);
  }

  @Test
  void newNormalThatWasAccepted_isTheLevel() {
    Drawn drawn = draw(Kind.AR, 1, FROM + 100);
    double[] values = drawn.values();
    Fault.SHIFT_6.plant(values, FROM, drawn.sd(), DAY.period(), new Random(1));
    WatchedKey key = new WatchedKey(BUDGET);
    key.observe(values, 0, FROM);
    double before = key.state.charts[0].level;
    double usual = key.state.charts[0].profile.at(3);
    key.observe(values, FROM, values.length);
    assertThat((key.state.charts[0].level - before) / drawn.sd()).isBetween(4.5, 7.5);
    assertThat((key.state.charts[0].profile.at(3) - usual) / drawn.sd()).isBetween(4.0, 8.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-12, 1e12})
  void sizeOfTheValues_doesNotMatter(double factor) {
    double[] values = draw(Kind.HEAVY, 1, LENGTH).values();
    WatchedKey usual = new WatchedKey(BUDGET);
    WatchedKey other = new WatchedKey(BUDGET);
    double highest = 0;
    for (double value : values) {
      Score score = usual.observe(value);
      Score scaled = other.observe(factor * value);
      assertThat(score).isNotNull();
      assertThat(scaled).isNotNull();
      assertThat(scaled.value()).isCloseTo(score.value(), within(0.01));
      highest = Math.max(highest, score.value());
    }
    assertThat(highest).isGreaterThan(2);
  }

  @Test
  void chartThatIsOff_saysNothing() {
    assertThat(frozenChart(Set.of(Chart.CHANGE))).isEqualTo(Chart.FROZEN);
    assertThat(frozenChart(Set.of(Chart.CHANGE, Chart.FROZEN))).isNotIn(Chart.CHANGE, Chart.FROZEN);
    assertThat(frozenChart(EnumSet.allOf(Chart.class))).isNull();
  }

  /** A mean of equal values is not always the value. */
  @Test
  void sensorThatStandsStill_isFrozen_thoughItsMeansAreRounded() {
    Random random = new Random(3);
    WatchedKey key = new WatchedKey(1, BUDGET, Set.of(Chart.CHANGE));
    for (int i = 0; i < 300; i++) {
      key.observe(21 + random.nextGaussian());
    }
    Score score = null;
    for (int i = 0; i < 10; i++) {
      score = key.observe(i % 2 == 0 ? 21.1 : Math.nextUp(21.1));
    }
    assertThat(score).isNotNull();
    assertThat(score.chart()).isEqualTo(Chart.FROZEN);
  }

  private static @Nullable Chart frozenChart(Set<Chart> off) {
    WatchedKey key = new WatchedKey(1, BUDGET, off);
    double[] values = draw(Kind.AR, 1, FROM).values();
    key.observe(values, 0, FROM);
    Score score = null;
    for (int i = 0; i < 10; i++) {
      score = key.observe(values[FROM - 1]);
    }
    assertThat(score).isNotNull();
    return score.chart();
  }
}
