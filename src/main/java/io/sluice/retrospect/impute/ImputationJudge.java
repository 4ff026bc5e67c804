package io.sluice.retrospect.impute;

import io.sluice.config.PipelineConfig;
import io.sluice.evaluate.Pinball;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerState;
import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.sequence.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hides gaps in a span of time, several times over, and has imputers state what was there. A value
 * counts when all of them could state it. The same arguments hide the same values.
 *
 * <p>Errors are stated in the scaler's unit at the end of each series, and count as at most {@value
 * #LIMIT} of it: a series that is flat but for a jump has next to no unit, and would decide alone.
 */
public final class ImputationJudge {
  /** How often the series are gone through, each time with other gaps. */
  private static final int ROUNDS = 4;

  private static final double LIMIT = 1000;

  private final List<Imputer> imputers;
  private final List<Float> levels;
  private final Scaler scaler;
  private final TimeSpan span;

  /**
   * A judge.
   *
   * @param imputers the first is the one that is judged
   * @param levels the quantile levels of all
   * @param scaler whose unit errors are stated in: that of the end of each series
   */
  public ImputationJudge(List<Imputer> imputers, List<Float> levels, Scaler scaler, TimeSpan span) {
    this.imputers = List.copyOf(imputers);
    this.levels = List.copyOf(levels);
    this.scaler = scaler;
    this.span = span;
  }

  /**
   * The judge of a whole-sequence model on held-out time, beside linear interpolation,
   * seasonal-naive, and a step model where there is one.
   *
   * @param causal of one target and the same levels
   * @param pipeline whose series they are
   */
  public static ImputationJudge of(
      SequenceModel model,
      @Nullable StepModel causal,
      TimeSplit split,
      int season,
      PipelineConfig pipeline) {
    List<Float> levels = model.contract().levels();
    Scaler scaler = new Scaler(model.contract().scaler());
    List<Imputer> imputers = new ArrayList<>();
    imputers.add(new SequenceImputer(model, pipeline));
    imputers.addAll(trivial(scaler, levels, split, season));
    if (causal != null) {
      imputers.add(new CausalImputer(causal, pipeline));
    }
    return new ImputationJudge(imputers, levels, scaler, split.heldOut());
  }

  /**
   * The judge of the trivial imputers alone: when there is nothing for it, a model cannot be judged
   * either.
   */
  public static ImputationJudge ofTrivial(
      Scaler scaler, List<Float> levels, TimeSplit split, int season) {
    List<Imputer> imputers = trivial(scaler, levels, split, season);
    return new ImputationJudge(imputers, levels, scaler, split.heldOut());
  }

  private static List<Imputer> trivial(
      Scaler scaler, List<Float> levels, TimeSplit split, int season) {
    return List.of(
        new LineImputer(scaler, levels, split.train()),
        new SeasonalImputer(scaler, season, levels, split.train()));
  }

  /**
   * Judges on the series.
   *
   * @throws StepException when a model fails
   * @throws IllegalArgumentException when no hidden value was stated by all
   */
  public ImputationSkill judge(List<Series> series) throws StepException {
    ImputationSkill skill =
        new ImputationSkill(series.size(), imputers.stream().map(Imputer::name).toList());
    for (int round = 1; round <= ROUNDS; round++) {
      List<Holes> all = new ArrayList<>();
      for (Series one : series) {
        all.add(Holes.draw(one, span, scaler, round));
      }
      List<List<double[][]>> answers = new ArrayList<>();
      for (Imputer imputer : imputers) {
        answers.add(imputer.impute(all));
      }
      for (int i = 0; i < all.size(); i++) {
        score(i, all.get(i), answers, skill);
      }
    }
    if (skill.count() == 0) {
      throw new IllegalArgumentException(
          "nothing can be hidden and judged in held-out time: the series are too short or too sparse");
    }
    return skill;
  }

  private void score(int i, Holes holes, List<List<double[][]>> answers, ImputationSkill skill) {
    ScalerState unit = unit(holes.series());
    for (int t = holes.first(); t < holes.series().length(); t++) {
      int window = t;
      if (holes.isHidden(t) && answers.stream().allMatch(a -> a.get(i)[window] != null)) {
        GapGroup group = GapGroup.of(holes.end(t) - holes.begin(t));
        for (int j = 0; j < imputers.size(); j++) {
          add(imputers.get(j).name(), group, unit, holes.truth(t), answers.get(j).get(i)[t], skill);
        }
      }
    }
  }

  private ScalerState unit(Series series) {
    ScalerState state = new ScalerState();
    for (int t = 0; t < series.length(); t++) {
      if (scaler.accepts(series.value(t))) {
        scaler.observe(state, series.value(t));
      }
    }
    return state;
  }

  private void add(
      String imputer,
      GapGroup group,
      ScalerState unit,
      double value,
      double[] quantiles,
      ImputationSkill skill) {
    double[] errors = new double[quantiles.length];
    float[] probabilities = new float[quantiles.length];
    for (int i = 0; i < errors.length; i++) {
      double error = scaler.scale(unit, quantiles[i]) - scaler.scale(unit, value);
      errors[i] = Math.max(-LIMIT, Math.min(LIMIT, error));
      probabilities[i] = levels.get(i);
    }
    double error = Math.abs(errors[levels.indexOf(0.5f)]);
    skill.add(imputer, group, error, Pinball.mean(probabilities, errors, 0), covered(errors));
  }

  /** Whether 0 is in the central interval, as 1 or 0; NaN where the levels do not say. */
  private double covered(double[] errors) {
    int lower = levels.indexOf(0.1f);
    int upper = levels.indexOf(0.9f);
    if (lower < 0 || upper < 0) {
      return Double.NaN;
    }
    return errors[lower] <= 0 && errors[upper] >= 0 ? 1 : 0;
  }
}
