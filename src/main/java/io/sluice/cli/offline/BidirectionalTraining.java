package io.sluice.cli.offline;

import io.sluice.config.PipelineConfig;
import io.sluice.history.series.Series;
import io.sluice.retrospect.impute.ImputationSkill;
import io.sluice.train.BidirectionalJob;
import io.sluice.train.Outcome;
import io.sluice.train.TrainingSettings;
import io.sluice.train.network.ModelSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code train --bidirectional} does once the series are read. */
final class BidirectionalTraining {
  private final CommandSpec spec;
  private final TrainingSettings settings;

  BidirectionalTraining(CommandSpec spec, TrainingSettings settings) {
    this.spec = spec;
    this.settings = settings;
  }

  int run(List<Series> series, ProgressLine progress, BooleanSupplier interrupted)
      throws Exception {
    Outcome<ImputationSkill> outcome;
    PipelineConfig pipeline = settings.pipeline();
    PrintWriter err = spec.commandLine().getErr();
    try (CausalModel causal = CausalModel.of(pipeline, ModelSpec.DEFAULT_LEVELS, err)) {
      outcome = new BidirectionalJob(settings).run(series, causal.model(), progress, interrupted);
    }
    progress.finish();
    PrintWriter out = spec.commandLine().getOut();
    ImputationTable.print(out, outcome.skill());
    TrainingReport.print(out, outcome.training());
    out.println(
        outcome.written()
            ? "Wrote %s (weights of epoch %d)"
                .formatted(settings.out(), outcome.training().chosen().bestEpoch())
            : "Wrote no model: it does not fill gaps better than linear interpolation (--force"
                + " writes it anyway)");
    out.flush();
    return outcome.written() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
