package io.sluice.retrospect;

import io.sluice.evaluate.Calendars;
import io.sluice.evaluate.Encoding;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowCalendar;
import io.sluice.feature.WindowInput;
import io.sluice.history.series.Series;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * Makes excerpts of a series, with the features that the service computes, but in retrospect: the
 * scale is that known by the end of the excerpt, and a window without a value stands on the line
 * between its known neighbours, marked as missing. A window's own value is nowhere in it.
 */
public final class ExcerptEncoder {
  private static final PastValues[] NO_PAST = {new PastValues(1)};

  private final Encoding encoding;
  private final FeatureEncoder encoder;
  private final Calendars calendars;
  private final Scaler scaler;
  private final Line line;
  private final int warmup;

  /**
   * An encoder for models of one target.
   *
   * @param encoding that of the model's features, all of the window alone, and scale
   * @param warmup known windows of a series that a scale is learnt from at least, those after the
   *     excerpt included
   */
  public ExcerptEncoder(Encoding encoding, int warmup) {
    this.encoding = encoding;
    this.encoder = encoding.encoder();
    this.calendars = encoding.calendars();
    this.scaler = encoding.scaler();
    this.line = new Line(scaler);
    this.warmup = Math.min(warmup, scaler.spec().memory());
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

  /** One way through one series: its excerpts in the order of time. */
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

    /**
     * Goes on to another stretch; false when nothing is known in it, so that it has no excerpts.
     */
    public boolean enter(Stretch next) {
      stretch = next;
      filled = line.fill(series, next);
      spread = line.spread(series, next);
      return !Double.isNaN(filled[0]);
    }

    /** The next excerpt of the stretch. */
    public Excerpt next(Cut cut) {
      learnScale(cut.to());
      int steps = cut.length();
      int features = encoder.layout().size();
      FloatBuffer x = FloatBuffer.allocate(steps * features);
      int first = cut.from() - stretch.from();
      double[] values = Arrays.copyOfRange(filled, first, first + steps);
      boolean[] missing = new boolean[steps];
      ScalerState last = scale.copy();
      scaler.impute(last, filled[Math.max(0, first - 1)]);
      WindowInput window = new WindowInput(new ScalerState[] {last});
      for (int i = 0; i < steps; i++) {
        int t = cut.from() + i;
        missing[i] = !scaler.accepts(series.value(t));
        window.imputed[0] = missing[i];
        window.values[0] = values[i];
        window.known = encoding.known(series, t);
        WindowCalendar calendar = calendars.of(series.start(t));
        encoder.follow(window, 0);
        encoder.encode(window, 0, NO_PAST, calendar, x, i * features);
      }
      double[] spreads = Arrays.copyOfRange(spread, first, first + steps);
      return new Excerpt(cut, missing, values, spreads, x.array(), scaler, last);
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
