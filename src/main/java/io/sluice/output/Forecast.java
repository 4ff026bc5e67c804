package io.sluice.output;

import io.sluice.config.TopicsConfig;
import io.sluice.model.ModelContract;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * What is published of one key at one closed window.
 *
 * <p>A final class with public fields rather than a record: it holds arrays, is made a hundred
 * thousand times per window boundary, and is serialised field by field. Immutable by convention:
 * the arrays belong to the forecast and are not changed.
 */
public final class Forecast implements Outgoing {
  /** The model that made it. */
  public final ModelContract model;

  /** The series key, UTF-8. */
  public final Bytes key;

  /** Start and end (exclusive) of the closed window, which is the forecast origin; epoch ms. */
  public final long windowStart;

  public final long windowEnd;

  /** One value per target; NaN where the window had none. */
  public final double[] observed;

  /** How many windows in a row have been imputed up to and including this one; 0: observed. */
  public final int imputed;

  /** {@code -log10} of how many windows of the key are as odd; NaN: nothing was observed. */
  public final double score;

  /** 0 (first window) to 1 (the model has seen enough of the key). */
  public final double maturity;

  /** {@code [targets][horizon][levels]} flattened, in the source's units, ascending by level. */
  public final double[] quantiles;

  /** Ends of the forecast windows (exclusive), epoch ms, {@code horizon} long. */
  public final long[] horizonEnds;

  /** The source records that the window was made of. */
  public final List<SourceRange> sources;

  public Forecast(
      ModelContract model,
      Bytes key,
      long windowStart,
      long windowEnd,
      double[] observed,
      int imputed,
      double score,
      double maturity,
      double[] quantiles,
      long[] horizonEnds,
      List<SourceRange> sources) {
    this.model = model;
    this.key = key;
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.observed = observed;
    this.imputed = imputed;
    this.score = score;
    this.maturity = maturity;
    this.quantiles = quantiles;
    this.horizonEnds = horizonEnds;
    this.sources = sources;
  }

  @Override
  public String topic(TopicsConfig topics) {
    return topics.forecasts();
  }
}
