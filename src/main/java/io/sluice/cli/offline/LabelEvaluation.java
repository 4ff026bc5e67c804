package io.sluice.cli.offline;

import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.TrainingCut;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.StepException;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.retrospect.impute.ImputationJudge;
import io.sluice.retrospect.impute.ImputationSkill;
import io.sluice.window.Windows;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How well a whole-sequence model fills gaps in time that it has not seen.
 *
 * @param skill beside that of other imputers
 * @param from from when on gaps were hidden
 * @param why why from then on
 */
record LabelEvaluation(ImputationSkill skill, Instant from, String why) {
  /** As {@code train} splits the time unless somebody asks for something else. */
  private static final double VALIDATION = 0.1;

  private static final double HELD_OUT = 0.2;

  /**
   * Judges a model on the time after that which its metadata say that it has seen, or on the last
   * fifth where they say nothing, or all of the time is after it.
   *
   * @param err where it is printed why the pipeline's own model is not compared with
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when the model has seen all of the time
   */
  static LabelEvaluation of(
      PipelineConfig pipeline,
      SequenceModel model,
      List<Series> series,
      int season,
      PrintWriter err)
      throws StepException {
    Optional<Instant> until = TrainingCut.until(model.contract().metadata());
    TimeSplit split = TimeSplit.of(series, VALIDATION, HELD_OUT, new Windows(pipeline.window()));
    String why = "the last fifth of the time, as the model does not say what it has seen";
    if (until.isPresent()) {
      TimeSplit seen = TimeSplit.at(series, until.get().toEpochMilli());
      if (seen.heldOut().from() == seen.heldOut().to()) {
        throw new IllegalArgumentException(
            "there is nothing to evaluate on: the model has seen all time before " + until.get());
      }
      boolean any = seen.train().from() < seen.train().to();
      split = any ? seen : split;
      why = any ? "what the model has seen ends there" : "the last fifth of the time";
    }
    try (CausalModel causal = CausalModel.of(pipeline, model.contract().levels(), err)) {
      ImputationSkill skill =
          ImputationJudge.of(model, causal.model(), split, season, pipeline).judge(series);
      return new LabelEvaluation(skill, Instant.ofEpochMilli(split.heldOut().from()), why);
    }
  }

  void print(PrintWriter out) {
    ImputationTable.print(out, skill);
    out.printf("Gaps were hidden from %s on: %s.%n", from, why);
  }
}
