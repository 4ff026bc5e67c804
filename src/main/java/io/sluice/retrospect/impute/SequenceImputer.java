package io.sluice.retrospect.impute;

import io.sluice.config.PipelineConfig;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.SequenceRun;
import java.util.ArrayList;
import java.util.List;

/** A whole-sequence model. */
public final class SequenceImputer implements Imputer {
  private final SequenceModel model;
  private final PipelineConfig pipeline;

  /** An imputer of a pipeline's series. */
  public SequenceImputer(SequenceModel model, PipelineConfig pipeline) {
    this.model = model;
    this.pipeline = pipeline;
  }

  @Override
  public String name() {
    return "bidirectional";
  }

  @Override
  public List<double[][]> impute(List<Holes> all) throws StepException {
    List<double[][]> imputed = new ArrayList<>();
    SequenceRun run = new SequenceRun(model, pipeline);
    for (Holes holes : all) {
      double[][] quantiles = new double[holes.series().length()][];
      imputed.add(quantiles);
      run.add(
          holes.series(),
          run.stretches(holes.series()),
          holes.first(),
          (excerpt, window, scaled, offset) -> {
            if (holes.isHidden(window)) {
              quantiles[window] = new double[model.contract().levels().size()];
              for (int i = 0; i < quantiles[window].length; i++) {
                quantiles[window][i] = excerpt.unscale(window, scaled[offset + i]);
              }
            }
          });
    }
    run.finish();
    return imputed;
  }
}
