package io.sluice.close;

import io.sluice.output.Alert.TargetDetail;
import io.sluice.score.Score;
import io.sluice.state.InputRing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a window was expected to hold, one entry per target, in the source's units.
 *
 * @param model the model's median, which is taken where nothing is observed
 * @param median of the forecast that was published one window before
 * @param lower its lowest quantile
 * @param upper its highest quantile
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Expected(double[] model, double[] median, double[] lower, double[] upper) {
  /** Nothing yet. */
  static Expected of(int targets) {
    return new Expected(
        new double[targets], new double[targets], new double[targets], new double[targets]);
  }

  /**
   * Expectation and share of each target, for an alert, and the values that led to it.
   *
   * @param inputs what the targets were stepped with, the window that is told of included
   */
  List<TargetDetail> details(double[] observed, @Nullable Score score, InputRing[] inputs) {
    List<TargetDetail> details = new ArrayList<>(observed.length);
    for (int i = 0; i < observed.length; i++) {
      details.add(
          new TargetDetail(
              Double.isNaN(observed[i]) ? null : observed[i],
              median[i],
              lower[i],
              upper[i],
              score == null ? 0 : score.share(i),
              recent(inputs[i], observed[i])));
    }
    return details;
  }

  /** The newest of them is known exactly. */
  private static List<Double> recent(InputRing inputs, double observed) {
    List<Double> recent = inputs.recent(TargetDetail.MAX_RECENT);
    if (!recent.isEmpty() && !Double.isNaN(observed)) {
      recent.set(recent.size() - 1, observed);
    }
    return recent;
  }
}
