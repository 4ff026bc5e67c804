package io.sluice.state.chart;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What is remembered of how surprising a key's events have been. Slow means have a memory of about
 * {@value #MEMORY} events and stand still while an alert fires. Mutable; persisted.
 */
public final class EventCharts {
  /** Events after which old ones are forgotten, in slow means. */
  public static final int MEMORY = 2000;

  /** The most bytes of the stored form. */
  public static final int MAX_BYTES =
      3 * 5 + Long.BYTES + 3 * Float.BYTES + 6 * TailState.MAX_BYTES + SessionTally.MAX_BYTES;

  /** Windows with events of the key itself that were learned, saturating. */
  public int judged;

  /** Other keys, in training, from which the charts come that the key began with. */
  public int borrowed;

  /** Events that were learned, saturating at {@link #MEMORY}. */
  public int events;

  /** End of the first window with an event, epoch ms; 0: none yet. */
  public long firstEnd;

  /** Slow mean of the events' surprise, bits. */
  public float mean;

  /** Slow mean of its square. */
  public float square;

  /** What a stretch of events was more surprising than usual, together; in standard deviations. */
  public float excess;

  /** Of the most surprising event of a window. */
  public final TailState event = new TailState(4, 1);

  /** Of {@link #excess}. */
  public final TailState sequence = new TailState(3, 1);

  /** Of the surprise of sessions' ends, which have a law of their own. */
  public final TailState end = new TailState(4, 1);

  /** Of how unlike those of training the counts of a session are. */
  public final TailState session = new TailState(1.5, 0.5);

  /** Of how improbably long nothing had happened before an event. */
  public final TailState gap = new TailState(1.3, 0.4);

  /** Of what the charts of events say together. */
  public final TailState tail = new TailState(1.7, 0.4);

  /** What was counted of the open session. */
  public final SessionTally tally = new SessionTally();

  /** Of how much it is known what is usual: windows of the key, and other keys. */
  public int known() {
    return judged + borrowed;
  }

  /** Writes the stored form. */
  public void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(judged, out);
    ByteUtils.writeUnsignedVarint(events, out);
    out.putLong(firstEnd).putFloat(mean).putFloat(square).putFloat(excess);
    event.encode(out);
    sequence.encode(out);
    gap.encode(out);
    tail.encode(out);
    ByteUtils.writeUnsignedVarint(borrowed, out);
    end.encode(out);
    session.encode(out);
    tally.encode(out);
  }

  /**
   * Reads the stored form; false when a count is impossible.
   *
   * @param hasSessions whether it is of a build that knew of borrowed charts and of sessions
   */
  public boolean decode(ByteBuffer in, boolean hasSessions) {
    judged = ByteUtils.readUnsignedVarint(in);
    events = ByteUtils.readUnsignedVarint(in);
    firstEnd = in.getLong();
    mean = in.getFloat();
    square = in.getFloat();
    excess = in.getFloat();
    boolean sound = judged >= 0 && events >= 0;
    sound &= event.decode(in);
    sound &= sequence.decode(in);
    sound &= gap.decode(in);
    sound &= tail.decode(in);
    if (!hasSessions || !sound) {
      return sound;
    }
    borrowed = ByteUtils.readUnsignedVarint(in);
    sound = borrowed >= 0 && end.decode(in);
    sound &= session.decode(in);
    return tally.decode(in) && sound;
  }
}
