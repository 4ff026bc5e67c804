package io.sluice.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.data.TimeSpan;
import io.sluice.train.data.TimeSplit;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.Trainer.Ending;
import io.sluice.train.torch.TrainingOptions;
import io.sluice.train.torch.TrainingProgress;
import io.sluice.train.torch.TrainingProgress.Epoch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which networks are trained, in which order, and which of them is kept. */
class DistillationTest {
  private static final ModelSpec SPEC =
      TestModels.spec(
          "m",
          Architecture.of(Cell.GRU, 1, 8),
          1,
          3,
          ScalerSpec.parse("difference;memory=100;floor=1.0E-4"));
  private static final TimeSplit SPLIT =
      new TimeSplit(new TimeSpan(0, 70), new TimeSpan(70, 80), new TimeSpan(80, 100));
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final int SEED = 40;

  private final List<TrainingOptions> options = new ArrayList<>();
  private final List<List<Weights>> taughtBy = new ArrayList<>();
  private boolean interrupted;

  @Test
  void networksOfOtherSeeds_teachTheLastOne() {
    List<Trainer.Result> results =
        List.of(result(.5, Ending.EARLY), result(.6, Ending.EPOCHS), result(.7, Ending.EARLY, 2));
    assertThat(train(2, LIMIT, results)).isSameAs(results.get(2));
    assertThat(options).extracting(TrainingOptions::seed).containsExactly(41L, 42L, 40L);
    assertThat(options).extracting(TrainingOptions::teachers).containsExactly(0, 0, 2);
    assertThat(taughtBy)
        .containsExactly(
            List.of(), List.of(), List.of(results.get(0).weights(), results.get(1).weights()));
  }

  @Test
  void allShareOneTimeLimit() {
    train(1, LIMIT, List.of(result(.5, Ending.EPOCHS), result(.5, Ending.EPOCHS, 1)));
    assertThat(options.get(1).timeLimit()).isLessThan(options.get(0).timeLimit()).isPositive();
  }

  @Test
  void timeLimitAmongTheTeachers_leavesTheBestOfThem() {
    Trainer.Result first = result(.5, Ending.TIME_LIMIT);
    assertThat(train(3, Duration.ZERO, List.of(first))).isSameAs(first);
  }

  @Test
  void interruptAmongTheTeachers_leavesTheBestOfThem() {
    interrupted = true;
    Trainer.Result first = result(.5, Ending.INTERRUPTED);
    assertThat(train(3, LIMIT, List.of(first))).isSameAs(first);
  }

  @Test
  void taughtNetworkThatIsCutShort_isKeptIfItIsTheBest() {
    Trainer.Result teacher = result(.5, Ending.EPOCHS);
    Trainer.Result better = result(.4, Ending.INTERRUPTED, 1);
    Trainer.Result worse = result(.6, Ending.DIVERGED, 1);
    Trainer.Result unjudged = result(Double.NaN, Ending.EPOCHS);
    Trainer.Result short0 = result(Double.NaN, Ending.INTERRUPTED, 1);
    assertThat(train(1, LIMIT, List.of(teacher, better))).isSameAs(better);
    assertThat(train(1, LIMIT, List.of(teacher, worse))).isSameAs(teacher);
    assertThat(train(1, LIMIT, List.of(unjudged, short0))).isSameAs(unjudged);
  }

  @Test
  void teacherThatLearnsNothing_endsTheTraining() {
    Epoch last = new Epoch(1, 9, Double.NaN, .5, 0);
    Trainer.Result diverged =
        new Trainer.Result(Initializer.random(SPEC, 1), .5, 0, Ending.DIVERGED, last, 0);
    assertThatThrownBy(() -> train(2, LIMIT, List.of(diverged)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("diverged");
  }

  /** Trains with so many teachers; the trainings end with these results, one after the other. */
  private Trainer.Result train(int teachers, Duration limit, List<Trainer.Result> results) {
    Iterator<Trainer.Result> next = results.iterator();
    TrainingOptions asked = TrainingOptions.of(12, 10, 0.002f, SEED, limit).withTeachers(teachers);
    return new Distillation(
            TrainingProgress.NONE,
            () -> interrupted,
            (split, of, weights) -> {
              options.add(of);
              taughtBy.add(weights);
              return next.next();
            })
        .train(SPLIT, asked);
  }

  private static Trainer.Result result(double loss, Ending ending) {
    return result(loss, ending, 0);
  }

  private static Trainer.Result result(double loss, Ending ending, int teachers) {
    Epoch last = new Epoch(3, 1, loss, loss, 0);
    return new Trainer.Result(Initializer.random(SPEC, 1), loss, 3, ending, last, teachers);
  }
}
