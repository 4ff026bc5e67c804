package io.sluice.train;

import io.sluice.train.data.TimeSplit;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An ensemble in one network: as many networks of other seeds as {@link TrainingOptions#teachers}
 * says are trained, and then one that learns from the mean of their forecasts as well. One time
 * limit holds for all. What is cut short leaves the best network so far.
 */
final class Distillation {
  private final TrainingProgress progress;
  private final BooleanSupplier interrupted;
  private final Fit.Training training;

  Distillation(TrainingProgress progress, BooleanSupplier interrupted, Fit.Training training) {
    this.progress = progress;
    this.interrupted = interrupted;
    this.training = training;
  }

  /**
   * Trains all networks.
   *
   * @return the one that was taught, or the best of the others where none was, or was cut short
   * @throws IllegalStateException when a teacher diverged before any epoch was worth keeping
   */
  Trainer.Result train(TimeSplit split, TrainingOptions options) {
    int count = options.teachers();
    if (count == 0) {
      return training.train(split, options, List.of());
    }
    long end = System.nanoTime() + options.timeLimit().toNanos();
    List<Trainer.Result> teachers = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      progress.network(number, count + 1);
      TrainingOptions own = options.teacher(number, left(end));
      Trainer.Result teacher = training.train(split, own, List.of());
      teacher.requireSuccess();
      teachers.add(teacher);
      if (interrupted.getAsBoolean() || left(end).isNegative()) {
        return best(teachers);
      }
    }
    progress.network(count + 1, count + 1);
    List<Weights> weights = teachers.stream().map(Trainer.Result::weights).toList();
    Trainer.Result taught = training.train(split, options.taught(left(end)), weights);
    return taught.isWhole() ? taught : better(taught, best(teachers));
  }

  private static Duration left(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  private static Trainer.Result best(List<Trainer.Result> results) {
    return results.stream().reduce(Distillation::better).orElseThrow();
  }

  /** By validation; where nothing validated, the one that was not cut short. */
  private static Trainer.Result better(Trainer.Result one, Trainer.Result other) {
    if (one.isValidated() && other.isValidated()) {
      return other.validationLoss() < one.validationLoss() ? other : one;
    }
    return other.isWhole() ? other : one;
  }
}
