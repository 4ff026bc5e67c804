package io.sluice.cli;

import io.sluice.config.PipelineConfig;
import io.sluice.model.ModelException;
import io.sluice.model.OnnxStepModel;
import io.sluice.model.StepModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pipeline's own model, to compare with, where there is one that can be compared. */
final class CausalModel implements AutoCloseable {
  private final @Nullable StepModel model;

  private CausalModel(@Nullable StepModel model) {
    this.model = model;
  }

  /**
   * Opens it; says why not where there is a file that cannot be used.
   *
   * @param levels those of what it is compared with
   */
  static CausalModel of(PipelineConfig pipeline, List<Float> levels, PrintWriter err) {
    if (!Files.isReadable(pipeline.model())) {
      return new CausalModel(null);
    }
    try {
      StepModel model = OnnxStepModel.load(pipeline.model(), pipeline.provider());
      if (model.contract().targets() == 1 && model.contract().levels().equals(levels)) {
        return new CausalModel(model);
      }
      model.close();
      err.println(
          "The pipeline's model is not compared with: it has several targets, or other quantile levels.");
    } catch (ModelException e) {
      err.println("The pipeline's model is not compared with: " + e.getMessage());
    }
    err.flush();
    return new CausalModel(null);
  }

  /** Null: there is none. */
  @Nullable StepModel model() {
    return model;
  }

  @Override
  public void close() {
    if (model != null) {
      model.close();
    }
  }
}
