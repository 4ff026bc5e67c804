package io.sluice.fuzz;

import io.sluice.event.Watermark;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A source record that no one should send; one in fifty has no value, as watermarks have none. */
public final class HostileRecord {
  /** Null for a record without a key. */
  public final byte[] key;

  /** Null for a tombstone or a watermark. */
  public final byte[] value;

  public final RecordHeaders headers = new RecordHeaders();

  /** The record's own time, epoch ms. */
  public final long time;

  /** A number for the test's own choice. */
  public final int choice;

  /** A record whose times are mostly between two. */
  public HostileRecord(Hostile hostile, long from, long to) {
    value = hostile.oneIn(50) ? null : hostile.record(from, to);
    key = hostile.oneIn(20) ? null : hostile.key();
    if (value == null && hostile.oneIn(2)) {
      byte[] header = hostile.time(from, to).getBytes(StandardCharsets.UTF_8);
      headers.add(Watermark.HEADER, hostile.oneIn(10) ? null : header);
    }
    time = hostile.oneIn(20) ? hostile.of(0L, Long.MAX_VALUE) : from;
    choice = hostile.below(Integer.MAX_VALUE);
  }

  @Override
  public String toString() {
    return "choice "
        + choice
        + " time "
        + time
        + " key "
        + text(key)
        + " value "
        + text(value)
        + " headers "
        + headers;
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "none" : new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
