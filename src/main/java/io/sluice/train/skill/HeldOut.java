package io.sluice.train.skill;

import io.sluice.feature.Scaler;
import io.sluice.model.ModelContract;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.train.data.Series;
import io.sluice.train.data.TimeSplit;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a model file on held-out time: every series is stepped through the model from its first
 * window on, as the service would, windows without a value imputed with the model's own median. A
 * forecast counts when it was made from a window with a value, past the warm-up, about a window
 * with a value, and both baselines could make it too.
 */
public final class HeldOut {
  /** Series stepped side by side. */
  private static final int ROWS = 256;

  private final StepModel model;
  private final TimeSplit split;
  private final int season;
  private final int maxGap;

  /** A judge of a model of one target. */
  public HeldOut(StepModel model, TimeSplit split, int season, int maxGap) {
    if (model.contract().targets() != 1) {
      throw new IllegalArgumentException("only models of one target can be judged");
    }
    this.model = model;
    this.split = split;
    this.season = season;
    this.maxGap = maxGap;
  }

  /**
   * Scores the model on the series.
   *
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when there is nothing to score
   */
  public Skill judge(List<Series> series) throws StepException {
    ModelContract contract = model.contract();
    SkillSums sums = new SkillSums(new Scaler(contract.scaler()), contract.levels());
    try (StepBatch batch = model.newBatch(ROWS)) {
      for (int from = 0; from < series.size(); from += ROWS) {
        List<Lane> lanes = new ArrayList<>();
        for (Series one : series.subList(from, Math.min(from + ROWS, series.size()))) {
          lanes.add(new Lane(one, contract, split, season, maxGap));
        }
        run(lanes, batch, sums);
      }
    }
    return sums.mean();
  }

  private static void run(List<Lane> lanes, StepBatch batch, SkillSums sums) throws StepException {
    List<Lane> stepping = new ArrayList<>();
    while (lanes.stream().anyMatch(Lane::hasNext)) {
      stepping.clear();
      for (Lane lane : lanes) {
        if (lane.hasNext() && lane.prepare(batch, stepping.size())) {
          stepping.add(lane);
        }
      }
      if (!stepping.isEmpty()) {
        batch.run(stepping.size());
      }
      for (int row = 0; row < stepping.size(); row++) {
        stepping.get(row).take(batch, row, sums);
      }
    }
  }
}
