package io.sluice.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.metrics.PipelineCounts;
import io.sluice.replay.rows.Loss;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
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
 * @param lost the late and dead-lettered records by reason
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
    double seconds,
    List<Loss> lost) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The loss of one of so many records is bearable. */
  private static final int BEARABLE = 10;

  /** What a pipeline has counted. */
  public static ReplaySummary of(
      PipelineCounts metrics, long leftOpen, List<Loss> lost, double seconds) {
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
        seconds,
        lost);
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

  /** Whether more than a tenth of the records was late or dead-lettered. */
  public boolean isLossy() {
    return BEARABLE * (late + deadLettered) > records;
  }

  /** One JSON object on one line. */
  public String toJson() {
    return String.format(
        Locale.ROOT,
        "{\"records\":%d,\"windowed\":%d,\"late\":%d,\"empty\":%d,"
            + "\"dead_lettered\":%d,\"windows_closed\":%d,"
            + "\"forecasts\":%d,\"windows_dead_lettered\":%d,\"alerts_fired\":%d,"
            + "\"alerts_resolved\":%d,\"keys\":%d,\"left_open\":%d,\"seconds\":%.3f,\"lost\":%s}",
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
        seconds,
        lostAsJson());
  }

  private String lostAsJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Loss loss : lost) {
        loss.write(json);
      }
      json.writeEndArray();
    } catch (IOException e) { // a string cannot be written to
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
