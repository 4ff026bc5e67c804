package io.sluice.bench.detect;

import io.sluice.bench.series.Kind;
import java.util.List;

/**
 * How often series of one kind alert.
 *
 * @param kind the kind
 * @param settled by budget, over all windows but the first ones
 * @param young over the first windows of a key
 * @param coverage the share of values in the central 80% interval of the forecast made one window
 *     before, ends included, 0 to 1
 */
public record KindRates(Kind kind, List<AlarmRate> settled, AlarmRate young, double coverage) {
  public KindRates {
    settled = List.copyOf(settled);
  }
}
