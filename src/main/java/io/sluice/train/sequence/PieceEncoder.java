package io.sluice.train.sequence;

import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerState;
import io.sluice.train.data.Series;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Makes pieces of a series, with the features that the service computes, but in retrospect: the
 * scale is that known by the end of the piece, and a window without a value stands on the line
 * between its known neighbours, marked as missing. A window's own value is nowhere in it.
 */
public final class PieceEncoder {
  private final FeatureEncoder encoder;
  private final Scaler scaler;
  private final Line line;
  private final int warmup;

  /**
   * An encoder for models of one target.
   *
   * @param warmup known windows of a series that a scale is learnt from at least, those after the
   *     piece included
   */
  public PieceEncoder(FeatureLayout layout, ScalerSpec scaler, int warmup) {
    this.scaler = new Scaler(scaler);
    this.encoder = new FeatureEncoder(layout, this.scaler, 1);
    this.line = new Line(this.scaler);
    this.warmup = Math.min(warmup, scaler.memory());
  }

  public Scaler scaler() {
    return scaler;
  }

  /** The least number of known windows with which a series has a scale. */
  public int warmup() {
    return warmup;
  }

  /** A way through a series, from its beginning, of which hidden values were taken out. */
  public Way begin(Series series) {
    return new Way(series);
  }

  /** One way through one series: its pieces in the order of time. */
  public final class Way {
    private final Series series;
    private final ScalerState scale = new ScalerState();
    private Stretch stretch = new Stretch(0, 0);
    private double[] filled = new double[0];
    private double[] spread = new double[0];
    private int scaled;

    private Way(Series series) {
      this.series = series;
    }

    /** Goes on to another stretch; false when nothing is known in it, so that it has no pieces. */
    public boolean enter(Stretch next) {
      stretch = next;
      filled = line.fill(series, next);
      spread = line.spread(series, next);
      return !Double.isNaN(filled[0]);
    }

    /** The next piece of the stretch. */
    public Piece next(Cut cut) {
      learnScale(cut.to());
      int steps = cut.length();
      int features = encoder.layout().size();
      FloatBuffer x = FloatBuffer.allocate(steps * features);
      int first = cut.from() - stretch.from();
      double[] values = Arrays.copyOfRange(filled, first, first + steps);
      boolean[] missing = new boolean[steps];
      ScalerState[] state = {scale.copy()};
      scaler.impute(state[0], filled[Math.max(0, first - 1)]);
      boolean[] imputed = new boolean[1];
      double[] value = new double[1];
      double[] unused = new double[1];
      for (int i = 0; i < steps; i++) {
        int window = cut.from() + i;
        missing[i] = !scaler.accepts(series.value(window));
        imputed[0] = missing[i];
        value[0] = values[i];
        long start = series.localStart(window);
        encoder.encodeAgain(state, value, imputed, 0, unused, start, x, i * features);
      }
      double[] spreads = Arrays.copyOfRange(spread, first, first + steps);
      return new Piece(cut, missing, values, spreads, x.array(), scaler, state[0]);
    }

    /** Takes what is known before a window into the scale, and more where that is too little. */
    private void learnScale(int to) {
      while (scaled < series.length() && (scaled < to || scale.count < warmup)) {
        double value = series.value(scaled++);
        if (scaler.accepts(value)) {
          scaler.observe(scale, value);
        }
      }
    }
  }
}
