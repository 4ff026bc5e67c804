package io.sluice.topology;

import io.sluice.event.Signal;
import io.sluice.output.Outgoing;

/** What becomes of a source record. */
sealed interface Received {
  /** It goes on to the windows. */
  record Accepted(Signal signal) implements Received {}

  /** It is no event, or no event of now. */
  record Rejected(Outgoing letter) implements Received {}
}
