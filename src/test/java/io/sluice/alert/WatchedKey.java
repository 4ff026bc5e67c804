package io.sluice.alert;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.output.Alert;
import io.sluice.score.Chart;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.KeyState;
import io.sluice.topology.PersistenceModel;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A key whose windows are judged, told of and learned as the service does it, with forecasts that
 * lie between the last value and the mean of all.
 */
public final class WatchedKey {
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final Bytes KEY = Bytes.wrap("key".getBytes(StandardCharsets.UTF_8));
  private static final Windows WINDOWS =
      new Windows(
          new WindowConfig(
              WINDOW, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, CalendarConfig.EVERY_DAY));

  /** The share of the distance from the mean that is forecast to stay. */
  private static final double STAYS = 0.8;

  public final KeyState state;
  public final List<Alert> alerts = new ArrayList<>();
  private final Scorer scorer;
  private final EpisodeTracker tracker;
  private final Season season = new Season(WINDOWS);
  private final double[] means;
  private final double[] medians;
  private long count;
  private long end = 1_704_067_200_000L;

  /**
   * A key of which nothing is known.
   *
   * @param budget windows between two false alarms
   * @param off charts that do not judge
   */
  public WatchedKey(int targets, int budget, Set<Chart> off) {
    scorer = new Scorer(targets, off);
    tracker =
        new EpisodeTracker(
            "home",
            new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4), 1).contract(),
            WINDOWS,
            WINDOW.multipliedBy(budget),
            scorer,
            true);
    state = new KeyState(targets, 3, new float[1], season.phases());
    means = new double[targets];
    medians = new double[targets];
  }

  public WatchedKey(int budget) {
    this(1, budget, Set.of());
  }

  /** Takes the next window, a value per target. */
  public @Nullable Score observe(double... values) {
    end += WINDOW.toMillis();
    Score score =
        scorer.judge(state, values, count == 0 ? null : medians.clone(), season.phase(end));
    alerts.addAll(tracker.observed(KEY, state, end, score, false));
    scorer.learn(state, state.episode.isFiring());
    count++;
    for (int i = 0; i < values.length; i++) {
      means[i] += (values[i] - means[i]) / count;
      medians[i] = STAYS * values[i] + (1 - STAYS) * means[i];
    }
    return score;
  }

  /** Takes windows of one target, from one to before another. */
  public void observe(double[] values, int from, int to) {
    for (double value : Arrays.copyOfRange(values, from, to)) {
      observe(value);
    }
  }

  /** Alerts with which an episode begins. */
  public long fired() {
    return alerts.stream().filter(alert -> alert.status() == Alert.Status.FIRING).count();
  }
}
