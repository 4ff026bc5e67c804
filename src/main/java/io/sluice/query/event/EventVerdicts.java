package io.sluice.query.event;

import io.sluice.alert.EpisodeTracker;
import io.sluice.config.PipelineConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.score.EventScorer;
import io.sluice.state.EpisodeState;
import io.sluice.state.event.EventKeyState;
import java.time.Instant;
import java.util.Locale;

/** Says why an alert of a key whose events are tokens fires, or none does. Stateless. */
public final class EventVerdicts {
  private final double threshold;

  /** Verdicts on the keys of a pipeline. */
  public EventVerdicts(PipelineConfig config) {
    this.threshold =
        EpisodeTracker.threshold(config.alerts().budget(), config.window().size().toMillis());
  }

  /**
   * The verdict on a key.
   *
   * @param score of its last window; NaN: that is not known here
   */
  public EventVerdict of(EventKeyState state, double score) {
    return new EventVerdict(
        state.charts.known(),
        EventScorer.BEFORE_ALERTS,
        words(state, score),
        threshold,
        score,
        state.missingAt);
  }

  private String words(EventKeyState state, double score) {
    if (state.unusual.isFiring()) {
      return "firing since %s (%s)"
          .formatted(since(state.unusual), KebabCase.of(EpisodeTracker.type(state.unusual)));
    }
    if (state.missing.isFiring()) {
      return "nothing has happened for longer than is usual, since " + since(state.missing);
    }
    if (state.charts.known() < EventScorer.BEFORE_ALERTS) {
      return "learning, %d of %d windows with events"
          .formatted(state.charts.known(), EventScorer.BEFORE_ALERTS);
    }
    if (Double.isNaN(score)) {
      return "no alert fires; the score of the last window is not known here any more";
    }
    return String.format(
        Locale.ROOT,
        score < threshold
            ? "the score of the last window, %.1f, is below the threshold of %.1f"
            : "the score of the last window, %.1f, is not below the threshold of %.1f, but what was"
                + " odd is over",
        score,
        threshold);
  }

  private static Instant since(EpisodeState episode) {
    return Instant.ofEpochMilli(episode.firstStart);
  }
}
