package io.sluice.detect.run;

import io.sluice.evaluate.language.Surprises;
import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;

/** As {@link Recorder}, of a pipeline whose events are tokens. Its tracks have no targets. */
public final class EventRecorder implements Consumer<Record<Bytes, Outgoing>> {
  /** The share of the heap that events may take. */
  private static final double SHARE = 0.5;

  /** Bytes of an event with its window, with room to grow. */
  private static final int EVENT_BYTES = 160;

  private static final double[] NO_TARGETS = {};

  private final Map<Bytes, Kept> keys = new HashMap<>();
  private final Map<String, String> texts = new HashMap<>();
  private final long most = (long) (SHARE * Runtime.getRuntime().maxMemory() / EVENT_BYTES);
  private long events;

  private record Kept(Track track, Surprises surprises) {}

  /**
   * Takes a record.
   *
   * @throws DetectException when there are more events than fit into the heap
   */
  @Override
  public void accept(Record<Bytes, Outgoing> record) {
    if (record.value() instanceof EventForecast forecast) {
      keep(kept(record.key()), forecast);
    } else if (record.value() instanceof Alert alert) {
      kept(record.key()).track.add(Told.of(alert, 0));
    }
  }

  private Kept kept(Bytes key) {
    return keys.computeIfAbsent(
        key,
        bytes ->
            new Kept(
                new Track(new String(bytes.get(), StandardCharsets.UTF_8), 0), new Surprises()));
  }

  private void keep(Kept kept, EventForecast forecast) {
    events += forecast.events().size();
    if (events > most) {
      throw new DetectException(
          "there are more than the %,d events that fit into the heap: give it more (SLUICE_HEAP), or fewer keys at a time"
              .formatted(most));
    }
    kept.track.add(
        forecast.windowStart(),
        forecast.windowEnd(),
        forecast.score(),
        NO_TARGETS,
        NO_TARGETS,
        NO_TARGETS,
        NO_TARGETS);
    forecast.events().forEach(event -> kept.surprises.add(event, shared(event.text())));
    kept.surprises.endWindow();
  }

  /** The same text is kept once. */
  private String shared(String text) {
    return texts.computeIfAbsent(text, one -> one);
  }

  /** What became of each key, in the order of their bytes. */
  public List<Track> tracks() {
    return keys.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .map(entry -> entry.getValue().track)
        .toList();
  }

  /** What happened to each key, by its text, in the same order. */
  public Map<String, Surprises> surprises() {
    Map<String, Surprises> all = new LinkedHashMap<>();
    keys.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(entry -> all.put(entry.getValue().track.key(), entry.getValue().surprises));
    return all;
  }
}
