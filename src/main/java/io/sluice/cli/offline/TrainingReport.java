package io.sluice.cli.offline;

import io.sluice.evaluate.skill.Score;
import io.sluice.evaluate.skill.Skill;
import io.sluice.train.Fit;
import io.sluice.train.Judgement;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingProgress.Epoch;
import io.sluice.train.trivial.TrivialModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** Prints what came of a training. */
final class TrainingReport {
  /** Where more steps than this share are clipped, that is told. */
  private static final double MUCH = 0.5;

  /** A loss that is so many times as high is just far higher. */
  private static final double FAR = 100;

  private TrainingReport() {}

  static void print(PrintWriter out, Path file, Judgement judgement) {
    Skill skill = judgement.skill();
    out.printf(
        "Held-out scores of %,d forecasts%s, lower is better:%n",
        skill.forecasts(), skill.stride() == 1 ? "" : " from one window in " + skill.stride());
    out.printf("  %-25s %8s %8s%n", "", "SQL", "MASE");
    row(out, "model", skill.model(), Double.NaN);
    skill.trivial().forEach((name, score) -> row(out, name, score, skill.over(name)));
    out.printf(
        Locale.ROOT,
        "%.1f%% of the values lie between the 0.1 and 0.9 quantile.%n",
        100 * skill.coverage());
    print(out, judgement.training());
    out.println(verdict(file, judgement));
    judgement.advice().forEach(sentence -> out.println("What would help: " + sentence));
    out.flush();
  }

  private static String verdict(Path file, Judgement judgement) {
    Skill skill = judgement.skill();
    String wrote =
        "Wrote %s (weights of epoch %d)".formatted(file, judgement.training().chosen().bestEpoch());
    if (skill.beatsAll()) {
      return wrote;
    }
    String against =
        "The network does not beat %s, the strongest trivial forecaster: its SQL is %s higher."
            .formatted(skill.strongest(), percent(-skill.overStrongest()));
    TrivialModel instead = judgement.instead();
    if (instead != null) {
      return against
          + "%nWrote %s: %s, a trivial forecaster as a model file (--force writes the network)"
              .formatted(file, instead.label());
    }
    return against
        + System.lineSeparator()
        + (judgement.written() ? wrote : "Wrote no model (--force writes the network)");
  }

  /** How the training of a model of any kind went. */
  static void print(PrintWriter out, Fit training) {
    out.printf(
        Locale.ROOT,
        "%s Gradients were clipped in %.1f%% of the steps.%s%n",
        ending(training.chosen()),
        100 * training.result().last().clipped(),
        clipping(training.result().last()));
    if (training.result().restarts() > 0) {
      out.printf(
          "It diverged %,d times, and went on from the best weights at a quarter of the learning"
              + " rate: a lower --learning-rate may be better.%n",
          training.result().restarts());
    }
    if (training.refit()) {
      out.println(refit(training));
    }
  }

  /** What to do where most steps say in which direction to go, and no more how far. */
  private static String clipping(Epoch last) {
    return last.clipped() <= MUCH
        ? ""
        : String.format(
            Locale.ROOT,
            " That is most of them: nine of ten gradients were shorter than %1$.2g, try --clip"
                + " %1$.2g.",
            last.norm());
  }

  /** Which of two trainings the weights are of, and why. */
  private static String refit(Fit training) {
    Trainer.Result again = training.again();
    if (training.isRefitted()) {
      return "Refitted for %d epochs, %,d steps, validation time included: the weights are those of the refit."
          .formatted(training.result().last().number(), training.result().steps());
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
      case EPOCHS -> "Trained all %d epochs, %,d steps.".formatted(epoch, training.steps());
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

  /** Of a share; of next to nothing any number is another one. */
  private static String percent(double share) {
    return share < FAR ? String.format(Locale.ROOT, "%.1f%%", 100 * share) : "far";
  }

  private static void row(PrintWriter out, String name, Score score, double skill) {
    String comparison =
        Double.isNaN(skill)
            ? ""
            : "  model %s by %s"
                .formatted(skill > 0 ? "better" : "worse", percent(Math.abs(skill)));
    out.printf(Locale.ROOT, "  %-25s %8.4f %8.4f%s%n", name, score.sql(), score.mase(), comparison);
  }
}
