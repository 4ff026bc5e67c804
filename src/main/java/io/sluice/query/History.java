package io.sluice.query;

import io.sluice.live.LivePoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of a key as they were published, committed ones alone.
 *
 * @param points the oldest first
 * @param cut why the scan ended before it had come to the end of what was asked for; null: it came
 *     there
 * @param scanned records that were looked at, of any key
 */
public record History(List<LivePoint> points, @Nullable String cut, long scanned) {
  public History {
    points = List.copyOf(points);
  }
}
