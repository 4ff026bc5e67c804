package io.sluice.train.lesson;

import io.sluice.evaluate.Calendars;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.LossWeights;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.PastValues;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.feature.WindowInput;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.state.InputRing;
import io.sluice.state.KeyLife.Phase;
import io.sluice.state.Seen;
import io.sluice.state.SeriesLife;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes examples of a series as the service would step it: a window without a value is imputed, as
 * long as {@link SeriesLife} has it; then the example ends, and the next begins with the next
 * value, and with the scaler as it was unless the series has been forgotten.
 *
 * <p>The service imputes with the model's median forecast, which training does not have yet: here
 * the last value stands in, or where the model sees the past of whole seasons, the value one season
 * before. Not thread-safe.
 */
public final class PieceEncoder implements Encoder<Piece> {
  /** How likely an artificial gap begins at a window, and how likely it goes on. */
  private static final double GAP_BEGINS = 0.015;

  private static final double GAP_GOES_ON = 0.6;

  private final Encoding encoding;
  private final FeatureEncoder encoder;
  private final Calendars calendars;
  private final Scaler scaler;
  private final LossWeights weights;
  private final int horizon;
  private final int warmup;
  private final int season;

  /**
   * An encoder for models of one target.
   *
   * @param weights what forecasts count
   * @param warmup windows with a value since the recurrent state began before forecasts are learnt
   *     from
   * @param season the windows of a season, whose value before stands in for one that is not seen;
   *     1: the last value
   */
  public PieceEncoder(Encoding encoding, LossWeights weights, int horizon, int warmup, int season) {
    this.encoding = encoding;
    this.encoder = encoding.encoder();
    this.calendars = encoding.calendars();
    this.scaler = encoding.scaler();
    this.weights = weights;
    this.horizon = horizon;
    this.warmup = warmup;
    this.season = season;
  }

  /** Hides some windows at random, so that a network learns what a gap is. */
  static boolean[] hide(Series series, RandomGenerator random) {
    boolean[] hidden = new boolean[series.length()];
    for (int t = 1; t < hidden.length; t++) {
      hidden[t] = random.nextDouble() < (hidden[t - 1] ? GAP_GOES_ON : GAP_BEGINS);
    }
    return hidden;
  }

  /**
   * The parts of a series that are stepped in one go, up to the end of the span. Where a key wakes,
   * that is the zeros of which its recurrent state is made, too.
   *
   * @param hidden which windows are not seen
   */
  List<Piece> runs(Series series, TimeSpan span, boolean[] hidden) {
    List<Piece> runs = new ArrayList<>();
    SeriesLife life = encoding.life(warmup);
    int from = 0;
    int cut = 0;
    int t = 0;
    for (; t < series.length() && series.start(t) < span.to(); t++) {
      Phase phase = next(life, series, hidden, t);
      if (!isContinued(phase)) {
        add(runs, new Piece(series, hidden, from, t, span));
        cut = from < t ? t : cut;
        from = phase == Phase.WAKES ? Math.max(cut, t - InputRing.MIN_CAPACITY) : t;
        from += phase.isLearned() ? 0 : 1;
      }
    }
    add(runs, new Piece(series, hidden, from, t, span));
    return runs;
  }

  private static boolean isContinued(Phase phase) {
    return phase == Phase.GOES_ON || phase == Phase.IMPUTED || phase == Phase.REOPENS;
  }

  private static void add(List<Piece> runs, Piece run) {
    if (run.steps() > 0) {
      runs.add(run);
    }
  }

  private Phase next(SeriesLife life, Series series, boolean[] hidden, int t) {
    return life.next(encoding.end(series, t), hidden[t] ? Seen.MISSING : series.seen(t));
  }

  /** The first window of a piece with a forecast to learn from; {@code to} when none has. */
  int firstUseful(Piece piece) {
    Series series = piece.series();
    SeriesLife life = encoding.life(warmup);
    for (int t = 0; t < piece.to(); t++) {
      Phase phase = next(life, series, piece.hidden(), t);
      boolean isForecast = phase.isLearned() && life.isMature();
      if (t >= piece.from() && isForecast && hasTarget(series, piece.span(), t)) {
        return t;
      }
    }
    return piece.to();
  }

  private boolean hasTarget(Series series, TimeSpan span, int origin) {
    for (int target = origin + 1; target <= origin + horizon; target++) {
      if (isTarget(series, span, origin, target)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTarget(Series series, TimeSpan span, int origin, int target) {
    return target < series.length()
        && span.contains(series.start(origin), series.start(target))
        && scaler.accepts(series.value(target));
  }

  @Override
  public int steps(Piece piece) {
    return piece.steps();
  }

  /** A piece in numbers. */
  @Override
  public Example encode(Piece piece) {
    return new Run(piece).encode();
  }

  /** One pass over a series up to the end of a piece. */
  private final class Run {
    private final Piece piece;
    private final Series series;
    private final SeriesLife life = encoding.life(warmup);
    private final ScalerState scale = new ScalerState();
    private final WindowInput window = new WindowInput(new ScalerState[] {scale});
    private final PastValues[] past = {new PastValues(Math.max(season, encoder.layout().past()))};
    private final FloatBuffer x;
    private final float[] y;
    private final float[] weight;

    Run(Piece piece) {
      this.piece = piece;
      this.series = piece.series();
      this.x = FloatBuffer.allocate(piece.steps() * encoder.layout().size());
      this.y = new float[piece.steps() * horizon];
      this.weight = new float[piece.steps()];
    }

    Example encode() {
      for (int t = 0; t < piece.to(); t++) {
        Phase phase = next(life, series, piece.hidden(), t);
        if (phase == Phase.BEGINS || phase == Phase.RETURNS) {
          past[0].clear();
        }
        if (phase == Phase.BEGINS) {
          scale.reset();
          window.values[0] = Double.NaN;
        }
        window.imputed[0] = phase == Phase.IMPUTED || !scaler.accepts(series.value(t));
        if (!window.imputed[0]) {
          window.values[0] = series.value(t);
        } else if (past[0].count() >= season) {
          window.values[0] = past[0].newest(season - 1);
        }
        if (phase.isLearned() || t >= piece.from()) {
          take(t, phase);
          past[0].add(window.values[0]);
        }
      }
      return new Example(piece.steps(), x.array(), y, weight);
    }

    private void take(int t, Phase phase) {
      if (phase.isLearned()) {
        encoder.learn(window, 0);
      } else {
        encoder.follow(window, 0);
      }
      int step = t - piece.from();
      if (step >= 0) {
        window.known = encoding.known(series, t);
        encoder.encode(
            window, 0, past, calendars.of(series.start(t)), x, step * encoder.layout().size());
        weight[step] = (float) weights.of(series, scale);
        for (int h = 0; h < horizon; h++) {
          y[step * horizon + h] = phase.isLearned() ? target(t, t + h + 1) : Float.NaN;
        }
      }
    }

    private float target(int origin, int target) {
      return life.isMature() && isTarget(series, piece.span(), origin, target)
          ? (float) scaler.scale(scale, series.value(target))
          : Float.NaN;
    }
  }
}
