package io.sluice.close;

import io.sluice.feature.Coverage;
import io.sluice.feature.Scaler;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.metrics.WatchedWindow;
import io.sluice.model.ModelContract;
import io.sluice.state.KeyState;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** Shows the keys that are watched as metrics: what was observed, and what had been forecast. */
final class WatchedKeys {
  private final Set<Bytes> keys;
  private final PipelineMetrics metrics;
  private final ModelContract contract;
  private final Scaler scaler;
  private final Coverage coverage;
  private final int partition;

  WatchedKeys(Pipeline pipeline, ModelContract contract, Scaler scaler, int partition) {
    this.keys =
        pipeline.config().metrics().watch().stream()
            .map(key -> Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)))
            .collect(Collectors.toUnmodifiableSet());
    this.metrics = pipeline.metrics();
    this.contract = contract;
    this.scaler = scaler;
    this.coverage = new Coverage(contract.levels());
    this.partition = partition;
  }

  /**
   * The forecast of a watched key's window, before the step replaces it: all quantiles, {@code
   * [targets][levels]} flattened, in the source's units; NaN where there is none. Null for a key
   * that is not watched.
   */
  double @Nullable [] forecast(Bytes key, KeyState state) {
    if (!keys.contains(key)) {
      return null;
    }
    double[] forecast = new double[state.forecast.length];
    Arrays.fill(forecast, Double.NaN);
    if (state.hasForecast) {
      int levels = contract.levels().size();
      for (int i = 0; i < forecast.length; i++) {
        forecast[i] = scaler.unscale(state.scalers[i / levels], state.forecast[i]);
      }
      for (int target = 0; target < state.coverage.length; target++) {
        coverage.correct(state.coverage[target], forecast, target * levels);
      }
    }
    return forecast;
  }

  /** Shows a window that was stepped, if its key is watched. */
  void stepped(Judged judged) {
    if (judged.watched() != null) {
      Closing closing = judged.closing();
      metrics.watched(
          new WatchedWindow(
              text(closing.key),
              partition,
              contract.levels(),
              closing.observed,
              judged.watched(),
              judged.value(),
              closing.state.episode.isFiring() || closing.state.silence.isFiring()));
    }
  }

  /** Shows a key no longer: nothing is expected of it any more. */
  void rests(Bytes key) {
    if (keys.contains(key)) {
      metrics.unwatched(text(key));
    }
  }

  private static String text(Bytes key) {
    return new String(key.get(), StandardCharsets.UTF_8);
  }
}
