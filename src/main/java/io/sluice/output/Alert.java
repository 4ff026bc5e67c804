package io.sluice.output;

import io.sluice.config.TopicsConfig;
import io.sluice.language.Likely;
import io.sluice.language.ScoredEvent;
import io.sluice.model.ModelIdentity;
import io.sluice.score.Chart;
import io.sluice.score.SessionRanges;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An episode of one key: published when it fires, if it turns out to be of another type, and when
 * it is resolved, under the same id.
 *
 * @param model the model whose forecasts it is about
 * @param id stable over the episode and over replays
 * @param key the series key, UTF-8
 * @param status whether it goes on
 * @param type what is wrong
 * @param severity how wrong by now
 * @param firedAs the severity with which it fired: it stays, for it is a label
 * @param score the highest of the episode, {@code -log10} of how many windows of the key are as odd
 * @param chart what found the window odd that this is about; null: no chart did, or it is over
 * @param rarity the mean event time between windows of this key that are as odd, ms
 * @param resolution how it ended; null: it has not
 * @param firstWindowStart start of the episode's first window, epoch ms
 * @param lastWindowEnd end of its last abnormal window, epoch ms
 * @param decidedAt end of the window on which this status was decided, epoch ms
 * @param windows the number of abnormal windows
 * @param targets expectation and share in the surprise, per target; empty for a silent key
 * @param events what was unusual of events that are tokens; null: it is about values, or resolved
 */
public record Alert(
    ModelIdentity model,
    String id,
    Bytes key,
    Status status,
    Type type,
    Severity severity,
    Severity firedAs,
    double score,
    @Nullable Chart chart,
    double rarity,
    @Nullable Resolution resolution,
    long firstWindowStart,
    long lastWindowEnd,
    long decidedAt,
    int windows,
    List<TargetDetail> targets,
    @Nullable EventDetail events)
    implements Outgoing {

  /** Whether the episode goes on. */
  public enum Status {
    /** It has begun. */
    FIRING,
    /** It goes on, and is of another type than it seemed to be. */
    UPDATED,
    RESOLVED
  }

  /** How an episode ended. */
  public enum Resolution {
    /** The key is as it was before. */
    RECOVERED,
    /** What was odd went on for so long that it is the new normal. */
    ACCEPTED,
    /** A second fault came on top of it, and has an alert of its own from there on. */
    OVERTAKEN,
    /** A silent key had an event. */
    HEARD,
    /** The key was silent for its time to live. */
    FORGOTTEN
  }

  /** What is wrong. */
  public enum Type {
    /** A value, or a few, that nothing known of the key led one to expect. */
    OUTLIER,
    /** A new level that was reached at once. */
    SHIFT,
    /** A new level that was reached by and by. */
    DRIFT,
    /** Values that vary more than they did. */
    VARIANCE,
    /** Values that vary less than they did, or not at all. */
    FROZEN,
    /** A regular activity, such as a daily peak, that does not come. */
    MISSING_ACTIVITY,
    /** No events, from a key that is known to have them. */
    SILENT,
    /** Something happened that hardly ever does at such a moment. */
    UNUSUAL_EVENT,
    /** Several things in a row were more surprising than is usual, though none was odd alone. */
    UNUSUAL_SEQUENCE,
    /** Nothing has happened for longer than is usual after what happened last. */
    MISSING_EVENT,
    /** Something happened that neither the model nor the key has known before. */
    NEW_TOKEN,
    /** A session has more, or at its end less, of something than those of training had. */
    UNUSUAL_SESSION;

    /** Whether it is of events that are tokens. */
    public boolean isOfEvents() {
      return compareTo(UNUSUAL_EVENT) >= 0;
    }
  }

  /** How wrong. */
  public enum Severity {
    WARNING,
    CRITICAL
  }

  /**
   * One target's part.
   *
   * @param observed the value; null: none
   * @param expected the median forecast made one window before
   * @param lower the lowest quantile of that forecast
   * @param upper the highest quantile of that forecast
   * @param share the target's share of the surprise, 0 to 1
   * @param recent the values that led to it, at most {@value #MAX_RECENT}, oldest first, this
   *     window last, each but that to within 0.4% of its change from the one before; NaN: none.
   *     Windows that were not stepped, such as closures, are left out
   */
  public record TargetDetail(
      @Nullable Double observed,
      double expected,
      double lower,
      double upper,
      double share,
      List<Double> recent) {
    public static final int MAX_RECENT = 12;

    public TargetDetail {
      recent = List.copyOf(recent);
    }
  }

  /**
   * What was unusual of events.
   *
   * @param unusual the most surprising ones of the window, in order of time; none when one is
   *     missing
   * @param missing what was expected and has not come, most likely first
   * @param session the count of the session that is odd; null: it is not what is odd
   * @param lastEvent when the key's last event was, epoch ms
   */
  public record EventDetail(
      List<ScoredEvent> unusual,
      List<Likely> missing,
      SessionRanges.@Nullable Odd session,
      long lastEvent) {
    public EventDetail {
      unusual = List.copyOf(unusual);
      missing = List.copyOf(missing);
    }
  }

  public Alert {
    targets = List.copyOf(targets);
  }

  /** An alert that is not about events that are tokens. */
  public Alert(
      ModelIdentity model,
      String id,
      Bytes key,
      Status status,
      Type type,
      Severity severity,
      Severity firedAs,
      double score,
      @Nullable Chart chart,
      double rarity,
      @Nullable Resolution resolution,
      long firstWindowStart,
      long lastWindowEnd,
      long decidedAt,
      int windows,
      List<TargetDetail> targets) {
    this(
        model,
        id,
        key,
        status,
        type,
        severity,
        firedAs,
        score,
        chart,
        rarity,
        resolution,
        firstWindowStart,
        lastWindowEnd,
        decidedAt,
        windows,
        targets,
        null);
  }

  @Override
  public String topic(TopicsConfig topics) {
    return topics.alerts();
  }

  /** The same alert, with what each target had to do with it. */
  public Alert with(List<TargetDetail> details) {
    return new Alert(
        model,
        id,
        key,
        status,
        type,
        severity,
        firedAs,
        score,
        chart,
        rarity,
        resolution,
        firstWindowStart,
        lastWindowEnd,
        decidedAt,
        windows,
        details,
        events);
  }

  /** The same alert, with what was unusual of events. */
  public Alert with(EventDetail detail) {
    return new Alert(
        model,
        id,
        key,
        status,
        type,
        severity,
        firedAs,
        score,
        chart,
        rarity,
        resolution,
        firstWindowStart,
        lastWindowEnd,
        decidedAt,
        windows,
        targets,
        detail);
  }
}
