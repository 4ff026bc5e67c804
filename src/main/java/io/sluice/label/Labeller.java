package io.sluice.label;

import io.sluice.feature.Scaler;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.score.Surprise;
import io.sluice.train.data.Series;
import io.sluice.train.sequence.Piece;
import io.sluice.train.sequence.SequenceRun;
import io.sluice.train.sequence.Stretch;
import java.util.List;

/**
 * Labels series with a whole-sequence model. Every value is hidden once and judged by what the
 * model, which sees both sides, expects in its place; gaps are filled by the same model.
 */
public final class Labeller {
  /** Every which run of hidden windows is hidden at the same time. */
  private static final int PASSES = 8;

  /** Nothing is told apart beyond it. */
  private static final double MAX_SURPRISE = 1e6;

  private final LabelPlan plan;
  private final SequenceRun run;
  private final SequenceContract contract;
  private final float[] levels;
  private final int lower;
  private final int upper;

  public Labeller(LabelPlan plan, SequenceModel model) {
    this.plan = plan;
    this.run = new SequenceRun(model);
    this.contract = model.contract();
    this.levels = new float[contract.levels().size()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = contract.levels().get(i);
    }
    this.lower = contract.nearest(0.1);
    this.upper = contract.nearest(0.9);
  }

  /** Whether a series has enough values for its scale to be worth anything. */
  boolean isLongEnough(Series series) {
    int known = 0;
    for (int t = 0; t < series.length(); t++) {
      known += isKnown(series, t) ? 1 : 0;
    }
    return known >= run.encoder().warmup();
  }

  private boolean isKnown(Series series, int window) {
    Scaler scaler = run.encoder().scaler();
    return scaler.accepts(series.value(window));
  }

  /**
   * Labels one series.
   *
   * @throws StepException when the model fails
   */
  LabelledSeries label(Series series) throws StepException {
    LabelledSeries labelled = new LabelledSeries(series);
    List<Stretch> stretches = run.stretches(series);
    run.add(series, stretches, 0, (piece, t, q, at) -> expect(labelled, piece, t, q, at));
    for (int pass = 0; pass < PASSES; pass++) {
      boolean[] hidden = hidden(series, pass);
      run.add(
          series.without(hidden),
          stretches,
          0,
          (piece, t, q, at) -> {
            if (hidden[t]) {
              expect(labelled, piece, t, q, at);
              labelled.judge(t, surprise(piece, t, series.value(t), q, at));
            }
          });
    }
    run.finish();
    labelled.score(plan.threshold());
    return labelled;
  }

  private boolean[] hidden(Series series, int pass) {
    boolean[] hidden = new boolean[series.length()];
    for (int t = 0; t < hidden.length; t++) {
      hidden[t] = t / plan.hide() % PASSES == pass && isKnown(series, t);
    }
    return hidden;
  }

  private void expect(LabelledSeries labelled, Piece piece, int window, float[] q, int at) {
    labelled.expect(
        window,
        piece.unscale(window, q[at + contract.median()]),
        piece.unscale(window, q[at + lower]),
        piece.unscale(window, q[at + upper]));
  }

  private double surprise(Piece piece, int window, double value, float[] q, int at) {
    double signed = Surprise.signed(levels, q, at, piece.scale(window, value));
    return Math.copySign(Math.min(MAX_SURPRISE, Math.abs(signed)), signed);
  }
}
