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
      3 * 5 + Long.BYTES + 3 * Float.BYTES + 4 * TailState.MAX_BYTES;

  /** Windows with events that were learned, saturating. */
  public int judged;

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

  /** Of how improbably long nothing had happened before an event. */
  public final TailState gap = new TailState(1.3, 0.4);

  /** Of what the charts of events say together. */
  public final TailState tail = new TailState(1.7, 0.4);

  /** Writes the stored form. */
  public void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(judged, out);
    ByteUtils.writeUnsignedVarint(events, out);
    out.putLong(firstEnd).putFloat(mean).putFloat(square).putFloat(excess);
    event.encode(out);
    sequence.encode(out);
    gap.encode(out);
    tail.encode(out);
  }

  /** Reads the stored form; false when a count is impossible. */
  public boolean decode(ByteBuffer in) {
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
    return tail.decode(in) && sound;
  }
}
