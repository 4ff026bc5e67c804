package io.sluice.evaluate.skill;

import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a model file on held-out time: every series is stepped through the model from its first
 * window on, as the service would, windows without a value imputed with the model's own median. A
 * forecast counts when it was made from a window with a value, past the warm-up, about a window
 * with a value. Errors are scaled by the series' seasonal error before held-out time. Where there
 * are very many forecasts, those of some origins are scored, the same for every model.
 */
public final class HeldOut {
  /** About as many forecasts are scored: more would not change the figures, but take minutes. */
  private static final long ENOUGH = 1_000_000;

  private final StepModel model;
  private final TimeSplit split;
  private final int season;
  private final Encoding encoding;

  /** A judge of a model of one target. */
  public HeldOut(StepModel model, TimeSplit split, int season, Encoding encoding) {
    this.model = model;
    this.split = split;
    this.season = season;
    this.encoding = encoding;
  }

  /**
   * Scores the model on the series, beside all {@link Forecaster}s.
   *
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when there is nothing to score, or the model has several
   *     targets
   */
  public Skill judge(List<Series> series) throws StepException {
    return judge(series, Forecaster.values());
  }

  /** The same of the model alone. */
  public Skill judgeAlone(List<Series> series) throws StepException {
    return judge(series, new Forecaster[0]);
  }

  private Skill judge(List<Series> series, Forecaster[] trivial) throws StepException {
    ModelContract contract = model.contract();
    int stride = stride(series);
    SkillSums sums = new SkillSums(stride, trivial);
    List<Lane> lanes = new ArrayList<>();
    for (Series one : series) {
      lanes.add(new Lane(one, contract, split, season, stride, encoding));
    }
    Walk.all(
        lanes.stream().map(Lane::walk).toList(),
        model,
        (i, quantiles, offset) -> lanes.get(i).score(quantiles, offset, trivial, sums));
    return sums.mean();
  }

  /** The least stride that leaves about enough, and meets every phase of a season. */
  private int stride(List<Series> series) {
    long origins = 0;
    for (Series one : series) {
      for (int t = one.length() - 1; t >= 0 && one.start(t) >= split.heldOut().from(); t--) {
        origins++;
      }
    }
    int stride = (int) Math.max(1, origins * model.contract().horizon() / ENOUGH);
    while (gcd(stride, season) > 1) {
      stride++;
    }
    return stride;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
