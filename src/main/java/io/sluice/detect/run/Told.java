package io.sluice.detect.run;

import io.sluice.config.yaml.KebabCase;
import io.sluice.output.Alert;

/**
 * An alert as it would have been published, at the time that the history knows.
 *
 * @param id of its episode
 * @param status such as {@code firing}
 * @param type such as {@code outlier}
 * @param severity such as {@code warning}
 * @param score the highest of the episode so far, {@code -log10} of how many windows are as odd
 * @param start of the episode's first window, epoch ms
 * @param end of its last abnormal window, epoch ms
 * @param decidedAt end of the window on which the status was decided, epoch ms
 * @param windows the number of abnormal windows
 */
public record Told(
    String id,
    String status,
    String type,
    String severity,
    double score,
    long start,
    long end,
    long decidedAt,
    int windows) {
  private static final String FIRING = KebabCase.of(Alert.Status.FIRING);
  private static final String RESOLVED = KebabCase.of(Alert.Status.RESOLVED);
  private static final String SILENT = KebabCase.of(Alert.Type.SILENT);

  /** What an alert tells, so many milliseconds later. */
  static Told of(Alert alert, long later) {
    return new Told(
        alert.id(),
        KebabCase.of(alert.status()),
        KebabCase.of(alert.type()),
        KebabCase.of(alert.severity()),
        alert.score(),
        alert.firstWindowStart() + later,
        alert.lastWindowEnd() + later,
        alert.decidedAt() + later,
        alert.windows());
  }

  /** Whether it is about events that do not come, not about values. */
  public boolean isOfSilence() {
    return type.equals(SILENT);
  }

  /** Whether an episode ends with it. */
  public boolean isResolved() {
    return status.equals(RESOLVED);
  }

  /** Whether an episode begins with it. */
  public boolean isFiring() {
    return status.equals(FIRING);
  }
}
