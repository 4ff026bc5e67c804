package io.sluice.output;

import io.sluice.config.TopicsConfig;
import org.jspecify.annotations.Nullable;

/** What a pipeline publishes. */
public sealed interface Outgoing
    permits Forecast, EventForecast, Alert, Outgoing.Late, Outgoing.DeadLetter {

  /** The one of the pipeline's topics that it goes to. */
  String topic(TopicsConfig topics);

  /**
   * An event that came after its window had closed.
   *
   * @param json the encoded body
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
  record Late(byte[] json) implements Outgoing {
    @Override
    public String topic(TopicsConfig topics) {
      return topics.late();
    }
  }

  /**
   * A record or a window that could not be used.
   *
   * @param body the first bytes of the record, or the window as JSON; null: a tombstone
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
  record DeadLetter(byte @Nullable [] body) implements Outgoing {
    @Override
    public String topic(TopicsConfig topics) {
      return topics.deadLetters();
    }
  }
}
