package io.sluice.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.output.Alert;
import io.sluice.score.Score;
import io.sluice.state.KeyState;
import io.sluice.topology.PersistenceModel;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EpisodeTrackerTest {
  private static final Alert.Status FIRING = Alert.Status.FIRING;
  private static final Alert.Status RESOLVED = Alert.Status.RESOLVED;
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final WindowConfig CONFIG =
      new WindowConfig(
          WINDOW, Duration.ZERO, 6, Duration.ZERO, Duration.ZERO, CalendarConfig.EVERY_DAY);
  private static final Bytes KEY = Bytes.wrap("attic".getBytes(StandardCharsets.UTF_8));

  private final EpisodeTracker tracker =
      new EpisodeTracker(
          "home",
          new PersistenceModel(new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4), 1).contract(),
          new Windows(CONFIG),
          Duration.ofDays(7));
  private final double threshold = tracker.threshold();
  private final KeyState state = new KeyState(1, 3, new float[1]);
  private final List<Alert> alerts = new ArrayList<>();
  private long end = 1_700_000_400_000L;

  private void observe(double outlier, double shift, boolean trusted) {
    observe(new Score(outlier, shift, new double[] {outlier}), trusted);
  }

  private void observe(@Nullable Score score, boolean trusted) {
    end += WINDOW.toMillis();
    state.life.gap = 0;
    state.life.lastObservedEnd = end;
    alerts.addAll(tracker.observed(KEY, state, end, score, trusted));
  }

  private void miss() {
    end += WINDOW.toMillis();
    state.life.gap++;
    alerts.addAll(tracker.imputed(KEY, state, end, true));
  }

  @Test
  void threshold_isTheLogarithmOfTheWindowsInTheBudgetOfTwoCharts() {
    assertThat(threshold).isEqualTo(Math.log10(2 * 7 * 24 * 6));
  }

  @Test
  void score_belowTheThreshold_firesNothing() {
    observe(threshold - 1e-6, threshold - 1e-6, true);
    observe(null, true);

    assertThat(alerts).isEmpty();
    assertThat(state.episode.isFiring()).isFalse();
  }

  @Test
  void score_thatIsNotTrusted_firesNothing() {
    observe(10 * threshold, 0, false);

    assertThat(alerts).isEmpty();
  }

  @Test
  void episode_isPublishedOnceWhenItFiresAndOnceWhenItIsResolved() {
    observe(threshold, 0, true);
    long first = end;
    observe(0.6 * threshold, 0, true);
    observe(0, 0, true);
    observe(0, 0, true);
    observe(0.7 * threshold, 0, true);
    long last = end;
    observe(0, 0, true);
    observe(0, 0, true);
    assertThat(alerts).hasSize(1);
    observe(0, 0, true);

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
    assertThat(alerts).extracting(Alert::type).containsOnly(Alert.Type.OUTLIER);
    assertThat(alerts.get(1).id()).isEqualTo(alerts.get(0).id());
    assertThat(alerts.get(1).firstWindowStart()).isEqualTo(first - WINDOW.toMillis());
    assertThat(alerts.get(1).lastWindowEnd()).isEqualTo(last);
    assertThat(alerts.get(1).windows()).isEqualTo(3);
    assertThat(state.episode.isFiring()).isFalse();
  }

  @Test
  void episode_firedByTheDriftChartAlone_isAShift() {
    observe(0, threshold, true);

    assertThat(alerts).extracting(Alert::type).containsExactly(Alert.Type.SHIFT);
  }

  @Test
  void severity_isCriticalFromTwiceTheThreshold() {
    observe(1.99 * threshold, 0, true);
    observe(2 * threshold, 0, true);
    observe(0, 0, true);
    observe(0, 0, true);
    observe(0, 0, true);

    assertThat(alerts)
        .extracting(Alert::severity)
        .containsExactly(Alert.Severity.WARNING, Alert.Severity.CRITICAL);
  }

  @Test
  void silence_firesAfterAsManyWindowsAsTheKeyIsKnownFor_andEndsWithTheNextEvent() {
    state.gapStart = 0.01f;
    state.gapStay = 0.1f;
    observe(0, 0, true);
    int silentAfter = tracker.silentAfter(state);
    for (int i = 1; i < silentAfter; i++) {
      miss();
    }
    assertThat(alerts).isEmpty();
    miss();
    miss();
    assertThat(alerts).extracting(Alert::type).containsExactly(Alert.Type.SILENT);
    observe(0, 0, true);

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
    assertThat(alerts.get(1).windows()).isEqualTo(silentAfter + 1);
  }

  @Test
  void keyThatPausesOften_isCalledSilentLater() {
    state.gapStart = 0.01f;
    state.gapStay = 0.1f;
    int steady = tracker.silentAfter(state);
    state.gapStart = 0.5f;
    state.gapStay = 0.9f;

    assertThat(tracker.silentAfter(state)).isGreaterThan(4 * steady);
  }

  @Test
  void expiry_resolvesWhatIsFiring() {
    observe(threshold, 0, true);
    alerts.addAll(tracker.expired(KEY, state, end));

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
  }

  @Test
  void ids_differByKeyAndStart_andAreTheSameInAReplay() {
    observe(threshold, 0, true);
    KeyState other = new KeyState(1, 3, new float[1]);
    Bytes otherKey = Bytes.wrap("cellar".getBytes(StandardCharsets.UTF_8));
    Score score = new Score(threshold, 0, new double[] {threshold});
    alerts.addAll(tracker.observed(otherKey, other, end, score, true));
    alerts.addAll(tracker.observed(KEY, new KeyState(1, 3, new float[1]), end, score, true));

    assertThat(alerts.get(1).id()).isNotEqualTo(alerts.get(0).id());
    assertThat(alerts.get(2).id()).isEqualTo(alerts.get(0).id());
  }
}
