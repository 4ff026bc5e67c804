package io.sluice.bench.detect;

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
import io.sluice.detect.run.HistoryTask;
import io.sluice.detect.run.Recorder;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.detect.run.Values;
import io.sluice.detect.run.ValuesFeed;
import io.sluice.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Runs series through the service's own code, as the keys of a pipeline with all defaults. */
final class SeriesRun {
  private static final long FIRST = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
  private static final String NAME = "series";

  private final DetectSetup setup;

  SeriesRun(DetectSetup setup) {
    this.setup = setup;
  }

  /**
   * Runs keys of one target.
   *
   * @param keys by key, a value per window; NaN where there is none
   * @param budget windows between two false alarms of a key
   * @return what became of each key
   */
  List<Track> run(List<double[]> keys, int budget) {
    return run(keys.stream().map(values -> List.of(values)).toList(), 1, budget);
  }

  /** The same of keys of several targets: by key and target, a value per window. */
  List<Track> run(List<List<double[]>> keys, int targets, int budget) {
    PipelineConfig pipeline = pipeline(targets, budget);
    Recorder recorder = new Recorder(setup.model().contract(), targets);
    List<Values> all = new ArrayList<>();
    for (List<double[]> key : keys) {
      all.add(values(all.size(), key));
    }
    try (HistoryTask task = new HistoryTask(pipeline, setup.model(), recorder)) {
      new ValuesFeed(new Windows(pipeline.window())).run(all, task, read -> {});
    }
    return recorder.tracks();
  }

  /** Keys are named so that their names are in order. */
  private Values values(int key, List<double[]> targets) {
    int length = targets.get(0).length;
    long[] times = new long[length];
    double[][] rows = new double[length][targets.size()];
    for (int i = 0; i < length; i++) {
      times[i] = FIRST + i * setup.window().toMillis();
      for (int k = 0; k < rows[i].length; k++) {
        rows[i][k] = targets.get(k)[i];
      }
    }
    return new Values("%09d".formatted(key), times, rows);
  }

  /** The window, from 0 on, on which an alert was decided. */
  int windowOf(Told alert) {
    return (int) ((alert.decidedAt() - FIRST) / setup.window().toMillis()) - 1;
  }

  private PipelineConfig pipeline(int targets, int budget) {
    Duration window = setup.window();
    return new PipelineConfig(
        NAME,
        new SourceConfig(
            NAME,
            false,
            new KeyConfig(List.of("key")),
            new TimestampConfig("ts", Defaults.TIMESTAMP_FORMAT, Defaults.ZONE)),
        new WindowConfig(
            window,
            Defaults.grace(window),
            Defaults.MAX_GAP,
            Duration.ZERO,
            Defaults.maxFuture(window),
            CalendarConfig.EVERY_DAY),
        IntStream.range(0, targets).mapToObj(SeriesRun::target).toList(),
        setup.file(),
        Defaults.PROVIDER,
        Defaults.keyTtl(window),
        new AlertConfig(window.multipliedBy(budget)),
        Defaults.topics(NAME));
  }

  private static TargetConfig target(int number) {
    return new TargetConfig("value" + number, "value" + number, Aggregate.MEAN, null);
  }
}
