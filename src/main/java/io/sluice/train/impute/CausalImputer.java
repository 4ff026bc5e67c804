package io.sluice.train.impute;

import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.train.skill.Walk;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A step model, which knows only what came before: as the service imputes, each missing window is
 * its median forecast of the window before, which is fed back to it.
 */
public final class CausalImputer implements Imputer {
  private final StepModel model;
  private final int maxGap;

  /**
   * An imputer with a model of one target.
   *
   * @param maxGap windows in a row that a series' own gaps are imputed for; those that are judged
   *     are imputed whole
   */
  public CausalImputer(StepModel model, int maxGap) {
    this.model = model;
    this.maxGap = Math.max(maxGap, GapGroup.maxGap());
  }

  @Override
  public String name() {
    return "causal (" + model.contract().name() + ")";
  }

  @Override
  public List<double[][]> impute(List<Holes> all) throws StepException {
    List<Walk> walks = new ArrayList<>();
    List<double[][]> imputed = new ArrayList<>();
    for (Holes holes : all) {
      walks.add(new Walk(holes.series(), model.contract(), maxGap));
      imputed.add(new double[holes.series().length()][]);
    }
    Walk.all(
        walks,
        model,
        (i, quantiles, offset) -> {
          int next = walks.get(i).origin() + 1;
          if (next < imputed.get(i).length && all.get(i).isHidden(next)) {
            imputed.get(i)[next] = read(walks.get(i), quantiles, offset);
          }
        });
    return imputed;
  }

  private double[] read(Walk walk, FloatBuffer quantiles, int offset) {
    ModelContract contract = model.contract();
    double[] next = new double[contract.levels().size()];
    for (int i = 0; i < next.length; i++) {
      next[i] = walk.scaler().unscale(walk.scale(), quantiles.get(offset + i));
    }
    return next;
  }
}
