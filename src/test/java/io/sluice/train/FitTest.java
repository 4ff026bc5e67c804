package io.sluice.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.TestModels;
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
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of two trainings is kept. */
class FitTest {
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

  private final Weights first = Initializer.random(SPEC, 1);
  private final Weights second = Initializer.random(SPEC, 2);
  private final List<TimeSplit> splits = new ArrayList<>();
  private final List<TrainingOptions> options = new ArrayList<>();

  @Test
  void secondTrainingThatComesToItsEnd_isKept() {
    Fit fit = fit(result(first, 3, 0.5), result(second, Ending.EPOCHS), LIMIT);
    assertThat(fit.isRefitted()).isTrue();
    assertThat(fit.result().weights()).isSameAs(second);
    assertThat(splits).containsExactly(SPLIT, SPLIT.withoutValidation());
    assertThat(options.get(1).epochs()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"TIME_LIMIT", "INTERRUPTED", "DIVERGED"})
  void secondTrainingThatIsCutShort_leavesTheFirst(Ending ending) {
    Fit fit = fit(result(first, 3, 0.5), result(second, ending), LIMIT);
    assertThat(fit.isRefitted()).isFalse();
    assertThat(fit.result().weights()).isSameAs(first);
  }

  @Test
  void bothTrainings_shareOneTimeLimit() {
    fit(result(first, 3, 0.5), result(second, Ending.EPOCHS), LIMIT);
    assertThat(options.get(0).timeLimit()).isEqualTo(LIMIT);
    assertThat(options.get(1).timeLimit()).isLessThan(LIMIT).isPositive();
    splits.clear();
    Fit late = fit(result(first, 3, 0.5), result(second, Ending.EPOCHS), Duration.ZERO);
    assertThat(splits).hasSize(1);
    assertThat(late.result().weights()).isSameAs(first);
  }

  @Test
  void thereIsNoSecondTraining_whereNothingHasChosenAnEpoch() {
    assertThat(fit(result(first, 0, 0.5), null, LIMIT).again()).isNull();
    assertThat(fit(result(first, 3, Double.NaN), null, LIMIT).again()).isNull();
    assertThat(splits).hasSize(2);
  }

  @Test
  void thereIsNoSecondTraining_afterAnInterrupt() {
    AtomicBoolean interrupted = new AtomicBoolean();
    Fit fit =
        Fit.of(
            options(LIMIT),
            true,
            SPLIT,
            TrainingProgress.NONE,
            interrupted::get,
            (split, of) -> {
              splits.add(split);
              interrupted.set(true);
              return result(first, 3, 0.5);
            });
    assertThat(splits).hasSize(1);
    assertThat(fit.result().weights()).isSameAs(first);
  }

  private Fit fit(Trainer.Result one, Trainer.Result other, Duration limit) {
    return Fit.of(
        options(limit),
        true,
        SPLIT,
        TrainingProgress.NONE,
        () -> false,
        (split, of) -> {
          splits.add(split);
          options.add(of);
          return split.equals(SPLIT) ? one : other;
        });
  }

  private static TrainingOptions options(Duration limit) {
    return TrainingOptions.of(12, 10, 0.002f, 1, limit);
  }

  private static Trainer.Result result(Weights weights, int bestEpoch, double loss) {
    return new Trainer.Result(
        weights, loss, bestEpoch, Ending.EARLY, new Epoch(bestEpoch, 1, loss, loss, 0, 0), 9, 0);
  }

  private static Trainer.Result result(Weights weights, Ending ending) {
    Epoch last = new Epoch(3, 1, Double.NaN, Double.NaN, 0, 0);
    return new Trainer.Result(weights, Double.NaN, 3, ending, last, 9, 0);
  }
}
