package io.sluice.evaluate.skill;

import io.sluice.evaluate.metric.Errors;

/**
 * How good the forecasts of held-out time are. Lower is better. NaN: undefined.
 *
 * @param sql scaled quantile loss, of the levels 0.1 to 0.9
 * @param mase mean absolute scaled error of the median
 */
public record Score(double sql, double mase) {
  static Score of(Errors errors) {
    return new Score(errors.sql(), errors.mase());
  }
}
