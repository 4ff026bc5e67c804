package io.sluice.state.chart;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * What was counted of a key's open session: its events, how many different tokens there were, and
 * how often each came. Only the first {@value #TOKENS} different tokens are counted one by one, by
 * 16 bits of their hash: tokens that share them are counted as one. Mutable; persisted.
 */
public final class SessionTally {
  /** The most different tokens. */
  public static final int TOKENS = 32;

  /** The most bytes of the stored form. */
  static final int MAX_BYTES = 5 + 1 + TOKENS * (Short.BYTES + 3);

  /** Counts saturate here, so that one takes at most three bytes. */
  private static final int MOST = (1 << 21) - 1;

  private static final int HALF = 16;

  private short[] places = {};
  private int[] counts = {};
  private int size;
  private int events;

  /** The place at which a token is counted. */
  public static short place(String token) {
    int hash = token.hashCode();
    return (short) (hash ^ (hash >>> HALF));
  }

  /** Another event of the session. */
  public void add(short place) {
    events = Math.min(MOST, events + 1);
    int at = find(place);
    if (at >= 0) {
      counts[at] = Math.min(MOST, counts[at] + 1);
    } else if (size < TOKENS) {
      if (size == places.length) {
        int room = Math.min(TOKENS, Math.max(4, 2 * size));
        places = Arrays.copyOf(places, room);
        counts = Arrays.copyOf(counts, room);
      }
      places[size] = place;
      counts[size++] = 1;
    }
  }

  /** A new session. */
  public void clear() {
    size = 0;
    events = 0;
  }

  /** The events of the session. */
  public int events() {
    return events;
  }

  /** How many different tokens they were, at most {@value #TOKENS}. */
  public int different() {
    return size;
  }

  /** How often the tokens of a place came. */
  public int count(short place) {
    int at = find(place);
    return at < 0 ? 0 : counts[at];
  }

  private int find(short place) {
    for (int i = 0; i < size; i++) {
      if (places[i] == place) {
        return i;
      }
    }
    return -1;
  }

  void encode(ByteBuffer out) {
    ByteUtils.writeUnsignedVarint(events, out);
    out.put((byte) size);
    for (int i = 0; i < size; i++) {
      out.putShort(places[i]);
      ByteUtils.writeUnsignedVarint(counts[i], out);
    }
  }

  /** Reads the stored form; false when a number is impossible. */
  boolean decode(ByteBuffer in) {
    events = ByteUtils.readUnsignedVarint(in);
    size = in.get();
    if (events < 0 || size < 0 || size > TOKENS) {
      return false;
    }
    places = new short[size];
    counts = new int[size];
    boolean isSound = true;
    for (int i = 0; i < size; i++) {
      places[i] = in.getShort();
      counts[i] = ByteUtils.readUnsignedVarint(in);
      isSound &= counts[i] > 0;
    }
    return isSound;
  }
}
