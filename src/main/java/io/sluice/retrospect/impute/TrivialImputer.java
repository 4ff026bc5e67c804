package io.sluice.retrospect.impute;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** States what values may have stood in the gaps of each series on its own, without a model. */
interface TrivialImputer extends Imputer {
  @Override
  default List<double[][]> impute(List<Holes> all) {
    List<double[][]> imputed = new ArrayList<>();
    for (Holes holes : all) {
      Fitted fitted = fit(holes);
      double[][] quantiles = new double[holes.series().length()][];
      for (int t = holes.first(); t < quantiles.length; t++) {
        quantiles[t] = holes.isHidden(t) ? fitted.impute(t) : null;
      }
      imputed.add(quantiles);
    }
    return imputed;
  }

  /** Learns from a series. */
  Fitted fit(Holes holes);

  /** What was learnt of one series. */
  interface Fitted {
    /** Quantiles of a hidden window's value in the source's units; null where there are none. */
    double @Nullable [] impute(int window);
  }
}
