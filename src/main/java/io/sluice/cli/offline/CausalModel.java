package io.sluice.cli.offline;

import io.sluice.config.PipelineConfig;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.trial.Trials;
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
      StepModel model = Trials.shared().step(pipeline.model(), pipeline.provider());
      @Nullable String problem = problem(pipeline, levels, model.contract());
      if (problem == null) {
        return new CausalModel(model);
      }
      model.close();
      say(problem, err);
    } catch (ModelException e) {
      say("" + e.getMessage(), err);
    }
    return new CausalModel(null);
  }

  /** Why a model cannot be compared with; null when it can. */
  private static @Nullable String problem(
      PipelineConfig pipeline, List<Float> levels, ModelContract model) {
    if (model.targets() != 1 || !model.levels().equals(levels)) {
      return "it has several targets, or other quantile levels.";
    }
    try {
      model.features().knownIn(pipeline);
      return null;
    } catch (IllegalArgumentException e) { // a field that the model needs
      return "" + e.getMessage();
    }
  }

  private static void say(String problem, PrintWriter err) {
    err.println("The pipeline's model is left out of the comparison: " + problem);
    err.flush();
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
