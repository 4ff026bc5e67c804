package io.sluice.detect.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
  private static final int SEASON = 24;
  private static final int FROM = 200;
  private final double[] clean = series();
  private final double[] faulty = clean.clone();

  /** A daily peak on noise of standard deviation 1. */
  private static double[] series() {
    Random random = new Random(1);
    double[] values = new double[600];
    for (int i = 0; i < values.length; i++) {
      double peak = i % SEASON == 12 ? 30 : 0;
      values[i] = 10 + peak + random.nextGaussian();
    }
    return values;
  }

  private boolean plant(Fault fault) {
    return fault.plant(faulty, FROM, 1, SEASON, new Random(2));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void nothingChangesBefore(Fault fault) {
    assertThat(plant(fault)).isTrue();
    assertThat(Arrays.copyOf(faulty, FROM)).isEqualTo(Arrays.copyOf(clean, FROM));
    assertThat(fault.judged(SEASON)).isPositive();
  }

  @Test
  void spike_isOneWindow() {
    plant(Fault.SPIKE);
    assertThat(faulty[FROM] - clean[FROM]).isCloseTo(6, within(1e-9));
    assertThat(faulty[FROM + 1]).isEqualTo(clean[FROM + 1]);
  }

  @Test
  void shifts_last() {
    plant(Fault.SHIFT_3);
    assertThat(faulty[599] - clean[599]).isCloseTo(3, within(1e-9));
    plant(Fault.SHIFT_6);
    assertThat(faulty[FROM] - clean[FROM]).isCloseTo(9, within(1e-9));
  }

  @Test
  void drift_takesAHundredWindows() {
    plant(Fault.DRIFT);
    assertThat(faulty[FROM + 49] - clean[FROM + 49]).isCloseTo(3, within(1e-9));
    assertThat(faulty[FROM + 99] - clean[FROM + 99]).isCloseTo(6, within(1e-9));
    assertThat(faulty[599] - clean[599]).isCloseTo(6, within(1e-9));
  }

  @Test
  void variance_isNineTimesThatOfTheNoise() {
    plant(Fault.VARIANCE);
    double squares = 0;
    for (int i = FROM; i < faulty.length; i++) {
      double mean = 10 + (i % SEASON == 12 ? 30 : 0);
      squares += (faulty[i] - mean) * (faulty[i] - mean);
    }
    assertThat(squares / (faulty.length - FROM)).isCloseTo(9, within(1.5));
  }

  @Test
  void frozen_repeatsTheLastValueBefore_butFillsNoGap() {
    faulty[FROM - 1] = Double.NaN;
    faulty[FROM + 5] = Double.NaN;
    plant(Fault.FROZEN);
    assertThat(faulty[FROM]).isEqualTo(clean[FROM - 2]);
    assertThat(faulty[599]).isEqualTo(clean[FROM - 2]);
    assertThat(faulty[FROM + 5]).isNaN();
  }

  @Test
  void missingPeak_isOfOneSeason() {
    plant(Fault.MISSING_PEAK);
    int peak = FROM + SEASON - FROM % SEASON + 12;
    int first = peak - SEASON >= FROM ? peak - SEASON : peak;
    assertThat(clean[first]).isGreaterThan(30);
    assertThat(faulty[first]).isLessThan(14);
    assertThat(faulty[first + SEASON]).isEqualTo(clean[first + SEASON]);
  }

  @Test
  void zeroAndSilence_last() {
    plant(Fault.ZERO);
    assertThat(faulty[FROM]).isZero();
    assertThat(faulty[599]).isZero();
    plant(Fault.SILENCE);
    assertThat(faulty[599]).isNaN();
    assertThat(faulty[FROM - 1]).isEqualTo(clean[FROM - 1]);
  }

  @Test
  void whatChangesNothing_isNotPlanted() {
    Arrays.fill(faulty, 0);
    assertThat(plant(Fault.ZERO)).isFalse();
    assertThat(plant(Fault.FROZEN)).isFalse();
    assertThat(plant(Fault.MISSING_PEAK)).isFalse();
    Arrays.fill(faulty, FROM, faulty.length, Double.NaN);
    assertThat(plant(Fault.SILENCE)).isFalse();
    assertThat(plant(Fault.SPIKE)).isFalse();
  }

  @Test
  void seriesWithoutASeason_hasNoPeakToMiss() {
    assertThat(Fault.MISSING_PEAK.plant(faulty, FROM, 1, 1, new Random(2))).isFalse();
  }

  @Test
  void spread_isThatOfTheNoise_notOfThePattern() {
    assertThat(Spread.of(clean, SEASON)).isCloseTo(1, within(0.15));
    clean[300] = 1e9; // one outlier says little of the noise
    assertThat(Spread.of(clean, SEASON)).isCloseTo(1, within(0.15));
  }

  @Test
  void spread_ofSeriesThatMostlyStand_isThatOfTheirChanges() {
    double[] rare = new double[1000];
    for (int i = 0; i < rare.length; i += 37) {
      rare[i] = 1;
    }
    assertThat(Spread.of(rare, SEASON)).isBetween(0.1, 0.3);
    assertThat(Spread.of(new double[1000], SEASON)).isZero();
    assertThat(Spread.of(new double[0], SEASON)).isZero();
  }
}
