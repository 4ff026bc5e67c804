package io.sluice.config;

import java.time.Duration;

/**
 * How often a healthy key may raise a false alarm.
 *
 * @param budget the mean event time between two false alarms of one healthy key
 */
public record AlertConfig(Duration budget) {
  /** Fewer windows between two false alarms than this, and nobody would look at alerts. */
  public static final int MIN_BUDGET_WINDOWS = 20;

  public AlertConfig {
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("budget must be positive");
    }
  }
}
