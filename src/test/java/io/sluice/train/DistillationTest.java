package io.sluice.train;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  @Test
  void networksOfOtherSeeds_teachTheLastOne() {
    Trainer.Result one = result(.5, Ending.EARLY);
    Trainer.Result other = result(.6, Ending.EPOCHS);
    Trainer.Result taught = result(.7, Ending.EARLY);
    assertThat(train(2, one, other, taught)).isSameAs(taught);
    assertThat(options).extracting(TrainingOptions::seed).containsExactly(41L, 42L, 40L);
    assertThat(options).extracting(TrainingOptions::teachers).containsExactly(0, 0, 2);
    assertThat(taughtBy)
        .containsExactly(List.of(), List.of(), List.of(one.weights(), other.weights()));
  }

  @Test
  void allShareOneTimeLimit() {
    train(1, result(.5, Ending.EPOCHS), result(.5, Ending.EPOCHS));
    assertThat(options.get(0).timeLimit()).isLessThanOrEqualTo(LIMIT);
    assertThat(options.get(1).timeLimit()).isLessThan(options.get(0).timeLimit()).isPositive();
  }

  @Test
  void withoutTeachers_itIsOneTraining() {
    Trainer.Result alone = result(.5, Ending.EARLY);
    assertThat(train(0, alone)).isSameAs(alone);
    assertThat(options.get(0).timeLimit()).isEqualTo(LIMIT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"TIME_LIMIT", "INTERRUPTED", "DIVERGED"})
  void teacherThatIsCutShort_isTheLast_andTheBestOfThemIsKept(Ending ending) {
    Trainer.Result bad = result(.6, Ending.EARLY);
    Trainer.Result good = result(.5, Ending.EPOCHS);
    Trainer.Result cut = result(.7, ending);
    assertThat(train(4, bad, good, cut)).isEqualTo(good.endedAs(cut));
    assertThat(train(4, good, bad, cut)).isEqualTo(good.endedAs(cut));
    Trainer.Result best = result(.4, ending);
    assertThat(train(4, good, bad, best)).isEqualTo(best);
  }

  @Test
  void taughtNetworkThatIsCutShort_isKeptIfItIsTheBest() {
    Trainer.Result teacher = result(.5, Ending.EPOCHS);
    Trainer.Result better = result(.4, Ending.INTERRUPTED);
    Trainer.Result worse = result(.6, Ending.DIVERGED);
    assertThat(train(1, teacher, better)).isEqualTo(better);
    assertThat(train(1, teacher, worse)).isEqualTo(teacher.endedAs(worse));
  }

  @Test
  void whatIsWhole_isBetterThanWhatIsCutShort_whereNothingValidates() {
    Trainer.Result whole = result(Double.NaN, Ending.EPOCHS);
    Trainer.Result cut = result(Double.NaN, Ending.INTERRUPTED);
    assertThat(train(1, whole, cut)).isEqualTo(whole.endedAs(cut));
    assertThat(train(1, cut)).isEqualTo(cut);
  }

  /** Trains with so many teachers; the trainings end with these results, one after the other. */
  private Trainer.Result train(int teachers, Trainer.Result... results) {
    Iterator<Trainer.Result> next = List.of(results).iterator();
    TrainingOptions asked = TrainingOptions.of(12, 10, 0.002f, SEED, LIMIT).withTeachers(teachers);
    Trainer.Result result =
        new Distillation(
                TrainingProgress.NONE,
                (split, of, weights) -> {
                  options.add(of);
                  taughtBy.add(weights);
                  return next.next();
                })
            .train(SPLIT, asked);
    assertThat(next.hasNext()).isFalse();
    return result;
  }

  private static Trainer.Result result(double loss, Ending ending) {
    Epoch last = new Epoch(3, 1, loss, loss, 0);
    return new Trainer.Result(Initializer.random(SPEC, 1), loss, 3, ending, last, List.of());
  }
}
