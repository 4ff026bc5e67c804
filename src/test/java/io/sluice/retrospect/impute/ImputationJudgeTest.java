package io.sluice.retrospect.impute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Provider;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.history.series.KnownField;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.retrospect.SeriesOf;
import io.sluice.retrospect.TenMinutes;
import io.sluice.train.network.ModelSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImputationJudgeTest {
  private static final List<Float> LEVELS = ModelSpec.DEFAULT_LEVELS;
  private static final int SEASON = 24;
  private static final int WINDOWS = 2000;
  private static final ScalerSpec SPEC = ScalerSpec.parse("difference;memory=100;floor=1e-4");
  private static final Scaler SCALER = new Scaler(SPEC);

  private final Series saw = SeriesOf.function(WINDOWS, t -> t % SEASON);
  private final TimeSpan training = new TimeSpan(0, saw.start(1000));
  private final TimeSpan heldOut = new TimeSpan(saw.start(1000), saw.start(WINDOWS - 1) + 1);

  @TempDir Path dir;

  @Test
  void gapsAreOfAllLengthsInHeldOutTime_betweenKnownWindows() {
    Holes holes = Holes.draw(saw, heldOut, SCALER, 1);
    int[] gaps = new int[GapGroup.values().length];
    for (int t = holes.first(); t < WINDOWS; t++) {
      if (holes.isHidden(t)) {
        assertThat(t).isGreaterThan(1000);
        assertThat(holes.series().value(t)).isNaN();
        assertThat(holes.truth(t)).isEqualTo(t % SEASON);
        assertThat(holes.series().value(holes.begin(t) - 1)).isNotNaN();
        assertThat(holes.series().value(holes.end(t))).isNotNaN();
        gaps[List.of(GapGroup.values()).indexOf(GapGroup.of(holes.end(t) - holes.begin(t)))]++;
      }
    }
    assertThat(gaps).doesNotContain(0);
    Holes again = Holes.draw(saw, heldOut, SCALER, 1);
    assertThat(again.first()).isEqualTo(holes.first());
  }

  /** The gap at a saw's fall is where the line is wrong; the season before it is right. */
  @Test
  void exactSeasonIsStatedWithoutError_andLinesAreNot() throws Exception {
    ImputationSkill skill =
        judge(
            List.of(
                new SeasonalImputer(SCALER, SEASON, LEVELS, training),
                new LineImputer(SCALER, LEVELS, training)));
    assertThat(skill.absolute("seasonal-naive")).containsOnly(0);
    assertThat(skill.pinball("seasonal-naive")).containsOnly(0);
    double[] line = skill.absolute("linear interpolation");
    assertThat(line[0]).isLessThan(line[2]);
    assertThat(line[3]).isPositive();
    assertThat(skill.isBetterThan("linear interpolation")).isTrue();
    assertThat(skill.count())
        .isEqualTo(Arrays.stream(GapGroup.values()).mapToLong(skill::count).sum());
  }

  @Test
  void lineThatIsRight_hasNoError_andItsSpreadIsThatOfTraining() {
    Random random = new Random(5);
    Series noisy = SeriesOf.function(WINDOWS, t -> t + random.nextGaussian());
    Holes holes = Holes.draw(noisy, heldOut, SCALER, 1);
    double[][] imputed = new LineImputer(SCALER, LEVELS, training).impute(List.of(holes)).get(0);
    int inside = 0;
    int hidden = 0;
    for (int t = 0; t < WINDOWS; t++) {
      if (holes.isHidden(t)) {
        hidden++;
        boolean covered = holes.truth(t) >= imputed[t][1] && holes.truth(t) <= imputed[t][9];
        inside += covered ? 1 : 0;
        assertThat(imputed[t][5]).isCloseTo(t, within(5.0));
      }
    }
    assertThat((double) inside / hidden).isBetween(0.7, 0.9);
  }

  @Test
  void causalModelDoesNotKnowWhatComesAfterTheGap() throws Exception {
    try (StepModel model =
        OnnxStepModel.load(TestModels.gru(dir, "m", 8, 1, 3, SPEC, 1), Provider.CPU)) {
      CausalImputer imputer = new CausalImputer(model, TenMinutes.pipeline(dir));
      Holes holes = Holes.draw(saw, heldOut, SCALER, 1);
      int end = holes.end(holes.first());
      Series other = SeriesOf.function(WINDOWS, t -> t >= end ? 1000 + t : t % SEASON);
      Holes others = Holes.draw(other, heldOut, SCALER, 1);
      double[][] imputed = imputer.impute(List.of(holes)).get(0);
      double[][] without = imputer.impute(List.of(others)).get(0);
      assertThat(imputed[holes.first()]).isEqualTo(without[others.first()]).hasSize(11);
      assertThat(imputed[end]).isNull();
    }
  }

  @Test
  void causalModelSeesEachFieldThatIsKnownInAdvance_whateverTheirOrderInThePipeline()
      throws Exception {
    float[] promo = new float[WINDOWS];
    float[] price = new float[WINDOWS];
    for (int t = 0; t < WINDOWS; t++) {
      promo[t] = t % 5 == 0 ? 1 : 0;
      price[t] = t % 7;
    }
    List<String> covariates = List.of("known.promo", "known.price");
    Path file = TestModels.covariate(dir, "m", 3, SPEC, covariates);
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU)) {
      double[] inOrder = firstImputed(model, List.of("promo", "price"), promo, price);
      double[] swapped = firstImputed(model, List.of("price", "promo"), price, promo);
      assertThat(swapped).isEqualTo(inOrder);
      assertThat(firstImputed(model, List.of("promo", "price"), price, promo))
          .isNotEqualTo(inOrder);
    }
  }

  private double[] firstImputed(StepModel model, List<String> fields, float[]... known)
      throws Exception {
    CausalImputer imputer =
        new CausalImputer(model, TenMinutes.pipeline(dir, fields.toArray(String[]::new)));
    long[] starts = new long[WINDOWS];
    double[] values = new double[WINDOWS];
    for (int t = 0; t < WINDOWS; t++) {
      starts[t] = saw.start(t);
      values[t] = saw.value(t);
    }
    KnownField[] columns = Stream.of(known).map(KnownField::column).toArray(KnownField[]::new);
    Series series = new Series("test value", starts, values, columns);
    Holes holes = Holes.draw(series, heldOut, SCALER, 1);
    return imputer.impute(List.of(holes)).get(0)[holes.first()];
  }

  @Test
  void nothingToHide_isRefusedWithTheReason() {
    TimeSpan none = new TimeSpan(saw.start(WINDOWS - 1), saw.start(WINDOWS - 1) + 1);
    ImputationJudge judge =
        new ImputationJudge(
            List.of(new LineImputer(SCALER, LEVELS, training)), LEVELS, SCALER, none);
    assertThatThrownBy(() -> judge.judge(List.of(saw)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too short or too sparse");
  }

  private ImputationSkill judge(List<Imputer> imputers) throws Exception {
    return new ImputationJudge(imputers, LEVELS, SCALER, heldOut).judge(List.of(saw));
  }
}
