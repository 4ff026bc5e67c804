package io.sluice.replay;

import io.sluice.metrics.PipelineCounts;
import java.util.Locale;

/**
 * What became of the records of a replay.
 *
 * @param records source records
 * @param windowed records that were added to a window
 * @param late records that came after their window had closed
 * @param empty records without a value of any target and without a plan
 * @param deadLettered records that could not be used
 * @param windowsClosed closed windows, of each key on its own
 * @param forecasts forecasts published
 * @param windowsDeadLettered closed windows that could not be stepped
 * @param alertsFired episodes begun
 * @param alertsResolved episodes ended
 * @param keys series seen
 * @param leftOpen records of windows that were not closed: dated beyond where the file ends in
 *     time, or of a window that is not over yet
 * @param seconds wall time
 */
public record ReplaySummary(
    long records,
    long windowed,
    long late,
    long empty,
    long deadLettered,
    long windowsClosed,
    long forecasts,
    long windowsDeadLettered,
    long alertsFired,
    long alertsResolved,
    long keys,
    long leftOpen,
    double seconds) {

  /** What a pipeline has counted. */
  public static ReplaySummary of(PipelineCounts metrics, long leftOpen, double seconds) {
    return new ReplaySummary(
        metrics.recordCount(),
        metrics.windowedCount(),
        metrics.lateCount(),
        metrics.emptyCount(),
        metrics.recordsDeadLetteredCount(),
        metrics.windowsClosedCount(),
        metrics.forecastCount(),
        metrics.windowsDeadLetteredCount(),
        metrics.alertsFiredCount(),
        metrics.alertsResolvedCount(),
        metrics.keysCreatedCount(),
        leftOpen,
        seconds);
  }

  /** Whether every record and every closed window is accounted for. */
  public boolean isBalanced() {
    return records == windowed + late + empty + deadLettered
        && windowsClosed == forecasts + windowsDeadLettered;
  }

  /** Whether there are records, and not one was usable. */
  public boolean isUseless() {
    return records > 0 && empty + deadLettered == records;
  }

  /** One JSON object on one line. */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"records\":%d,\"windowed\":%d,\"late\":%d,\"empty\":%d,"
            + "\"dead_lettered\":%d,\"windows_closed\":%d,"
            + "\"forecasts\":%d,\"windows_dead_lettered\":%d,\"alerts_fired\":%d,"
            + "\"alerts_resolved\":%d,\"keys\":%d,\"left_open\":%d,\"seconds\":%.3f}",
        records,
        windowed,
        late,
        empty,
        deadLettered,
        windowsClosed,
        forecasts,
        windowsDeadLettered,
        alertsFired,
        alertsResolved,
        keys,
        leftOpen,
        seconds);
  }
}
