package io.sluice.language;

/**
 * What came after what for one key of late: pairs of a context and the place of a token in the
 * key's {@link TokenCache}, the newest first. A context is 16 bits that the last token, or the last
 * two, are hashed to.
 */
final class Followers {
  /** The most pairs. */
  static final int CAPACITY = 120;

  /** What is left, in 1 / 256, of the counts of a context each time that it is met. */
  private static final int KEPT = 225;

  final short[] contexts = new short[CAPACITY];
  final byte[] places = new byte[CAPACITY];

  /** In 1 / 256. */
  final short[] counts = new short[CAPACITY];

  int size;

  /** The context of the last token. */
  static short context(long last) {
    return (short) mix(last);
  }

  /** The context of the last two tokens. */
  static short context(long last, long before) {
    return (short) mix(last + Long.rotateLeft(before * 0x9E3779B97F4A7C15L, 31));
  }

  private static long mix(long hash) {
    long mixed = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
    return mixed >>> 40;
  }

  /** Counts a token after a context. */
  void add(short context, int place) {
    int found = -1;
    for (int i = 0; i < size; i++) {
      if (contexts[i] == context) {
        counts[i] = (short) ((counts[i] * KEPT) >> 8);
        found = places[i] == place ? i : found;
      }
    }
    int count = TokenCache.ONE;
    if (found >= 0) {
      count += counts[found];
    } else {
      found = size < CAPACITY ? size++ : CAPACITY - 1;
    }
    System.arraycopy(contexts, 0, contexts, 1, found);
    System.arraycopy(places, 0, places, 1, found);
    System.arraycopy(counts, 0, counts, 1, found);
    contexts[0] = context;
    places[0] = (byte) place;
    counts[0] = (short) count;
  }

  /** Drops the pairs of a token that is dropped. */
  void drop(int place) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (places[i] != place) {
        contexts[kept] = contexts[i];
        places[kept] = places[i];
        counts[kept++] = counts[i];
      }
    }
    size = kept;
  }

  Followers copy() {
    Followers copy = new Followers();
    System.arraycopy(contexts, 0, copy.contexts, 0, size);
    System.arraycopy(places, 0, copy.places, 0, size);
    System.arraycopy(counts, 0, copy.counts, 0, size);
    copy.size = size;
    return copy;
  }
}
