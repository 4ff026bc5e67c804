package io.sluice.train.data;

import io.sluice.config.PipelineConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.window.Windows;
import java.time.LocalDate;
import java.util.Set;

/**
 * How the series of a pipeline become the input of a model of one target: what training, backtests
 * and sampled paths share with the service. Not thread-safe.
 */
public final class Encoding {
  private final FeatureEncoder encoder;
  private final Calendars calendars;
  private final int maxGap;

  /** The encoding of a pipeline's series for a model of these features and scale. */
  public Encoding(FeatureLayout layout, ScalerSpec scaler, PipelineConfig pipeline) {
    this(layout, scaler, pipeline.window(), pipeline.covariates().holidays());
  }

  /** The encoding of series in windows, and dates to be marked. */
  public Encoding(
      FeatureLayout layout, ScalerSpec scaler, WindowConfig window, Set<LocalDate> holidays) {
    this.encoder = new FeatureEncoder(layout, new Scaler(scaler), 1, holidays);
    this.calendars = new Calendars(encoder, new Windows(window));
    this.maxGap = window.maxGap();
  }

  public FeatureEncoder encoder() {
    return encoder;
  }

  public Scaler scaler() {
    return encoder.scaler();
  }

  public Calendars calendars() {
    return calendars;
  }

  /** Windows in a row without a value that are imputed. */
  public int maxGap() {
    return maxGap;
  }
}
