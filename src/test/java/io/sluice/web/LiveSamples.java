package io.sluice.web;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.Defaults;
import io.sluice.config.PipelineConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.output.Forecast;
import io.sluice.output.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A pipeline of two targets, and what it says window by window. */
public final class LiveSamples {
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private LiveSamples() {}

  public static PipelineConfig pipeline(String name) {
    return new PipelineConfig(
        name,
        new SourceConfig(
            "readings",
            false,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", Defaults.TIMESTAMP_FORMAT, Defaults.ZONE)),
        new WindowConfig(
            WINDOW,
            Defaults.grace(WINDOW),
            Defaults.MAX_GAP,
            Duration.ZERO,
            Defaults.maxFuture(WINDOW),
            CalendarConfig.EVERY_DAY),
        List.of(
            new TargetConfig("indoor", "value", Aggregate.MEAN, "°C"),
            new TargetConfig("most", "value", Aggregate.MAX, null)),
        Path.of("model.onnx"),
        Defaults.PROVIDER,
        Defaults.keyTtl(WINDOW),
        new AlertConfig(Duration.ofDays(30)),
        Defaults.topics(name));
  }

  /**
   * A window.
   *
   * @param number of the window, in order of time
   * @param observed of the first target; the next one is forecast within 1 of it
   */
  public static Forecast window(String key, int number, double observed, double score) {
    long end = Samples.END + number * WINDOW.toMillis();
    double[] quantiles = {
      observed - 1, observed, observed + 1, observed - 2, observed, observed + 2, 1, 2, 3, 4, 5, 6
    };
    return new Forecast(
        Samples.model(),
        Samples.key(key),
        end - WINDOW.toMillis(),
        end,
        new double[] {observed, Double.NaN},
        0,
        score,
        1,
        quantiles,
        new long[] {end + WINDOW.toMillis(), end + 2 * WINDOW.toMillis()},
        List.of());
  }
}
