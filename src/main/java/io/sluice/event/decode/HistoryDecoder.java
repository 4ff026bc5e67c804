package io.sluice.event.decode;

import io.sluice.config.PipelineConfig;
import io.sluice.event.Decoded;
import io.sluice.event.Decoded.Valid;
import io.sluice.event.Event;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.event.decode.time.TimestampParser;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the records of a past. Those of a topic are read as the service reads them. Those of
 * files have no timestamp that could tell a local time that comes twice apart: there it goes by the
 * order of each key's records in a file, see {@link KeySteps}. Not thread-safe.
 */
public final class HistoryDecoder {
  /** The timestamp of a record that has none. */
  public static final long NO_TIMESTAMP = TimestampParser.NO_TIMESTAMP;

  private final EventDecoder decoder;
  private final Map<Bytes, KeySteps> keys = new HashMap<>();
  private int file = -1;
  private boolean comesTwice;

  /** A decoder of records that a pipeline's source holds, or would hold. */
  public HistoryDecoder(PipelineConfig pipeline) {
    this(new EventDecoder(pipeline));
  }

  HistoryDecoder(EventDecoder decoder) {
    this.decoder = decoder;
  }

  /**
   * As {@link EventDecoder#decode}.
   *
   * @param recordTimestamp epoch ms, or {@link #NO_TIMESTAMP}
   * @param partition where the record stands; of records without a timestamp the number of a file
   */
  public Decoded decode(
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      long recordTimestamp,
      int partition,
      long offset) {
    Decoded decoded = decoder.decode(key, value, headers, recordTimestamp, partition, offset);
    comesTwice = decoder.overlap() > 0;
    if (recordTimestamp == NO_TIMESTAMP
        && decoder.mayComeTwice()
        && decoded instanceof Valid valid
        && valid.signal() instanceof Event event) {
      long overlap = decoder.overlap();
      long time = steps(valid.key(), partition).take(event.timestamp(), overlap);
      return time == event.timestamp()
          ? decoded
          : decoder.decode(key, value, headers, time, partition, offset);
    }
    return decoded;
  }

  private KeySteps steps(Bytes key, int partition) {
    if (partition != file) {
      keys.clear();
      file = partition;
    }
    return keys.computeIfAbsent(key, k -> new KeySteps());
  }

  /** Whether the local time of the last record comes twice. */
  public boolean comesTwice() {
    return comesTwice;
  }

  /** See {@link EventDecoder#likelyUnit}. */
  public @Nullable EpochUnit likelyUnit() {
    return decoder.likelyUnit();
  }
}
