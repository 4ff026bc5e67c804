package io.sluice.feature;

import io.sluice.feature.ScalerSpec.Kind;

/**
 * Causal, per-key scaling: a value is expressed relative to what the key did before it, never
 * after. Stateless and shared; the estimates live in {@link ScalerState}.
 *
 * <p>The spread is a mean absolute deviation rather than a root mean square, and a deviation counts
 * for at most {@value #CLIP} times the estimate once the estimate is settled, so that one spike
 * does not blind the key to the next. What has been seen before counts in full: rare changes of a
 * flat series make its spread.
 *
 * <p>But for {@link Kind#LOG_RETURN} neither unit nor offset matter: {@code a + b * x} is scaled as
 * {@code x} is, up to an offset of a million spreads. What is small is told from the series alone.
 */
public final class Scaler {
  /** Mean absolute deviation to standard deviation of a normal distribution, sqrt(pi / 2). */
  private static final double MAD_TO_SD = 1.2533141373155001;

  private static final double CLIP = 20;

  /** The guess of a new key's spread, one observation heavy, of logarithms. */
  private static final double LOG_PRIOR = 0.01;

  /** The reach is forgotten that much slower than the other estimates. */
  private static final int REACH = 8;

  /** Differences below this share of a value are what rounding leaves. */
  private static final double ROUNDING = 1e-13;

  /** Scaled values are not further out. */
  private static final double MAX_SCALED = 1e6;

  /** Far within float32, in which spreads are kept. */
  private static final double MAX_MAGNITUDE = 1e30;

  /** A change of less than this share of the spread is noise. */
  private static final double CHANGE_FLOOR = 0.02;

  private final ScalerSpec spec;

  public Scaler(ScalerSpec spec) {
    this.spec = spec;
  }

  public ScalerSpec spec() {
    return spec;
  }

  /**
   * Whether the scaler is defined for a value: finite, and positive where its logarithm is taken.
   */
  public boolean accepts(double value) {
    return Math.abs(value) <= MAX_MAGNITUDE && (spec.kind() != Kind.LOG_RETURN || value > 0);
  }

  /**
   * The value as the last forecast would have to state it.
   *
   * @param value a value that {@link #accepts} takes
   * @return 0 for a key without history, or whose unit is not known yet
   */
  public double scale(ScalerState state, double value) {
    if (state.count == 0) {
      return 0;
    }
    double origin = spec.kind() == Kind.LEVEL ? state.level : state.last;
    return ratio(state, forward(value) - origin, unit(state));
  }

  /** Of a series that was constant, all that is not nothing is the same. */
  private static double ratio(ScalerState state, double distance, double unit) {
    if (unit == 0) {
      return state.count < 2 || distance == 0 ? 0 : Math.copySign(CLIP, distance);
    }
    return Math.max(-MAX_SCALED, Math.min(MAX_SCALED, distance / unit));
  }

  /**
   * The inverse of {@link #scale}: a scaled forecast in the source's units, see {@link #possible};
   * NaN for a target that was never observed.
   */
  public double unscale(ScalerState state, double scaled) {
    if (state.count == 0) {
      return Double.NaN;
    }
    double u =
        spec.kind() == Kind.LEVEL
            ? state.level + scaled * state.spread
            : state.last + scaled * state.change;
    return possible(state, backward(u));
  }

  /**
   * The value nearest to a forecast that the target can have: within its bounds, and nothing below
   * zero for one that {@link ScalerState#isNeverNegative}.
   */
  public double possible(ScalerState state, double forecast) {
    return state.bounds.nearest(forecast < 0 && state.isNeverNegative() ? 0 : forecast);
  }

  /** Takes an observed value into the estimates. */
  public void observe(ScalerState state, double value) {
    double u = forward(value);
    state.sawSign(value);
    if (state.count == 0) {
      state.level = u;
      state.spread = (float) (isLog() ? Math.max(LOG_PRIOR, spec.floor()) : 0);
      state.change = state.spread;
    } else {
      learn(state, u);
    }
    state.last = u;
    state.count = Math.min(state.count + 1, spec.memory());
  }

  private void learn(ScalerState state, double u) {
    double rate = rate(state.count + 1);
    double rateOfSizes = isLog() ? rate : rate(state.count); // the first has none
    double deviation = exact(u - state.level, u);
    double change = Math.abs(exact(u - state.last, u));
    double reach = state.reach * (1 - 1.0 / (REACH * spec.memory()));
    state.reach = (float) Math.max(reach, Math.abs(deviation));
    if (state.count >= spec.memory() / 4 && state.spread > 0) {
      double limit = Math.max(CLIP * state.spread, reach);
      deviation = Math.max(-limit, Math.min(limit, deviation));
      change = Math.min(change, Math.max(CLIP * state.change, 2 * reach));
    }
    double floor = isLog() ? spec.floor() : 0;
    state.level += rate * deviation;
    double spread = mean(state.spread, MAD_TO_SD * Math.abs(deviation), rateOfSizes);
    state.spread = (float) Math.max(spread, floor);
    floor = Math.max(floor, CHANGE_FLOOR * spread);
    state.change = (float) Math.max(mean(state.change, change, rateOfSizes), floor);
  }

  /** A difference of two values of that size; nothing where rounding alone may have made it. */
  private static double exact(double difference, double value) {
    return Math.abs(difference) < ROUNDING * Math.abs(value) ? 0 : difference;
  }

  private boolean isLog() {
    return spec.kind() == Kind.LOG_RETURN;
  }

  /** The weight of the newest of so many. */
  private double rate(int count) {
    return Math.max(1.0 / count, 1.0 / spec.memory());
  }

  private static double mean(double mean, double size, double rate) {
    return mean + rate * (size - mean);
  }

  /**
   * Takes an imputed value: the next forecast starts from it, the estimates do not move. Nothing
   * happens to a target that was never observed.
   */
  public void impute(ScalerState state, double value) {
    if (state.count > 0) {
      state.last = forward(value);
    }
  }

  /** The unit of scaled values, in the scaler's space; 0 for a key that was constant so far. */
  public double unit(ScalerState state) {
    return spec.kind() == Kind.LEVEL ? state.spread : state.change;
  }

  /** A value in the scaler's space: its logarithm for {@link Kind#LOG_RETURN}, else itself. */
  public double forward(double value) {
    return spec.kind() == Kind.LOG_RETURN ? Math.log(value) : value;
  }

  /** The inverse of {@link #forward}. */
  public double backward(double u) {
    return spec.kind() == Kind.LOG_RETURN ? Math.exp(u) : u;
  }

  /** The value's position relative to the key's own level, in spreads; 0 without history. */
  double standardised(ScalerState state) {
    return state.count == 0 ? 0 : ratio(state, state.last - state.level, state.spread);
  }
}
