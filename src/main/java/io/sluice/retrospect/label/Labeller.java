package io.sluice.retrospect.label;

import io.sluice.feature.Scaler;
import io.sluice.history.series.Series;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceContract;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.Excerpt;
import io.sluice.retrospect.SequenceRun;
import io.sluice.retrospect.Stretch;
import io.sluice.score.Surprise;
import java.util.List;

/**
 * Labels series with a whole-sequence model. Every value is hidden once and judged by what the
 * model, which sees both sides, expects in its place; gaps are filled by the same model.
 */
public final class Labeller {
  /** Every which run of hidden windows is hidden at the same time. */
  private static final int PASSES = 8;

  /** Nothing is distinguished beyond it. */
  private static final double MAX_SURPRISE = 1e6;

  private final LabelSettings settings;
  private final SequenceRun run;
  private final SequenceContract contract;
  private final float[] levels;
  private final int lower;
  private final int upper;

  public Labeller(LabelSettings settings, SequenceModel model) {
    this.settings = settings;
    this.run = new SequenceRun(model, settings.pipeline());
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
    return series.values(run.encoder().scaler()::accepts) >= run.encoder().warmup();
  }

  /**
   * Labels one series.
   *
   * @throws StepException when the model fails
   */
  LabelledSeries label(Series series) throws StepException {
    LabelledSeries labelled = new LabelledSeries(series);
    List<Stretch> stretches = run.stretches(series);
    run.add(series, stretches, 0, (excerpt, t, q, at) -> expect(labelled, excerpt, t, q, at));
    for (int pass = 0; pass < PASSES; pass++) {
      boolean[] hidden = hidden(series, pass);
      run.add(
          series.without(hidden),
          stretches,
          0,
          (excerpt, t, q, at) -> {
            if (hidden[t]) {
              expect(labelled, excerpt, t, q, at);
              labelled.judge(t, surprise(excerpt, t, series.value(t), q, at));
            }
          });
    }
    run.finish();
    labelled.score(settings.threshold());
    return labelled;
  }

  private boolean[] hidden(Series series, int pass) {
    Scaler scaler = run.encoder().scaler();
    boolean[] hidden = new boolean[series.length()];
    for (int t = 0; t < hidden.length; t++) {
      hidden[t] = t / settings.hide() % PASSES == pass && scaler.accepts(series.value(t));
    }
    return hidden;
  }

  private void expect(LabelledSeries labelled, Excerpt excerpt, int window, float[] q, int at) {
    labelled.expect(
        window,
        excerpt.unscale(window, q[at + contract.median()]),
        excerpt.unscale(window, q[at + lower]),
        excerpt.unscale(window, q[at + upper]));
  }

  private double surprise(Excerpt excerpt, int window, double value, float[] q, int at) {
    double signed = Surprise.signed(levels, q, at, excerpt.scale(window, value));
    return Math.copySign(Math.min(MAX_SURPRISE, Math.abs(signed)), signed);
  }
}
