package io.sluice.event;

import org.apache.kafka.common.utils.Bytes;

/** What the bytes of one source record turned out to be. */
public sealed interface Decoded {

  /**
   * A usable record.
   *
   * @param key the series key in UTF-8; empty for a {@link Watermark}
   * @param signal what it says
   */
  record Valid(Bytes key, Signal signal) implements Decoded {}

  /**
   * A record for the dead-letter topic.
   *
   * @param reason the kind of defect, one of a closed list: a metric label
   * @param detail what is wrong and where, for people; never the payload itself; cut to {@link
   *     #MAX_DETAIL} characters
   */
  record Invalid(DeadLetterReason reason, String detail) implements Decoded {
    /** The longest detail, in characters: field names in it may be long. */
    public static final int MAX_DETAIL = 200;

    public Invalid {
      detail = detail.substring(0, Math.min(MAX_DETAIL, detail.length()));
    }
  }
}
