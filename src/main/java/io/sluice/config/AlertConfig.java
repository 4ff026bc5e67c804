package io.sluice.config;

import java.time.Duration;
import java.util.Set;

/**
 * How often a healthy key may raise a false alarm, and by what.
 *
 * @param budget the mean event time between two false alarms of one healthy key
 * @param off charts that do not judge
 */
public record AlertConfig(Duration budget, Set<AlertChart> off) {
  /** Fewer windows between two false alarms than this, and nobody would look at alerts. */
  public static final int MIN_BUDGET_WINDOWS = 20;

  /** All charts judge. */
  public AlertConfig(Duration budget) {
    this(budget, Set.of());
  }

  public AlertConfig {
    off = Set.copyOf(off);
    if (budget.isNegative() || budget.isZero()) {
      throw new IllegalArgumentException("budget must be positive");
    }
  }
}
