package io.sluice.oracle;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

/**
 * Where a window stands in the order in which a window task closes windows.
 *
 * @param end the window's end, epoch ms
 * @param key the series key
 */
public record Place(long end, Bytes key) implements Comparable<Place> {
  /** The place of a forecast. */
  static Place ofForecast(Expected forecast) {
    return of(forecast.id().substring(forecast.key().length() + 1), forecast.key());
  }

  /** The place of an alert: the window at which it was decided. */
  static Place ofAlert(Expected alert) {
    return of(alert.exact().get(4), alert.key());
  }

  private static Place of(String end, String key) {
    Bytes series = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    return new Place(Instant.parse(end).toEpochMilli(), series);
  }

  /** The window task of the key, of so many, unless the topic is keyed. */
  int task(int tasks) {
    return Utils.toPositive(Utils.murmur2(key.get())) % tasks;
  }

  @Override
  public int compareTo(Place other) {
    return end == other.end ? key.compareTo(other.key) : Long.compare(end, other.end);
  }
}
