package io.sluice.config;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * What is known of windows beside their values, for models that ask for it.
 *
 * @param holidays dates, in the windows' zone, that a model may be given; unlike those of the
 *     calendar, data is expected on them
 * @param known event fields whose values are known in advance, such as promotions; each different
 */
public record CovariatesConfig(Set<LocalDate> holidays, List<String> known) {
  /** The most fields that are known in advance. */
  public static final int MAX_KNOWN = 16;

  /** The most windows for which an event announces a known field's values, its own included. */
  public static final int MAX_PLAN = 512;

  public CovariatesConfig {
    holidays = Set.copyOf(holidays);
    known = List.copyOf(known);
    if (known.size() > MAX_KNOWN) {
      throw new IllegalArgumentException("at most " + MAX_KNOWN + " fields can be known");
    }
    if (Set.copyOf(known).size() < known.size()) {
      throw new IllegalArgumentException("a field is known twice: " + known);
    }
  }
}
