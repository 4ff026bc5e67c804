package io.sluice.history.token;

import io.sluice.config.PipelineConfig;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.decode.HistoryDecoder;
import io.sluice.history.History;
import io.sluice.language.TokenEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The past of a pipeline of events: what happened to each key, read by the service's own decoder.
 *
 * @param keys by key, in the order in which the history first names them; the events of each in the
 *     order of their times, and of the history where those are the same
 * @param records the records that were read
 * @param rejected those of them that are no events
 * @param example where the first of those stands and why it is none; null: there is none
 */
public record TokenHistory(
    Map<String, List<TokenEvent>> keys, long records, long rejected, @Nullable String example) {
  /** The most events that are held in memory. */
  private static final long MAX_EVENTS = 20_000_000;

  public TokenHistory {
    keys = new LinkedHashMap<>(keys);
  }

  /** The number of events. */
  public long events() {
    return keys.values().stream().mapToLong(List::size).sum();
  }

  /**
   * Reads a history to its end.
   *
   * @throws io.sluice.csv.CsvException when a file cannot be read
   * @throws io.sluice.broker.BrokerException when a topic cannot be read
   * @throws IllegalArgumentException when there are too many events
   */
  public static TokenHistory read(PipelineConfig pipeline, History history) {
    Reader reader = new Reader(new HistoryDecoder(pipeline));
    history.read(
        (record, place, share) ->
            reader.take(
                reader.decoder.decode(
                    record.key(),
                    record.value(),
                    record.headers(),
                    record.timestamp(),
                    record.partition(),
                    record.offset()),
                place));
    reader.keys.values().forEach(events -> events.sort(Comparator.comparingLong(TokenEvent::time)));
    return new TokenHistory(reader.keys, reader.records, reader.rejected, reader.example);
  }

  private static final class Reader {
    final HistoryDecoder decoder;
    final Map<String, List<TokenEvent>> keys = new LinkedHashMap<>();
    long records;
    long rejected;
    @Nullable String example;
    private long events;

    Reader(HistoryDecoder decoder) {
      this.decoder = decoder;
    }

    void take(Decoded decoded, Supplier<String> place) {
      if (decoded instanceof Decoded.Batch batch) {
        batch.elements().forEach(element -> take(element.decoded(), place));
        return;
      }
      records++;
      if (decoded instanceof Decoded.Invalid invalid) {
        rejected++;
        example = example == null ? place.get() + ": " + invalid.detail() : example;
      } else if (decoded instanceof Decoded.Valid valid && valid.signal() instanceof Event event) {
        String token = event.token();
        if (token != null) {
          add(new String(valid.key().get(), StandardCharsets.UTF_8), event.timestamp(), token);
        }
      }
    }

    private void add(String key, long time, String token) {
      if (++events > MAX_EVENTS) {
        throw new IllegalArgumentException("there are more than " + MAX_EVENTS + " events");
      }
      keys.computeIfAbsent(key, one -> new ArrayList<>()).add(new TokenEvent(time, token));
    }
  }
}
