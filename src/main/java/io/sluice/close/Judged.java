package io.sluice.close;

import io.sluice.feature.WindowInput;
import io.sluice.output.Alert;
import io.sluice.output.Alert.TargetDetail;
import io.sluice.score.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window that has been held against what was expected of it, on its way through the model run.
 *
 * @param closing the window
 * @param input the window as the model is given it
 * @param expected by the last forecast, or of a key's first window by the first windows of others
 * @param score null: nothing was observed
 * @param charts what each chart said, {@code [targets][charts]} flattened; null: none was asked
 * @param trusted whether forecasts of the key are
 * @param alerts what is to be said of its values, and of a silence that is over
 * @param watched of a watched key, all quantiles of the last forecast, {@code [targets][levels]}
 *     flattened, in the source's units
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Judged(
    Closing closing,
    WindowInput input,
    Expected expected,
    @Nullable Score score,
    float @Nullable [] charts,
    boolean trusted,
    List<Alert> alerts,
    double @Nullable [] watched) {

  double value() {
    return score == null ? Double.NaN : score.value();
  }

  List<TargetDetail> details() {
    return expected.details(closing.observed, score);
  }
}
