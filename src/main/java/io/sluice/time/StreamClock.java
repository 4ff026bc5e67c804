package io.sluice.time;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * How far one task is in event time. What has to survive a crash is persisted whenever a window
 * boundary is passed, and only then: whether an event is late depends on nothing finer.
 */
public final class StreamClock {
  private static final Bytes KEY = Bytes.wrap("clock".getBytes(StandardCharsets.UTF_8));
  private static final byte VERSION = 1;

  private final KeyValueStore<Bytes, byte[]> meta;
  private long streamTime;
  private long closedThrough;
  private long drainedThrough;

  /**
   * A clock that goes on where the store says that the last one stopped.
   *
   * @param grace the least distance of stream time from the end of a closed window, ms
   */
  public StreamClock(KeyValueStore<Bytes, byte[]> meta, long grace) {
    this.meta = meta;
    byte[] bytes = meta.get(KEY);
    if (bytes != null) {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "stream clock has format version " + version + ", this build reads " + VERSION);
      }
      closedThrough = in.getLong();
      drainedThrough = in.getLong();
      streamTime = closedThrough + grace;
    }
  }

  /** The greatest event time seen, epoch ms; 0 before the first event. */
  public long streamTime() {
    return streamTime;
  }

  /** End of the newest window that takes no more events. */
  public long closedThrough() {
    return closedThrough;
  }

  /** End of the newest window up to which every row has been taken from the store. */
  public long drainedThrough() {
    return drainedThrough;
  }

  public boolean hasBacklog() {
    return drainedThrough < closedThrough;
  }

  /** Whether stream time moved forward. */
  public boolean advance(long time) {
    if (time <= streamTime) {
      return false;
    }
    streamTime = time;
    return true;
  }

  /** Whether the end lies beyond the windows that were closed before. */
  public boolean close(long end) {
    if (end <= closedThrough) {
      return false;
    }
    closedThrough = end;
    save();
    return true;
  }

  public void drained(long end) {
    drainedThrough = end;
    save();
  }

  private void save() {
    ByteBuffer out = ByteBuffer.allocate(1 + 2 * Long.BYTES);
    meta.put(KEY, out.put(VERSION).putLong(closedThrough).putLong(drainedThrough).array());
  }
}
