package io.sluice.evaluate.skill;

import io.sluice.evaluate.metric.Errors;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.evaluate.metric.SeasonalError;
import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up the errors of a model and of the trivial forecasters. */
final class SkillSums {
  private final Errors model = new Errors();
  private final Map<String, Errors> trivial = new LinkedHashMap<>();
  private final int stride;
  private long forecasts;

  /**
   * Nothing yet.
   *
   * @param stride of the origins one in so many is added
   * @param forecasters the trivial ones
   */
  SkillSums(int stride, Forecaster[] forecasters) {
    this.stride = stride;
    for (Forecaster forecaster : forecasters) {
      trivial.put(forecaster.toString(), new Errors());
    }
  }

  /** Takes the model's quantiles of a value. */
  void add(double value, double[] quantiles, SeasonalError scale) {
    forecasts++;
    model.add(value, quantiles, scale);
  }

  /** Takes those of a trivial forecaster. */
  void add(Forecaster forecaster, double value, double[] quantiles, SeasonalError scale) {
    Errors errors = trivial.get(forecaster.toString());
    if (errors != null) {
      errors.add(value, quantiles, scale);
    }
  }

  Skill mean() {
    if (forecasts == 0) {
      throw new IllegalArgumentException(
          "no forecast of held-out time can be scored: the series are too short or too sparse");
    }
    Map<String, Score> scores = new LinkedHashMap<>();
    trivial.forEach((name, errors) -> scores.put(name, Score.of(errors)));
    return new Skill(forecasts, stride, Score.of(model), model.coverage(.1, .9), scores);
  }
}
