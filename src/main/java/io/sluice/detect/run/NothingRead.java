package io.sluice.detect.run;

import io.sluice.time.SourceReading;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** The readers of a pipeline that reads no topic. */
final class NothingRead implements SourceReading {
  @Override
  public void begin(int partition) {}

  @Override
  public void release(int partition) {}

  @Override
  public OptionalLong reachedEnd(int partition, long processed) {
    return OptionalLong.empty();
  }

  @Override
  public long ask() {
    return 0;
  }

  @Override
  public OptionalLong end(int partition, long asked) {
    return OptionalLong.empty();
  }

  @Override
  public boolean keepsUp(TopicPartition partition) {
    return false;
  }
}
