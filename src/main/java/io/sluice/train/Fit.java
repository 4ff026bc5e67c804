package io.sluice.train;

import io.sluice.history.series.TimeSplit;
import io.sluice.model.MetadataKey;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a network was fitted: a training whose best epoch the validation chose and, where it was
 * asked for, one that trained anew for as many epochs with the validation's time as well. Only a
 * second training that went through all of them is better than the first: cut short, it ends at a
 * learning rate that was never meant to be the last, and nothing has judged it.
 *
 * @param chosen the first training
 * @param again the second one; null: there was none
 * @param refit whether a second one was asked for
 */
public record Fit(Trainer.Result chosen, Trainer.@Nullable Result again, boolean refit) {

  /** In metadata: the epochs of the first training, and what ended it. */
  private static final String EPOCHS = "training.epochs";

  /** In metadata: the gradient steps that were asked for instead of epochs. */
  private static final String STEPS = "training.steps";

  /** In metadata: how often the training went on from its best weights. */
  private static final String RESTARTS = "training.restarts";

  /** One training of a network. */
  interface Training {
    /** Trains anew, with other options or another split than the one before. */
    Trainer.Result train(TimeSplit split, TrainingOptions options);
  }

  /**
   * Trains, and where that is asked for, anew for as many epochs with the validation's time as
   * well. One time limit holds for both.
   *
   * @throws IllegalStateException when training diverged before any epoch was worth keeping
   */
  static Fit of(
      TrainingSettings settings,
      TimeSplit split,
      TrainingProgress progress,
      BooleanSupplier interrupted,
      Training training) {
    return of(
        settings.options(), settings.shares().refit(), split, progress, interrupted, training);
  }

  static Fit of(
      TrainingOptions options,
      boolean refit,
      TimeSplit split,
      TrainingProgress progress,
      BooleanSupplier interrupted,
      Training training) {
    long begin = System.nanoTime();
    Trainer.Result chosen = training.train(split, options);
    chosen.requireSuccess();
    Duration left = options.timeLimit().minusNanos(System.nanoTime() - begin);
    boolean again =
        refit
            && chosen.bestEpoch() > 0
            && chosen.isValidated()
            && !left.isNegative()
            && !interrupted.getAsBoolean();
    if (!again) {
      return new Fit(chosen, null, refit);
    }
    progress.refit(chosen.bestEpoch());
    TrainingOptions anew = options.refit(chosen.bestEpoch(), left);
    return new Fit(chosen, training.train(split.withoutValidation(), anew), refit);
  }

  /** Whether the weights are those of the second training. */
  public boolean isRefitted() {
    return again != null && again.ending() == Trainer.Ending.EPOCHS;
  }

  /** The training that gave the weights. */
  public Trainer.Result result() {
    return again != null && again.ending() == Trainer.Ending.EPOCHS ? again : chosen;
  }

  /** How many epochs there were of those that were asked for, and what ended them before. */
  private String epochs(int asked) {
    int done = chosen.last().number();
    return switch (chosen.ending()) {
      case EPOCHS -> String.valueOf(done);
      case EARLY -> done + " of " + asked + ", the validation loss fell no further";
      case TIME_LIMIT -> done + " of " + asked + ", ended by the time limit";
      case INTERRUPTED -> done + " of " + asked + ", interrupted in the last";
      case DIVERGED -> done + " of " + asked + ", diverged in the last";
    };
  }

  /** What a model's metadata states of its training. */
  Map<String, String> history(TrainingSettings settings, TimeSplit split) {
    Map<String, String> entries = new TreeMap<>();
    entries.put(MetadataKey.TRAINING_DATA.key(), settings.data());
    entries.put(MetadataKey.TRAINING_COMMAND.key(), settings.command());
    entries.put(MetadataKey.TRAINING_CUT.key(), split.describe());
    // Where the validation's time has not trained, it has chosen the epoch.
    entries.put(
        MetadataKey.TRAINING_UNTIL.key(), Instant.ofEpochMilli(split.heldOut().from()).toString());
    if (isRefitted()) {
      entries.put(MetadataKey.TRAINING_REFIT.key(), "on training and validation time");
    }
    entries.put(MetadataKey.TRAINING_LOSS.key(), settings.loss().toString());
    entries.put(MetadataKey.TRAINING_EPOCH.key(), String.valueOf(chosen.bestEpoch()));
    if (settings.options().steps() == 0) {
      entries.put(EPOCHS, epochs(settings.options().epochs()));
    } else {
      entries.put(STEPS, String.valueOf(settings.options().steps()));
    }
    if (result().restarts() > 0) {
      entries.put(RESTARTS, String.valueOf(result().restarts()));
    }
    entries.put(
        MetadataKey.TRAINING_CLIPPED.key(),
        String.format(Locale.ROOT, "%.4f", result().last().clipped()));
    return entries;
  }
}
