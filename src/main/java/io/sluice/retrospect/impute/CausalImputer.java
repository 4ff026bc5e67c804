package io.sluice.retrospect.impute;

import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.Encoding;
import io.sluice.evaluate.Walk;
import io.sluice.model.ModelContract;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A step model, which knows only what came before: as the service imputes, each missing window is
 * its median forecast of the window before, which is fed back to it.
 */
public final class CausalImputer implements Imputer {
  private final StepModel model;
  private final PipelineConfig pipeline;

  /**
   * An imputer of a pipeline's series with a model of one target, which needs no field that the
   * pipeline does not know in advance.
   */
  public CausalImputer(StepModel model, PipelineConfig pipeline) {
    this.model = model;
    this.pipeline = pipeline;
  }

  @Override
  public String name() {
    return "causal (" + model.contract().name() + ")";
  }

  @Override
  public List<double[][]> impute(List<Holes> all) throws StepException {
    Encoding encoding = encoding();
    List<Walk> walks = new ArrayList<>();
    List<double[][]> imputed = new ArrayList<>();
    for (Holes holes : all) {
      walks.add(new Walk(holes.series(), model.contract(), encoding));
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

  /** As served, but gaps are imputed whole, however short the pipeline's max-gap is. */
  private Encoding encoding() {
    int maxGap = Math.max(pipeline.window().maxGap(), GapGroup.maxGap());
    return new Encoding(model.contract().features(), model.contract().scaler(), pipeline, maxGap);
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
