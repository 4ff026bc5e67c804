package io.sluice.train;

import io.sluice.train.data.TimeSplit;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** What trainings of all kinds of models have in common: how often they train, and what is told. */
final class Fit {
  private Fit() {}

  /** One training of a network. */
  interface Training {
    /** Trains anew, with other options or another split than the one before. */
    Trainer.Result train(TimeSplit split, TrainingOptions options);
  }

  /**
   * Trains, and where the plan says so, anew for as many epochs with the validation's time as well.
   *
   * @throws IllegalStateException when training diverged before any epoch was worth keeping
   */
  static Trainer.Result of(
      TrainingPlan plan,
      TimeSplit split,
      TrainingProgress progress,
      BooleanSupplier interrupted,
      Training training) {
    Trainer.Result result = training.train(split, plan.options());
    result.requireSuccess();
    if (plan.shares().refit() && result.bestEpoch() > 0 && !interrupted.getAsBoolean()) {
      progress.refit(result.bestEpoch());
      TrainingOptions again = plan.options().refit(result.bestEpoch());
      return training.train(split.withoutValidation(), again);
    }
    return result;
  }

  /** What a model's metadata states of its training. */
  static Map<String, String> history(TrainingPlan plan, TimeSplit split, Trainer.Result result) {
    Map<String, String> entries = new TreeMap<>();
    entries.put("training.data", plan.data());
    entries.put("training.command", plan.command());
    entries.put("training.cut", split.describe());
    if (plan.shares().refit()) {
      entries.put("training.refit", "on training and validation time");
    }
    entries.put("training.loss", plan.loss().toString());
    entries.put("training.epoch", String.valueOf(result.bestEpoch()));
    entries.put("training.clipped", String.format(Locale.ROOT, "%.4f", result.last().clipped()));
    return entries;
  }
}
