package io.sluice.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.TargetConfig.Bounds;
import io.sluice.feature.ScalerSpec.Kind;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScalerTest {
  private static ScalerState after(Scaler scaler, double... values) {
    ScalerState state = new ScalerState();
    for (double value : values) {
      scaler.observe(state, value);
    }
    return state;
  }

  @ParameterizedTest
  @EnumSource
  void unscale_invertsScale(Kind kind) {
    Scaler scaler = new Scaler(new ScalerSpec(kind, 100, 1e-4));
    ScalerState state = after(scaler, 20, 21, 19.5, 20.5);
    assertThat(scaler.unscale(state, scaler.scale(state, 23))).isCloseTo(23, within(1e-9));
  }

  @Test
  void spread_isTheStandardDeviationOfNormalValues() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 2000, 1e-4));
    Random random = new Random(3);
    ScalerState state = new ScalerState();
    for (int i = 0; i < 5000; i++) {
      scaler.observe(state, 50 + 4 * random.nextGaussian());
    }
    assertThat(state.level).isCloseTo(50, within(0.5));
    assertThat((double) state.spread).isCloseTo(4, within(0.3));
  }

  @Test
  void logReturn_isScaleFree() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LOG_RETURN, 100, 1e-4));
    ScalerState cheap = after(scaler, 1, 1.01, 1.0, 1.02);
    ScalerState dear = after(scaler, 1000, 1010, 1000, 1020);
    assertThat(scaler.scale(dear, 1100)).isCloseTo(scaler.scale(cheap, 1.1), within(1e-4));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LOG_RETURN")
  void neitherUnitNorOffset_matter(Kind kind) {
    Scaler scaler = new Scaler(new ScalerSpec(kind, 100, 1e-4));
    for (double unit : new double[] {1e-12, 1e-6, 0.3, 1, 1e5, 1e12, -1}) {
      for (double offset : new double[] {0, 5, -273.15, 81_234, 1e6}) {
        Random random = new Random(3);
        ScalerState one = new ScalerState();
        ScalerState other = new ScalerState();
        for (int i = 0; i < 400; i++) {
          double value = random.nextInt(40) == 0 ? 60 : random.nextInt(3) == 0 ? 0 : noise(random);
          double moved = unit * (value + offset);
          assertThat(scaler.scale(other, moved) * Math.signum(unit))
              .as("unit %s, offset %s, window %d", unit, offset, i)
              .isCloseTo(scaler.scale(one, value), within(1e-3));
          if (i > 0) {
            assertThat(scaler.unscale(other, 0.7 * Math.signum(unit)) / unit - offset)
                .as("unit %s, offset %s, window %d", unit, offset, i)
                .isCloseTo(scaler.unscale(one, 0.7), within(1e-3));
          }
          scaler.observe(one, value);
          scaler.observe(other, moved);
        }
      }
    }
  }

  private static double noise(Random random) {
    return 2 + random.nextGaussian();
  }

  @Test
  void constantSeries_hasNoUnit_andWhatDiffersIsFarOff() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.DIFFERENCE, 20, 1e-3));
    double[] flat = new double[500];
    Arrays.fill(flat, 20);
    ScalerState state = after(scaler, flat);
    assertThat(scaler.unit(state)).isZero();
    assertThat(scaler.scale(state, 20)).isZero();
    assertThat(scaler.scale(state, 20.02)).isEqualTo(20);
    assertThat(scaler.scale(state, 3)).isEqualTo(-20);
    assertThat(scaler.unscale(state, 7)).isEqualTo(20);
  }

  /** Were each held to what is usual, a flat series would never learn what its changes are. */
  @Test
  void rareChangesOfAFlatSeries_makeItsSpread() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4));
    ScalerState state = new ScalerState();
    for (int i = 0; i < 5000; i++) {
      scaler.observe(state, i % 50 == 49 ? 5 : 0);
    }
    assertThat((double) state.spread).isBetween(0.1, 0.6);
  }

  @Test
  void flatStretch_isForgottenAtOnce() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4));
    Random random = new Random(3);
    ScalerState state = new ScalerState();
    for (int i = 0; i < 2300; i++) {
      scaler.observe(state, i >= 1000 && i < 2200 ? 20 : 20 + random.nextGaussian());
    }
    assertThat((double) state.spread).isBetween(0.4, 1.2);
  }

  @Test
  void targetThatIsOftenZeroAndNeverBelow_isNotForecastBelow() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4));
    ScalerState sold = after(scaler, 4, 0, 2, 0, 0, 5);
    assertThat(sold.isNeverNegative()).isTrue();
    assertThat(scaler.unscale(sold, -3)).isZero();
    assertThat(scaler.unscale(sold, 1)).isGreaterThan(2);
    assertThat(scaler.possible(sold, -1e-9)).isZero();

    ScalerState back = new ScalerState();
    back.signed(sold.sign());
    assertThat(back.isNeverNegative()).isTrue();

    scaler.observe(sold, -0.1);
    assertThat(sold.isNeverNegative()).isFalse();
    for (int i = 0; i < 50; i++) {
      scaler.observe(sold, 0);
    }
    assertThat(sold.isNeverNegative()).as("it has been negative").isFalse();
  }

  @Test
  void boundsOfATarget_areNotForecastBeyond() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4));
    ScalerState humidity = after(scaler, 98, 97, 99, 98);
    humidity.bounds = new Bounds(0, 100);
    assertThat(scaler.unscale(humidity, 9)).isEqualTo(100);
    assertThat(scaler.unscale(humidity, -900)).isZero();
    assertThat(scaler.unscale(humidity.copy(), 9)).isEqualTo(100);
    assertThat(scaler.unscale(humidity, 0)).isCloseTo(98, within(0.5));
  }

  @Test
  void thermometerInAutumn_isForecastBelowZero() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4));
    ScalerState state = new ScalerState();
    for (int i = 0; i < 3000; i++) {
      scaler.observe(state, i % 150 == 0 ? 0 : 3 + Math.sin(i));
    }
    assertThat(state.isNeverNegative()).as("two zeros in 200 windows").isFalse();
    assertThat(after(scaler, 3, 2, 0, 0, 1).isNeverNegative()).isFalse();
  }

  @Test
  void oneSpike_doesNotBlindTheKey() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.DIFFERENCE, 100, 1e-4));
    Random random = new Random(3);
    ScalerState state = new ScalerState();
    for (int i = 0; i < 500; i++) {
      scaler.observe(state, 20 + random.nextGaussian());
    }
    float before = state.change;
    scaler.observe(state, 1e6);
    assertThat(state.change).isLessThan(1.5f * before);
  }

  @Test
  void value_isScaledByWhatCameBeforeItOnly() {
    Scaler scaler = new Scaler(new ScalerSpec(Kind.DIFFERENCE, 100, 1e-4));
    ScalerState state = after(scaler, 20, 21, 20, 21, 20);
    double before = scaler.scale(state, 30);
    scaler.observe(state, 30);
    assertThat(before).isGreaterThan(5);
    assertThat(scaler.scale(state, 30)).isZero();
  }

  @Test
  void priceOfZero_isNotAccepted() {
    assertThat(new Scaler(new ScalerSpec(Kind.LOG_RETURN, 100, 1e-4)).accepts(0)).isFalse();
    assertThat(new Scaler(new ScalerSpec(Kind.LEVEL, 100, 1e-4)).accepts(-3)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void largestAcceptedValue_leavesTheEstimatesFinite(Kind kind) {
    Scaler scaler = new Scaler(new ScalerSpec(kind, 100, 1e-4));
    assertThat(scaler.accepts(1e31)).isFalse();
    assertThat(scaler.accepts(Double.POSITIVE_INFINITY)).isFalse();
    ScalerState state = after(scaler, 1, 1e30, 2, 1e30, 3);
    assertThat(state.spread).isFinite();
    assertThat(state.change).isFinite();
    assertThat(scaler.scale(state, 1e30)).isFinite();
  }

  @Test
  void spec_readsWhatItWrites() {
    ScalerSpec spec = new ScalerSpec(Kind.LOG_RETURN, 64, 1e-4);
    assertThat(ScalerSpec.parse(spec.toString())).isEqualTo(spec);
    assertThatThrownBy(() -> ScalerSpec.parse("median;memory=3;floor=1"))
        .hasMessageContaining("level, difference, log-return");
    assertThatThrownBy(() -> ScalerSpec.parse("level")).hasMessageContaining("KIND;memory");
  }
}
