package io.sluice.train.choice;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.train.TrainingJob;
import io.sluice.train.TrainingSettings;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Successive halving (Jamieson and Talwalkar, 2016): all candidates are trained for a few gradient
 * steps, the better half of them anew for twice as many, and so on. What learns fast is ahead while
 * trainings are short, so the winner has a last round against itself at a third of its learning
 * rate. A training is judged by what is scored in the end, on the validation's time. The best one
 * of any length is chosen, so that a small history is not trained for too long. The budget is in
 * steps: the clock only cuts it.
 */
final class Search {
  /** Doublings of the length, however few candidates there are. */
  private static final int ROUNDS = 5;

  /** What the learning rate is divided by for the last round. */
  private static final float SLOWER = 3;

  /** As many candidates as there usually are. */
  private static final int USUAL = 8;

  private final List<Series> series;
  private final TimeSplit split;
  private final Set<String> given;
  private final Consumer<Trial> tried;
  private final BooleanSupplier interrupted;
  private final List<Trial> trials = new ArrayList<>();
  private @Nullable Trial best;
  private Trainer.@Nullable Result trained;
  private boolean isJudged;
  private Trainer.Ending ending = Trainer.Ending.EPOCHS;

  /**
   * A search on these series.
   *
   * @param given the options that somebody gave, which win
   * @param tried hears of every training
   * @param interrupted whether to end with the best so far
   */
  Search(
      List<Series> series,
      TimeSplit split,
      Set<String> given,
      Consumer<Trial> tried,
      BooleanSupplier interrupted) {
    this.series = series;
    this.split = split;
    this.given = given;
    this.tried = tried;
    this.interrupted = interrupted;
  }

  /**
   * Searches.
   *
   * @param candidates at least one
   * @param isJudged whether the validation's time has anything to judge by; else the first
   *     candidate is trained once, for as long as the first of a search
   * @param budget gradient steps in all
   * @param limit begins no training after that time
   * @throws IllegalStateException when every candidate diverged
   * @throws IllegalArgumentException when nothing can be trained on
   */
  void run(List<TrainingSettings> candidates, boolean isJudged, int budget, Duration limit)
      throws IOException, StepException, ModelException {
    this.isJudged = isJudged;
    long begin = System.nanoTime();
    List<TrainingSettings> left = candidates;
    int steps = first(isJudged ? candidates.size() : USUAL, budget);
    for (int round = 0;
        round < (isJudged ? ROUNDS : 1) && ending == Trainer.Ending.EPOCHS;
        round++) {
      List<Trial> results = new ArrayList<>();
      for (TrainingSettings one : left) {
        if (ending == Trainer.Ending.EPOCHS) {
          results.add(attempt(one, steps));
        }
        if (System.nanoTime() - begin > limit.toNanos()) {
          ending = Trainer.Ending.TIME_LIMIT;
        }
      }
      left = betterHalf(results);
      steps *= 2;
      if (round == ROUNDS - 2) {
        left = withSlower(left);
      }
    }
    requireResult();
  }

  /** The steps of the first round, of rounds of half as many candidates for twice as long each. */
  private static int first(int candidates, int budget) {
    long units = 0;
    for (int round = 0; round < ROUNDS - 1; round++) {
      units += (long) Math.max(1, candidates >> round) << round;
    }
    units += 2L << (ROUNDS - 1);
    return (int) Math.max(1, budget / units);
  }

  private Trial attempt(TrainingSettings candidate, int steps)
      throws IOException, StepException, ModelException {
    TrainingSettings settings =
        candidate.with(
            candidate.architecture(),
            candidate.horizon(),
            candidate.season(),
            candidate.scaler(),
            candidate.options().inSteps(steps),
            candidate.loss());
    TrainingJob job = new TrainingJob(settings);
    // What chooses among candidates must not have chosen their epochs, so nothing validates here.
    TimeSplit unjudged = new TimeSplit(split.train(), nothing(), split.heldOut());
    Trainer.Result result =
        job.train(series, unjudged, settings.options(), TrainingProgress.NONE, interrupted);
    boolean hasLearnt = result.ending() != Trainer.Ending.DIVERGED;
    double sql = hasLearnt ? judge(job, result) : Double.POSITIVE_INFINITY;
    Trial trial = new Trial(settings, Candidate.options(settings, given), sql);
    trials.add(trial);
    tried.accept(trial);
    if (result.ending() == Trainer.Ending.INTERRUPTED) {
      ending = Trainer.Ending.INTERRUPTED;
    }
    boolean isWhole = ending == Trainer.Ending.EPOCHS;
    if (hasLearnt && (best == null || (isWhole && sql < best.sql()))) {
      best = trial;
      trained = result;
    }
    return trial;
  }

  /** NaN where there is nothing to judge by. */
  private double judge(TrainingJob job, Trainer.Result result)
      throws IOException, StepException, ModelException {
    return isJudged ? job.validate(series, split, result.weights()).sql() : Double.NaN;
  }

  private TimeSpan nothing() {
    return new TimeSpan(split.train().to(), split.train().to());
  }

  private static List<TrainingSettings> betterHalf(List<Trial> results) {
    return results.stream()
        .sorted(Comparator.comparingDouble(Trial::sql))
        .limit(Math.max(1, results.size() / 2))
        .map(Trial::settings)
        .toList();
  }

  /** The winner, and the same at a lower learning rate unless one was given. */
  private List<TrainingSettings> withSlower(List<TrainingSettings> winner) {
    if (given.contains("--learning-rate") || winner.isEmpty()) {
      return winner;
    }
    TrainingSettings one = winner.get(0);
    TrainingOptions slower = one.options().at(one.options().learningRate() / SLOWER);
    return List.of(
        one,
        one.with(
            one.architecture(), one.horizon(), one.season(), one.scaler(), slower, one.loss()));
  }

  private void requireResult() {
    if (best == null) {
      throw new IllegalStateException(
          "training diverged with each of %,d settings; try a lower --learning-rate"
              .formatted(trials.size()));
    }
  }

  /** The training that validated best. */
  Trial best() {
    requireResult();
    return Objects.requireNonNull(best);
  }

  /** What came of it. */
  Trainer.Result trained() {
    return Objects.requireNonNull(trained);
  }

  /** All trainings, in order. */
  List<Trial> trials() {
    return trials;
  }

  /** Whether the search came to its end, or what cut it. */
  Trainer.Ending ending() {
    return ending;
  }
}
