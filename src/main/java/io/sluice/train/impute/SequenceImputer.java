package io.sluice.train.impute;

import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.train.sequence.SequenceRun;
import java.util.ArrayList;
import java.util.List;

/** A whole-sequence model. */
public final class SequenceImputer implements Imputer {
  private final SequenceModel model;

  public SequenceImputer(SequenceModel model) {
    this.model = model;
  }

  @Override
  public String name() {
    return "bidirectional";
  }

  @Override
  public List<double[][]> impute(List<Holes> all) throws StepException {
    List<double[][]> imputed = new ArrayList<>();
    SequenceRun run = new SequenceRun(model);
    for (Holes holes : all) {
      double[][] quantiles = new double[holes.series().length()][];
      imputed.add(quantiles);
      run.add(
          holes.series(),
          run.stretches(holes.series()),
          holes.first(),
          (piece, window, scaled, offset) -> {
            if (holes.isHidden(window)) {
              quantiles[window] = new double[model.contract().levels().size()];
              for (int i = 0; i < quantiles[window].length; i++) {
                quantiles[window][i] = piece.unscale(window, scaled[offset + i]);
              }
            }
          });
    }
    run.finish();
    return imputed;
  }
}
