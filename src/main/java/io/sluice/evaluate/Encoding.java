package io.sluice.evaluate;

import io.sluice.config.PipelineConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.Scaler;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.WindowInput;
import io.sluice.history.series.Series;
import io.sluice.state.KeyLife;
import io.sluice.state.SeriesLife;
import io.sluice.window.Windows;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the series of a pipeline become the input of a model of one target: what training, backtests
 * and sampled paths share with the service. Not thread-safe.
 */
public final class Encoding {
  /** Longer than any history, ms. */
  private static final long NEVER = Duration.ofDays(100_000_000).toMillis();

  private final FeatureEncoder encoder;
  private final Calendars calendars;
  private final int maxGap;
  private final long keyTtl;

  /** By field of the layout, its place among those that the series know. */
  private final int[] places;

  /** See {@link #known}. */
  private final float[][] known;

  /**
   * The encoding of a pipeline's series for a model of these features and scale.
   *
   * @throws IllegalArgumentException at a field that the layout needs and the pipeline does not
   *     know in advance
   */
  public Encoding(FeatureLayout layout, ScalerSpec scaler, PipelineConfig pipeline) {
    this(layout, scaler, pipeline, pipeline.window().maxGap());
  }

  /** The same, but with another limit of {@link #maxGap}. */
  public Encoding(FeatureLayout layout, ScalerSpec scaler, PipelineConfig pipeline, int maxGap) {
    this(
        layout,
        scaler,
        pipeline.window().withMaxGap(maxGap),
        pipeline.keyTtl().toMillis(),
        pipeline.covariates().holidays(),
        layout.knownIn(pipeline));
  }

  /**
   * The encoding of series in windows, and dates to be marked; the series know the layout's fields
   * in its order, and no key is ever forgotten.
   */
  public Encoding(
      FeatureLayout layout, ScalerSpec scaler, WindowConfig window, Set<LocalDate> holidays) {
    this(
        layout,
        scaler,
        window,
        NEVER,
        holidays,
        IntStream.range(0, layout.known().size()).toArray());
  }

  private Encoding(
      FeatureLayout layout,
      ScalerSpec scaler,
      WindowConfig window,
      long keyTtl,
      Set<LocalDate> holidays,
      int[] places) {
    this.places = places;
    this.known = new float[places.length][1 + layout.ahead()];
    this.encoder = new FeatureEncoder(layout, new Scaler(scaler), 1, holidays);
    this.calendars = new Calendars(encoder, new Windows(window));
    this.maxGap = window.maxGap();
    this.keyTtl = keyTtl;
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

  /**
   * What is known in a window of a series of itself and of those after it, as {@link
   * WindowInput#known} has it. Overwritten by the next call.
   *
   * @param window from 0 on, and on beyond the series' last
   */
  public float[][] known(Series series, int window) {
    for (int field = 0; field < places.length; field++) {
      for (int ahead = 0; ahead < known[field].length; ahead++) {
        known[field][ahead] = series.known(places[field], window, ahead);
      }
    }
    return known;
  }

  /**
   * The life of a series that the service would serve with these windows.
   *
   * @param warmup windows with a value before forecasts are trusted
   */
  public SeriesLife life(int warmup) {
    int past = encoder.layout().past();
    return new SeriesLife(new KeyLife(calendars.windows(), maxGap, keyTtl, warmup, past));
  }

  /** End of a window of a series, epoch ms. */
  public long end(Series series, int window) {
    return calendars.windows().endOf(series.start(window));
  }
}
