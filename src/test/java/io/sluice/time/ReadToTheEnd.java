package io.sluice.time;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** A source topic of which all is read, or nothing is known, as a test has it. */
public final class ReadToTheEnd implements SourceReading {
  /** Whether readers stand at the end. */
  public volatile boolean isAtEnd = true;

  /** Records that come where nobody reads, by partition. */
  public final Map<Integer, Long> unread = new ConcurrentHashMap<>();

  /** Whether the broker answers what it is asked. */
  public volatile boolean isAnswering = true;

  /** Whether readers keep up with what is written. */
  public volatile boolean isKeepingUp = true;

  private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

  @Override
  public void begin(int partition) {}

  @Override
  public void release(int partition) {}

  @Override
  public OptionalLong reachedEnd(int partition, long processed) {
    if (!isAtEnd) {
      return OptionalLong.empty();
    }
    ends.put(partition, processed + 1);
    return OptionalLong.of(processed + 1);
  }

  @Override
  public long ask() {
    return 1;
  }

  @Override
  public OptionalLong end(int partition, long asked) {
    return isAnswering
        ? OptionalLong.of(ends.getOrDefault(partition, 0L) + unread.getOrDefault(partition, 0L))
        : OptionalLong.empty();
  }

  @Override
  public boolean keepsUp(TopicPartition partition) {
    return isKeepingUp;
  }
}
