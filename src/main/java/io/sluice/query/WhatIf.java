package io.sluice.query;

import io.sluice.output.Forecast;
import java.util.List;

/**
 * A forecast as it was published, and as it would have been under other plans.
 *
 * @param published the newest of the key
 * @param otherwise the same window's, under other plans
 * @param plans of the windows ahead, one per field that was changed
 */
public record WhatIf(Forecast published, Forecast otherwise, List<Plan> plans) {
  public WhatIf {
    plans = List.copyOf(plans);
  }

  /**
   * A field's values in the windows of the forecast; 0 where none is known.
   *
   * @param asPlanned as they are announced
   * @param whatIf as they were asked for
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Plan(String field, float[] asPlanned, float[] whatIf) {}
}
