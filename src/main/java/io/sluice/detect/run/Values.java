package io.sluice.detect.run;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * The events of one key in the order in which they came.
 *
 * <p>A final class rather than a record because it holds arrays.
 */
public final class Values {
  final Bytes key;
  final long[] times;
  final double[][] rows;

  /**
   * Takes the arrays as they are.
   *
   * @param key the series key
   * @param times event times, epoch ms
   * @param rows by event, one value per target, NaN where it carries none
   */
  public Values(String key, long[] times, double[][] rows) {
    if (times.length != rows.length) {
      throw new IllegalArgumentException("each time needs a row");
    }
    this.key = Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    this.times = times;
    this.rows = rows;
  }
}
