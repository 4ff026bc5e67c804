package io.sluice.cli.offline;

import io.sluice.evaluate.Skill;
import io.sluice.train.Fit;
import io.sluice.train.Outcome;
import io.sluice.train.torch.Trainer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Prints what came of a training. */
final class TrainingReport {
  private TrainingReport() {}

  static void print(PrintWriter out, Path file, Outcome<Skill> outcome) {
    Skill skill = outcome.skill();
    out.printf("Held-out pinball loss of %,d forecasts, lower is better:%n", skill.forecasts());
    row(out, "model", skill.model(), Double.NaN);
    row(out, "seasonal-naive", skill.seasonalNaive(), skill.overSeasonalNaive());
    row(out, "naive", skill.naive(), skill.overNaive());
    out.printf(
        Locale.ROOT,
        "%.1f%% of the values lie between the 0.1 and 0.9 quantile.%n",
        100 * skill.coverage());
    print(out, outcome.training());
    out.println(
        outcome.written()
            ? "Wrote "
                + file
                + " (weights of epoch "
                + outcome.training().chosen().bestEpoch()
                + ")"
            : "Wrote no model: it does not beat seasonal-naive (--keep writes it anyway)");
    out.flush();
  }

  /** How the training of a model of any kind went. */
  static void print(PrintWriter out, Fit training) {
    out.printf(
        Locale.ROOT,
        "%s Gradients were clipped in %.1f%% of the steps.%n",
        ending(training.chosen()),
        100 * training.result().last().clipped());
    if (training.refit()) {
      out.println(refit(training));
    }
  }

  /** Which of two trainings the weights are of, and why. */
  private static String refit(Fit training) {
    Trainer.Result again = training.again();
    if (training.isRefitted()) {
      return "Refitted for %d epochs, validation time included: the weights are those of the refit."
          .formatted(training.result().last().number());
    } else if (again != null) {
      return "The refit, validation time included, did not finish; the weights are those of the"
          + " training before it. The refit: "
          + ending(again);
    }
    return "Did not refit: "
        + (training.chosen().bestEpoch() == 0
            ? "no epoch was better than the untrained network."
            : training.chosen().isValidated()
                ? "the time limit or an interrupt came first."
                : "nothing has chosen an epoch.");
  }

  private static String ending(Trainer.Result training) {
    int epoch = training.last().number();
    return switch (training.ending()) {
      case EPOCHS -> "Trained all " + epoch + " epochs.";
      case EARLY -> "Stopped after epoch " + epoch + ": the validation loss fell no further.";
      case TIME_LIMIT ->
          "The time limit ended the training after epoch "
              + epoch
              + ": another run may end elsewhere.";
      case INTERRUPTED -> "Interrupted in epoch " + epoch + ".";
      case DIVERGED ->
          String.format(
              Locale.ROOT,
              "Training diverged in epoch %d (loss %.4g): try a lower --learning-rate.",
              epoch,
              training.last().loss());
    };
  }

  private static void row(PrintWriter out, String name, double loss, double skill) {
    String comparison =
        Double.isNaN(skill)
            ? ""
            : String.format(
                Locale.ROOT,
                "  model %s by %.1f%%",
                skill > 0 ? "better" : "worse",
                100 * Math.abs(skill));
    out.printf(Locale.ROOT, "  %-15s %8.4f%s%n", name, loss, comparison);
  }
}
