package io.sluice.retrospect.impute;

import io.sluice.model.StepException;
import java.util.List;

/** States what values may have stood in gaps. */
public interface Imputer {
  /** The name in tables. */
  String name();

  /**
   * Fills the gaps of many series.
   *
   * @return per series and window quantiles, {@code [levels]}, in the source's units; null where
   *     nothing was hidden, or nothing can be stated
   * @throws StepException when a model fails
   */
  List<double[][]> impute(List<Holes> all) throws StepException;
}
