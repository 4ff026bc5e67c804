package io.sluice.feature;

import io.sluice.feature.ScalerSpec.Kind;

/**
 * Causal, per-key scaling: a value is expressed relative to what the key did before it, never
 * after. Stateless and shared; the estimates live in {@link ScalerState}.
 *
 * <p>The spread is a mean absolute deviation rather than a root mean square, and a deviation counts
 * for at most {@value #CLIP} times the estimate once the estimate is settled, so that one spike
 * does not blind the key to the next.
 */
public final class Scaler {
  /** Mean absolute deviation to standard deviation of a normal distribution, sqrt(pi / 2). */
  private static final double MAD_TO_SD = 1.2533141373155001;

  private static final double CLIP = 20;

  /** Weight, in observations, of the guess that a new key's spread is this share of its value. */
  private static final double PRIOR_SHARE = 0.05;

  private static final double LOG_PRIOR = 0.01;
  private static final double TINY = 1e-9;

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
   * @return 0 for a key without history
   */
  public double scale(ScalerState state, double value) {
    if (state.count == 0) {
      return 0;
    }
    double u = forward(value);
    return spec.kind() == Kind.LEVEL
        ? (u - state.level) / state.spread
        : (u - state.last) / state.change;
  }

  /**
   * The inverse of {@link #scale}: a scaled forecast in the source's units; NaN for a target that
   * was never observed.
   */
  public double unscale(ScalerState state, double scaled) {
    if (state.count == 0) {
      return Double.NaN;
    }
    double u =
        spec.kind() == Kind.LEVEL
            ? state.level + scaled * state.spread
            : state.last + scaled * state.change;
    return backward(u);
  }

  /** Takes an observed value into the estimates. */
  public void observe(ScalerState state, double value) {
    double u = forward(value);
    if (state.count == 0) {
      state.level = u;
      double prior = spec.kind() == Kind.LOG_RETURN ? LOG_PRIOR : PRIOR_SHARE * Math.abs(u);
      state.spread = (float) Math.max(prior, floor(state.level));
      state.change = state.spread;
    } else {
      double rate = Math.max(1.0 / (state.count + 1), 1.0 / spec.memory());
      double deviation = u - state.level;
      double change = Math.abs(u - state.last);
      if (state.count >= spec.memory() / 4) {
        double limit = CLIP * state.spread;
        deviation = Math.max(-limit, Math.min(limit, deviation));
        change = Math.min(change, CLIP * state.change);
      }
      state.level += rate * deviation;
      double spread = state.spread + rate * (MAD_TO_SD * Math.abs(deviation) - state.spread);
      spread = Math.max(spread, floor(state.level));
      state.spread = (float) spread;
      state.change =
          (float)
              Math.max(
                  state.change + rate * (change - state.change),
                  Math.max(CHANGE_FLOOR * spread, floor(state.level)));
    }
    state.last = u;
    state.count = Math.min(state.count + 1, spec.memory());
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

  private double floor(double level) {
    return spec.kind() == Kind.LOG_RETURN
        ? spec.floor()
        : Math.max(TINY, spec.floor() * Math.abs(level));
  }

  /** The unit of scaled values, in the scaler's space; 0 for a key without history. */
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
    if (state.count == 0) {
      return 0;
    }
    return (state.last - state.level) / state.spread;
  }
}
