package io.sluice.event;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** What the bytes of one source record turned out to be. */
public sealed interface Decoded {

  /**
   * A usable record.
   *
   * @param key the series key in UTF-8; empty for a {@link Watermark}
   * @param signal what it says
   * @param unusable the fields of it that are missing because they could not be used
   */
  record Valid(Bytes key, Signal signal, List<UnusableField> unusable) implements Decoded {
    public Valid {
      unusable = List.copyOf(unusable);
    }

    /** A record all of whose fields could be used. */
    public Valid(Bytes key, Signal signal) {
      this(key, signal, List.of());
    }
  }

  /**
   * A sound record that has nothing to say: no value of any target, and no plan.
   *
   * @param key the series key in UTF-8
   * @param timestamp event time, epoch ms
   */
  record Empty(Bytes key, long timestamp) implements Decoded {
    /** One that has neither key nor time, such as news of a deleted row. */
    public static final Empty UNDATED = new Empty(Bytes.wrap(Bytes.EMPTY), Signal.NO_TIME);

    /** Whether it has a key and a time. */
    public boolean isDated() {
      return timestamp != Signal.NO_TIME;
    }
  }

  /** A record of several events, at least one, each of which is what it is on its own. */
  record Batch(List<Element> elements) implements Decoded {
    public Batch {
      elements = List.copyOf(elements);
    }
  }

  /**
   * One of several events in a record.
   *
   * @param decoded what it is, no batch itself
   * @param json its part of the record's value
   */
  record Element(Decoded decoded, Bytes json) {}

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
