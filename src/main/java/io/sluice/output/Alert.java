package io.sluice.output;

import io.sluice.config.TopicsConfig;
import io.sluice.model.ModelContract;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An episode of one key: published when it fires and when it is resolved, under the same id.
 *
 * @param model the model whose forecasts it is about
 * @param id stable over the episode and over replays
 * @param key the series key, UTF-8
 * @param status firing or resolved
 * @param type what is wrong
 * @param severity how wrong
 * @param score the highest calibrated surprise of the episode, -log10 of a p-value
 * @param firstWindowStart start of the episode's first window, epoch ms
 * @param lastWindowEnd end of its last abnormal window, epoch ms
 * @param decidedAt end of the window on which this status was decided, epoch ms
 * @param windows the number of abnormal windows
 * @param targets expectation and share in the surprise, per target; empty for a silent key
 */
public record Alert(
    ModelContract model,
    String id,
    Bytes key,
    Status status,
    Type type,
    Severity severity,
    double score,
    long firstWindowStart,
    long lastWindowEnd,
    long decidedAt,
    int windows,
    List<TargetDetail> targets)
    implements Outgoing {

  /** Whether the episode goes on. */
  public enum Status {
    FIRING,
    RESOLVED
  }

  /** What is wrong. */
  public enum Type {
    /** A value that the forecast made one window before did not expect. */
    OUTLIER,
    /** Values that lie on one side of their forecasts for too long. */
    SHIFT,
    /** No events, from a key that is known to have them. */
    SILENT
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
   */
  public record TargetDetail(
      @Nullable Double observed, double expected, double lower, double upper, double share) {}

  public Alert {
    targets = List.copyOf(targets);
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
        score,
        firstWindowStart,
        lastWindowEnd,
        decidedAt,
        windows,
        details);
  }
}
