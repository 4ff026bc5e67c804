package io.sluice.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.CalendarConfig;
import io.sluice.config.WindowConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.output.Alert;
import io.sluice.score.Chart;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
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
          Duration.ofDays(7),
          new Scorer(1),
          true);
  private final double threshold = tracker.threshold();
  private final KeyState state = known();
  private final List<Alert> alerts = new ArrayList<>();
  private long end = 1_700_000_400_000L;

  private static KeyState known() {
    KeyState state = new KeyState(1, 3, new float[1]);
    state.judged = EpisodeTracker.MIN_JUDGED;
    return state;
  }

  private static Score score(double value, Chart chart, double distance, double error) {
    return score(value, chart, distance, error, 0);
  }

  private static Score score(
      double value, Chart chart, double distance, double error, double jump) {
    return new Score(value, value, chart, 0, new double[] {value}, distance, error, jump);
  }

  private void observe(double value) {
    observe(score(value, Chart.FORECAST, value, value));
  }

  private void observe(@Nullable Score score) {
    end += WINDOW.toMillis();
    state.life.gap = 0;
    state.life.lastHeardEnd = end;
    alerts.addAll(tracker.observed(KEY, state, end, score, false));
  }

  private void miss() {
    end += WINDOW.toMillis();
    state.life.gap++;
    alerts.addAll(tracker.imputed(KEY, state, end, true));
  }

  @Test
  void threshold_isTheLogarithmOfTheWindowsInTheBudget() {
    assertThat(threshold).isEqualTo(Math.log10(7 * 24 * 6));
  }

  @Test
  void score_belowTheThreshold_firesNothing() {
    observe(threshold - 1e-6);
    observe(null);

    assertThat(alerts).isEmpty();
    assertThat(state.episode.isFiring()).isFalse();
  }

  @Test
  void keyOfWhichLittleIsKnown_firesNothing_butInItsFirstWindow() {
    state.judged = EpisodeTracker.MIN_JUDGED - 1;
    observe(10 * threshold);
    assertThat(alerts).isEmpty();

    Score first = score(threshold, Chart.FORECAST, 0, Double.NaN);
    alerts.addAll(tracker.observed(KEY, new KeyState(1, 3, new float[1]), end, first, true));
    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING);
  }

  @Test
  void levelThatWasReachedAtOnce_isAShift_saidOnceAndUnderTheSameId() {
    for (int i = 0; i < 12; i++) {
      state.charts[0].offset = 5;
      state.charts[0].drift = 1;
      observe(score(2 * threshold, Chart.DISTANCE, 6, i == 0 ? 6 : 1));
    }

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, Alert.Status.UPDATED);
    assertThat(alerts)
        .extracting(Alert::type)
        .containsExactly(Alert.Type.OUTLIER, Alert.Type.SHIFT);
    assertThat(alerts.get(1).id()).isEqualTo(alerts.get(0).id());
  }

  @Test
  void levelThatWasReachedByAndBy_isADrift() {
    state.charts[0].offset = 5;
    state.charts[0].drift = 4;
    observe(score(threshold, Chart.LEVEL, 3, 1));

    assertThat(alerts).extracting(Alert::type).containsExactly(Alert.Type.DRIFT);
  }

  @Test
  void valuesFarOffOnBothSides_areVariance() {
    for (int i = 0; i < 4; i++) {
      observe(score(threshold, Chart.FORECAST, i % 2 == 0 ? 4 : -4, 4));
    }

    assertThat(alerts)
        .extracting(Alert::type)
        .containsExactly(Alert.Type.OUTLIER, Alert.Type.VARIANCE);
  }

  @Test
  void valuesThatDoNotChange_areFrozen() {
    observe(score(threshold, Chart.FROZEN, 1, 1));

    assertThat(alerts).extracting(Alert::type).containsExactly(Alert.Type.FROZEN);
  }

  @Test
  void whatStays_isAcceptedAsTheNewNormal_andNotAlertedOnAgain() {
    for (int i = 0; i < 200; i++) {
      observe(1.5 * threshold);
    }
    assertThat(alerts).extracting(Alert::status).endsWith(RESOLVED);
    assertThat(alerts.get(alerts.size() - 1).resolution()).isEqualTo(Alert.Resolution.ACCEPTED);
    assertThat(alerts).extracting(Alert::status).containsOnlyOnce(FIRING);

    observe(1.5 * threshold + 1);
    assertThat(alerts.get(alerts.size() - 1).status()).as("a second fault").isEqualTo(FIRING);
  }

  @Test
  void jumpOfASteadyEpisode_isASecondFault_withAnAlertOfItsOwn() {
    for (int i = 0; i < 20; i++) {
      observe(score(threshold, Chart.LEVEL, 3, 1));
    }
    long last = end;
    observe(score(2 * threshold, Chart.FORECAST, -9, 9, threshold));

    assertThat(alerts).extracting(Alert::status).endsWith(RESOLVED, FIRING);
    Alert first = alerts.get(alerts.size() - 2);
    Alert second = alerts.get(alerts.size() - 1);
    assertThat(first.resolution()).isEqualTo(Alert.Resolution.OVERTAKEN);
    assertThat(first.lastWindowEnd()).isEqualTo(last);
    assertThat(first.score()).isCloseTo(threshold, within(1e-6));
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.type()).isEqualTo(Alert.Type.OUTLIER);
    assertThat(second.firstWindowStart()).isEqualTo(last);
    assertThat(second.severity()).isEqualTo(Alert.Severity.CRITICAL);
  }

  @Test
  void jumpsThatFollowOneAnother_areOneFault() {
    for (int i = 0; i < 60; i++) {
      boolean isJump = i % EpisodeTracker.STEADY == 0;
      observe(score(2 * threshold, Chart.FORECAST, 9, 9, isJump ? threshold : 0));
    }

    assertThat(alerts).extracting(Alert::status).containsOnlyOnce(FIRING);
  }

  @Test
  void secondFault_doesNotKeepWhatIsNormalFromBeingAccepted() {
    for (int i = 0; i <= EpisodeTracker.ACCEPTED_AFTER; i++) {
      observe(score(2 * threshold, Chart.FORECAST, 9, 9, i == 40 ? threshold : 0));
    }

    assertThat(alerts)
        .extracting(Alert::resolution)
        .containsSubsequence(Alert.Resolution.OVERTAKEN, Alert.Resolution.ACCEPTED);
  }

  @Test
  void episode_isPublishedOnceWhenItFiresAndOnceWhenItIsResolved() {
    observe(threshold);
    long first = end;
    observe(0.6 * threshold);
    observe(0);
    observe(0);
    observe(0.7 * threshold);
    long last = end;
    observe(0);
    observe(0);
    assertThat(alerts).hasSize(1);
    observe(0);

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
    assertThat(alerts).extracting(Alert::type).containsOnly(Alert.Type.OUTLIER);
    assertThat(alerts.get(1).id()).isEqualTo(alerts.get(0).id());
    assertThat(alerts.get(1).firstWindowStart()).isEqualTo(first - WINDOW.toMillis());
    assertThat(alerts.get(1).lastWindowEnd()).isEqualTo(last);
    assertThat(alerts.get(1).windows()).isEqualTo(3);
    assertThat(state.episode.isFiring()).isFalse();
  }

  @Test
  void severity_isCriticalFromTwiceTheThreshold() {
    observe(1.99 * threshold);
    observe(2 * threshold);
    observe(0);
    observe(0);
    observe(0);

    assertThat(alerts)
        .extracting(Alert::severity)
        .containsExactly(Alert.Severity.WARNING, Alert.Severity.CRITICAL);
    assertThat(alerts)
        .extracting(Alert::firedAs)
        .as("labels stay")
        .containsExactly(Alert.Severity.WARNING, Alert.Severity.WARNING);
  }

  @Test
  void silence_firesAfterAsManyWindowsAsTheKeyIsKnownFor_andEndsWithTheNextEvent() {
    state.life.gaps.start = 0.01f;
    state.life.gaps.stay = 0.1f;
    observe(0);
    int silentAfter = tracker.silentAfter(state);
    for (int i = 1; i < silentAfter; i++) {
      miss();
    }
    assertThat(alerts).isEmpty();
    miss();
    miss();
    assertThat(alerts).extracting(Alert::type).containsExactly(Alert.Type.SILENT);
    observe(0);

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
    assertThat(alerts.get(1).windows()).isEqualTo(silentAfter + 1);
  }

  @Test
  void silenceAsLongAsTwoBefore_isNoNews() {
    state.life.gaps.start = 0.01f;
    state.life.gaps.stay = 0.1f;
    int usual = tracker.silentAfter(state);
    state.life.gaps.longest = 90;
    assertThat(tracker.silentAfter(state)).isEqualTo(usual);

    state.life.gaps.second = 80;
    assertThat(tracker.silentAfter(state)).isEqualTo(100);
  }

  @Test
  void keyThatPausesOften_isCalledSilentLater() {
    state.life.gaps.start = 0.01f;
    state.life.gaps.stay = 0.1f;
    int steady = tracker.silentAfter(state);
    state.life.gaps.start = 0.5f;
    state.life.gaps.stay = 0.9f;

    assertThat(tracker.silentAfter(state)).isGreaterThan(4 * steady);
  }

  @Test
  void expiry_resolvesWhatIsFiring() {
    observe(threshold);
    alerts.addAll(tracker.expired(KEY, state, end));

    assertThat(alerts).extracting(Alert::status).containsExactly(FIRING, RESOLVED);
  }

  @Test
  void ids_differByKeyAndStart_andAreTheSameInAReplay() {
    observe(threshold);
    KeyState other = known();
    Bytes otherKey = Bytes.wrap("cellar".getBytes(StandardCharsets.UTF_8));
    Score score = score(threshold, Chart.FORECAST, 1, 1);
    alerts.addAll(tracker.observed(otherKey, other, end, score, false));
    alerts.addAll(tracker.observed(KEY, known(), end, score, false));

    assertThat(alerts.get(1).id()).isNotEqualTo(alerts.get(0).id());
    assertThat(alerts.get(2).id()).isEqualTo(alerts.get(0).id());
  }
}
