package io.sluice.train;

import io.sluice.train.data.TimeSplit;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An ensemble in one network: as many networks of other seeds as {@link TrainingOptions#teachers}
 * says are trained, and then one that learns from the mean of their forecasts as well. One time
 * limit holds for all. The first that is cut short is the last, and the best so far is kept.
 */
final class Distillation {
  private final TrainingProgress progress;
  private final Fit.Training training;

  Distillation(TrainingProgress progress, Fit.Training training) {
    this.progress = progress;
    this.training = training;
  }

  /** Trains all networks; the result is the one that was taught, unless one was cut short. */
  Trainer.Result train(TimeSplit split, TrainingOptions options) {
    int count = options.teachers();
    if (count == 0) {
      return training.train(split, options, List.of());
    }
    long end = System.nanoTime() + options.timeLimit().toNanos();
    List<Trainer.Result> whole = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      progress.network(number, count + 1);
      TrainingOptions own = options.teacher(number, left(end));
      Trainer.Result teacher = training.train(split, own, List.of());
      if (!teacher.isWhole()) {
        return cutShort(teacher, whole);
      }
      whole.add(teacher);
    }
    progress.network(count + 1, count + 1);
    List<Weights> teachers = whole.stream().map(Trainer.Result::weights).toList();
    Trainer.Result taught = training.train(split, options.taught(left(end)), teachers);
    return taught.isWhole() ? taught : cutShort(taught, whole);
  }

  private static Duration left(long end) {
    return Duration.ofNanos(end - System.nanoTime());
  }

  private static Trainer.Result cutShort(Trainer.Result last, List<Trainer.Result> whole) {
    Trainer.Result best = last;
    for (Trainer.Result other : whole) {
      // Without validation what is whole is better than what is not.
      if (!last.isValidated() || other.validationLoss() < best.validationLoss()) {
        best = other;
      }
    }
    return best.endedAs(last);
  }
}
