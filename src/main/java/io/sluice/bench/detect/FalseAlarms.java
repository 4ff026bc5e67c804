package io.sluice.bench.detect;

import io.sluice.bench.series.Kind;
import io.sluice.config.Defaults;
import io.sluice.detect.run.Track;
import java.util.List;
import java.util.stream.IntStream;

/** Runs series in which nothing is a fault: every alert is a false one. */
final class FalseAlarms {
  /** Windows of a key after which it counts as settled. */
  static final int SETTLED = 300;

  /** The first window on which values may alert. */
  private static final int FIRST = 30;

  /** Young keys are run so many times as many, for they are short. */
  private static final int YOUNG = 10;

  private final DetectSetup setup;
  private final SeriesRun run;

  FalseAlarms(DetectSetup setup) {
    this.setup = setup;
    this.run = new SeriesRun(setup);
  }

  /**
   * Measures one kind.
   *
   * @param budgets windows between two false alarms of a key
   */
  KindRates of(Kind kind, List<Integer> budgets) {
    List<double[]> series = series(kind, setup.keys(), setup.windows());
    List<List<Track>> tracks = budgets.stream().map(budget -> run.run(series, budget)).toList();
    List<AlarmRate> settled =
        IntStream.range(0, budgets.size())
            .mapToObj(i -> rate(tracks.get(i), SETTLED, setup.windows(), budgets.get(i)))
            .toList();
    return new KindRates(kind, settled, young(kind), coverage(tracks.get(0)));
  }

  private AlarmRate young(Kind kind) {
    int budget = Defaults.BUDGET_WINDOWS;
    List<Track> tracks = run.run(series(kind, YOUNG * setup.keys(), SETTLED), budget);
    return rate(tracks, FIRST, SETTLED, budget);
  }

  private List<double[]> series(Kind kind, int keys, int windows) {
    return IntStream.range(0, keys)
        .mapToObj(key -> setup.series(kind, key, windows).values())
        .toList();
  }

  private AlarmRate rate(List<Track> tracks, int from, int to, int budget) {
    long alarms =
        tracks.stream()
            .flatMap(track -> track.fired().stream())
            .mapToInt(run::windowOf)
            .filter(window -> window >= from && window < to)
            .count();
    return new AlarmRate((int) alarms, (long) tracks.size() * (to - from), budget);
  }

  private static double coverage(List<Track> tracks) {
    return tracks.stream().flatMapToInt(FalseAlarms::covered).average().orElse(Double.NaN);
  }

  /** By window, 1 where the value lies in the interval. */
  private static IntStream covered(Track track) {
    return IntStream.range(SETTLED, track.length())
        .map(
            i -> {
              double value = track.observed(i, 0);
              return value >= track.lower(i, 0) && value <= track.upper(i, 0) ? 1 : 0;
            });
  }
}
