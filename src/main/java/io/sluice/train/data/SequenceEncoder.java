package io.sluice.train.data;

import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerState;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes sequences of a series as the service would step them: a window without a value is imputed,
 * at most {@code maxGap} times in a row; then the sequence ends, and the next begins with the next
 * value and the scaler as it was.
 *
 * <p>The service imputes with the model's median forecast, which training does not have yet: here
 * the last value stands in.
 */
public final class SequenceEncoder {
  /** How likely an artificial gap begins at a window, and how likely it goes on. */
  private static final double GAP_BEGINS = 0.015;

  private static final double GAP_GOES_ON = 0.6;

  private final FeatureEncoder encoder;
  private final Scaler scaler;
  private final int horizon;
  private final int warmup;
  private final int maxGap;

  /**
   * An encoder for models of one target.
   *
   * @param warmup observed windows of a series before which its forecasts are not learnt from
   */
  public SequenceEncoder(
      FeatureLayout layout, ScalerSpec scaler, int horizon, int warmup, int maxGap) {
    this.scaler = new Scaler(scaler);
    this.encoder = new FeatureEncoder(layout, this.scaler, 1);
    this.horizon = horizon;
    this.warmup = Math.min(warmup, scaler.memory());
    this.maxGap = maxGap;
  }

  /** The sequences of a series, with targets where the forecast belongs to the span. */
  public List<Sequence> encode(Series series, TimeSpan span) {
    return new Run(series, span, new boolean[series.length()]).encode();
  }

  /**
   * As {@link #encode(Series, TimeSpan)}, but hides some windows at random from the input, so that
   * a network learns what a gap is.
   */
  public List<Sequence> encode(Series series, TimeSpan span, RandomGenerator random) {
    boolean[] hidden = new boolean[series.length()];
    for (int t = 1; t < hidden.length; t++) {
      hidden[t] = random.nextDouble() < (hidden[t - 1] ? GAP_GOES_ON : GAP_BEGINS);
    }
    return new Run(series, span, hidden).encode();
  }

  /** One pass over one series. */
  private final class Run {
    private final Series series;
    private final TimeSpan span;
    private final boolean[] hidden;
    private final int end;
    private final ScalerState[] state = {new ScalerState()};
    private final double[] value = new double[1];
    private final boolean[] imputed = new boolean[1];
    private final double[] scaled = new double[1];
    private final List<Sequence> sequences = new ArrayList<>();
    private final FloatBuffer x;
    private final float[] y;
    private int steps;

    Run(Series series, TimeSpan span, boolean[] hidden) {
      this.series = series;
      this.span = span;
      this.hidden = hidden;
      int windows = 0;
      while (windows < series.length() && series.start(windows) < span.to()) {
        windows++;
      }
      this.end = windows;
      this.x = FloatBuffer.allocate(end * encoder.layout().size());
      this.y = new float[end * horizon];
    }

    List<Sequence> encode() {
      int gap = maxGap;
      for (int t = 0; t < end; t++) {
        boolean observed = !hidden[t] && scaler.accepts(series.value(t));
        gap = observed ? 0 : gap + 1;
        if (gap <= maxGap) {
          step(t, observed);
        } else {
          finish();
        }
      }
      finish();
      return sequences;
    }

    private void step(int t, boolean observed) {
      if (observed) {
        value[0] = series.value(t);
      }
      imputed[0] = !observed;
      encoder.encode(
          state,
          value,
          imputed,
          0,
          scaled,
          series.localStart(t),
          x,
          steps * encoder.layout().size());
      for (int h = 0; h < horizon; h++) {
        y[steps * horizon + h] = target(t, t + h + 1);
      }
      steps++;
    }

    private float target(int origin, int target) {
      boolean known =
          state[0].count >= warmup
              && target < end
              && span.contains(series.start(origin), series.start(target))
              && scaler.accepts(series.value(target));
      return known ? (float) scaler.scale(state[0], series.value(target)) : Float.NaN;
    }

    private void finish() {
      if (steps > 0) {
        sequences.add(
            new Sequence(
                steps,
                Arrays.copyOf(x.array(), steps * encoder.layout().size()),
                Arrays.copyOf(y, steps * horizon)));
      }
      steps = 0;
    }
  }
}
