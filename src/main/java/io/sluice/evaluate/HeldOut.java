package io.sluice.evaluate;

import io.sluice.feature.Scaler;
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
 * with a value, and both baselines could make it too.
 */
public final class HeldOut {
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
   * Scores the model on the series.
   *
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when there is nothing to score, or the model has several
   *     targets
   */
  public Skill judge(List<Series> series) throws StepException {
    ModelContract contract = model.contract();
    SkillSums sums = new SkillSums(new Scaler(contract.scaler()), contract.levels());
    List<Lane> lanes = new ArrayList<>();
    for (Series one : series) {
      lanes.add(new Lane(one, contract, split, season, encoding));
    }
    Walk.all(
        lanes.stream().map(Lane::walk).toList(),
        model,
        (i, quantiles, offset) -> lanes.get(i).score(quantiles, offset, sums));
    return sums.mean();
  }
}
