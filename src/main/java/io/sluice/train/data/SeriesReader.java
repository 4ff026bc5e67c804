package io.sluice.train.data;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.CsvJson;
import io.sluice.csv.CsvRows;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.EventDecoder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Reads CSV files as a pipeline would read them from its topic: each row becomes the JSON event
 * that a replay would publish, and goes through the decoder and the windows that serve.
 */
public final class SeriesReader {
  /** A row has no record around it; what would come from one is missing. */
  private static final Headers NO_HEADERS = new RecordHeaders();

  private static final long NO_TIMESTAMP = -1;

  private final SeriesBuilder builder;
  private final EventDecoder decoder;
  private final Map<DeadLetterReason, Long> invalid = new EnumMap<>(DeadLetterReason.class);
  private long rows;

  public SeriesReader(PipelineConfig pipeline) {
    this.builder = new SeriesBuilder(pipeline);
    this.decoder = new EventDecoder(pipeline.source(), pipeline.targets());
  }

  /**
   * Reads one file.
   *
   * @throws io.sluice.csv.CsvException when it cannot be read
   */
  public void read(Path csv) {
    try (CsvRows file = CsvRows.open(csv)) {
      CsvJson json = new CsvJson(file.header());
      while (file.hasNext()) {
        take(decoder.decode(null, json.encode(file.next()), NO_HEADERS, NO_TIMESTAMP, 0, rows));
        rows++;
      }
    }
  }

  private void take(Decoded decoded) {
    if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
      builder.add(valid.key(), event);
    } else if (decoded instanceof Decoded.Invalid defect) {
      invalid.merge(defect.reason(), 1L, Long::sum);
    }
  }

  /** The rows read so far. */
  public long rows() {
    return rows;
  }

  /** How many rows were no event, by reason. */
  public Map<DeadLetterReason, Long> invalid() {
    return Map.copyOf(invalid);
  }

  /** The series of all files read. */
  public List<Series> series() {
    return builder.build();
  }
}
