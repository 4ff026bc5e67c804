package io.sluice.alert;

import io.sluice.language.Likely;
import io.sluice.language.ScoredEvent;
import io.sluice.model.ModelIdentity;
import io.sluice.output.Alert;
import io.sluice.output.Alert.EventDetail;
import io.sluice.output.Alert.Resolution;
import io.sluice.output.Alert.Status;
import io.sluice.score.EventScore;
import io.sluice.score.EventScore.Cause;
import io.sluice.score.EventScorer;
import io.sluice.state.EpisodeState;
import io.sluice.state.event.EventKeyState;
import io.sluice.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/**
 * Turns scores of events into episodes, as {@link EpisodeTracker} does with those of values: one
 * alert when something unusual begins, one if it turns out to be a stretch, one when it is over:
 * after three windows with events that are usual, or with the session. A missing event is told of
 * when nothing has happened for too long, and resolved by the next event. Stateless and shared: the
 * episodes live in the {@link EventKeyState}.
 */
public final class EventEpisodes {
  /** The most events that an alert names. */
  private static final int MOST = 3;

  private final EpisodeAlerts alerts;
  private final Windows windows;
  private final EventScorer scorer;
  private final double threshold;

  /**
   * The episodes of a pipeline.
   *
   * @param model that steps the events
   * @param budget the mean event time between two false alarms of a healthy key
   * @param scorer is told what an episode teaches
   */
  public EventEpisodes(
      String pipeline, ModelIdentity model, Windows windows, Duration budget, EventScorer scorer) {
    this.windows = windows;
    this.scorer = scorer;
    this.threshold = EpisodeTracker.threshold(budget, windows.size());
    this.alerts = new EpisodeAlerts(pipeline, model, windows, threshold);
  }

  /** The calibrated score at which an episode fires. */
  public double threshold() {
    return threshold;
  }

  /**
   * Takes a window that had events, before it is learned.
   *
   * @param events of the window, scored
   * @return what is to be published
   */
  public List<Alert> observed(
      Bytes key, EventKeyState state, long end, EventScore score, List<ScoredEvent> events) {
    List<Alert> told = new ArrayList<>(2);
    heard(key, state, end, told);
    if (state.unusual.isFiring()) {
      goOn(key, state, end, score, events, told);
    } else if (isOdd(state, score)) {
      begin(key, state, end, score, events, told);
    }
    return told;
  }

  private boolean isOdd(EventKeyState state, EventScore score) {
    return state.charts.known() >= EventScorer.BEFORE_ALERTS && score.value() >= threshold;
  }

  private void heard(Bytes key, EventKeyState state, long end, List<Alert> told) {
    if (state.missing.isFiring()) {
      told.add(alerts.resolve(key, state.missing, end, Resolution.HEARD));
    }
  }

  private void begin(
      Bytes key,
      EventKeyState state,
      long end,
      EventScore score,
      List<ScoredEvent> events,
      List<Alert> told) {
    EpisodeState episode = state.unusual;
    long start = windows.startOf(end);
    Alert.Type type = type(score, events);
    alerts.start(episode, type, Alert.Type.UNUSUAL_EVENT, start, end, 1, score.value());
    episode.novelty = (float) score.novelty();
    told.add(
        alerts.of(key, episode, Status.FIRING, end, null, null).with(detail(state, score, events)));
  }

  private static Alert.Type type(EventScore score, List<ScoredEvent> events) {
    return switch (score.cause()) {
      case SESSION -> Alert.Type.UNUSUAL_SESSION;
      case STRETCH -> Alert.Type.UNUSUAL_SEQUENCE;
      case EVENT ->
          events.get(score.oddest()).isNew() ? Alert.Type.NEW_TOKEN : Alert.Type.UNUSUAL_EVENT;
    };
  }

  private void goOn(
      Bytes key,
      EventKeyState state,
      long end,
      EventScore score,
      List<ScoredEvent> events,
      List<Alert> told) {
    EpisodeState episode = state.unusual;
    episode.age++;
    if (score.value() < EpisodeTracker.KEEP * threshold) {
      if (++episode.quiet >= EpisodeTracker.QUIET_WINDOWS) {
        told.add(over(key, state, end, Resolution.RECOVERED));
      }
      return;
    }
    episode.windows++;
    episode.quiet = 0;
    episode.lastEnd = end;
    episode.peak = (float) Math.max(episode.peak, score.value());
    episode.novelty = (float) Math.max(episode.novelty, score.novelty());
    if (episode.age >= EpisodeTracker.ACCEPTED_AFTER) {
      told.add(over(key, state, end, Resolution.ACCEPTED));
    } else if (score.cause() == Cause.STRETCH
        && EpisodeAlerts.type(episode.type) == Alert.Type.UNUSUAL_EVENT) {
      episode.type = EpisodeAlerts.code(Alert.Type.UNUSUAL_SEQUENCE);
      told.add(
          alerts
              .of(key, episode, Status.UPDATED, end, null, null)
              .with(detail(state, score, events)));
    }
  }

  private Alert over(Bytes key, EventKeyState state, long end, Resolution resolution) {
    scorer.learnEpisode(state.charts, state.unusual.novelty);
    return alerts.resolve(key, state.unusual, end, resolution);
  }

  private static EventDetail detail(
      EventKeyState state, EventScore score, List<ScoredEvent> events) {
    double least = events.get(score.oddest()).bits() / 2;
    List<ScoredEvent> unusual =
        events.stream()
            .filter(event -> event.bits() >= least)
            .sorted(Comparator.comparingDouble(ScoredEvent::bits).reversed())
            .limit(MOST)
            .sorted(Comparator.comparingLong(ScoredEvent::time))
            .toList();
    return new EventDetail(
        unusual,
        List.of(),
        score.cause() == Cause.SESSION ? score.session() : null,
        state.memory.lastTime());
  }

  /**
   * Takes the end of a session in which nothing more happened: it may be odd itself, and what was
   * is over with it.
   *
   * @param events the end, scored
   * @return what is to be published
   */
  public List<Alert> ended(
      Bytes key, EventKeyState state, long end, EventScore score, List<ScoredEvent> events) {
    List<Alert> told = new ArrayList<>(1);
    if (state.unusual.isFiring()) {
      told.add(over(key, state, end, Resolution.RECOVERED));
    } else if (isOdd(state, score)) {
      begin(key, state, end, score, events, told);
    }
    return told;
  }

  /**
   * Takes a silence that has become odd.
   *
   * @param expected what usually comes, most likely first
   */
  public List<Alert> missing(Bytes key, EventKeyState state, long end, List<Likely> expected) {
    if (state.missing.isFiring()) {
      return List.of();
    }
    Alert.Type type = Alert.Type.MISSING_EVENT;
    int silent = (int) Math.max(1, (end - state.lastEnd) / windows.size());
    alerts.start(state.missing, type, type, state.lastEnd, end, silent, threshold);
    return List.of(
        alerts
            .of(key, state.missing, Status.FIRING, end, null, null)
            .with(new EventDetail(List.of(), expected, null, state.memory.lastTime())));
  }

  /** Takes the end of a key's time to live: what was firing is resolved. */
  public List<Alert> expired(Bytes key, EventKeyState state, long end) {
    List<Alert> told = new ArrayList<>(2);
    for (EpisodeState episode : List.of(state.missing, state.unusual)) {
      if (episode.isFiring()) {
        told.add(alerts.resolve(key, episode, end, Resolution.FORGOTTEN));
      }
    }
    return told;
  }
}
