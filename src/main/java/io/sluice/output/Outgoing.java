package io.sluice.output;

import org.jspecify.annotations.Nullable;

/** What a pipeline publishes. The type decides the topic. */
public sealed interface Outgoing permits Forecast, Alert, Outgoing.Late, Outgoing.DeadLetter {

  /**
   * An event that came after its window had closed.
   *
   * @param json the encoded body
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
  record Late(byte[] json) implements Outgoing {}

  /**
   * A record or a window that could not be used.
   *
   * @param body the first bytes of the record, or the window as JSON; null: a tombstone
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier that is never compared
  record DeadLetter(byte @Nullable [] body) implements Outgoing {}
}
