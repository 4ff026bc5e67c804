package io.sluice.language;

import java.util.Arrays;

/**
 * The tokens that a key had last, how often each was met of late, and their ids in the model's
 * vocabulary. A token's place stays what it is until the token is dropped, because others have been
 * used since it was.
 */
final class TokenCache {
  /** The most tokens. */
  static final int CAPACITY = 48;

  /** The share of a count that is left after one more event. */
  private static final float DECAY = 0.99f;

  /** Counts are whole numbers of 1 / 256. */
  static final int ONE = 256;

  private static final int MAX = 0xffff;

  private static final float[] DECAYED = decayed();

  final long[] hashes = new long[CAPACITY];
  final int[] ids = new int[CAPACITY];

  /** The number of the event that met a token last. */
  final int[] seen = new int[CAPACITY];

  /** Its count as of then, in 1 / 256. */
  final int[] counts = new int[CAPACITY];

  int size;

  private static float[] decayed() {
    float[] shares = new float[1024];
    shares[0] = 1;
    for (int i = 1; i < shares.length; i++) {
      shares[i] = shares[i - 1] * DECAY;
    }
    return shares;
  }

  /** The place of a token; -1 if it is not there. */
  int find(long hash) {
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return i;
      }
    }
    return -1;
  }

  /** The count of a place as of an event's number, in whole ones. */
  float count(int place, int event) {
    int age = event - seen[place];
    return age < 0 || age >= DECAYED.length ? 0 : DECAYED[age] * counts[place] / ONE;
  }

  /** The place that the next new token takes: a free one, or that of the token to be dropped. */
  int nextPlace() {
    if (size < CAPACITY) {
      return size;
    }
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      if (seen[i] < seen[oldest]) {
        oldest = i;
      }
    }
    return oldest;
  }

  /** Puts a new token in a place. */
  void put(int place, long hash, int id) {
    hashes[place] = hash;
    ids[place] = id;
    counts[place] = 0;
    size = Math.max(size, place + 1);
  }

  /** Counts a token. */
  void count(int place, int event, int one) {
    int kept = Math.round(count(place, event) * ONE);
    counts[place] = Math.min(MAX, kept + one);
    seen[place] = event;
  }

  TokenCache copy() {
    TokenCache copy = new TokenCache();
    System.arraycopy(hashes, 0, copy.hashes, 0, size);
    System.arraycopy(ids, 0, copy.ids, 0, size);
    System.arraycopy(seen, 0, copy.seen, 0, size);
    System.arraycopy(counts, 0, copy.counts, 0, size);
    copy.size = size;
    return copy;
  }

  /** Looks the ids up again, in another vocabulary. */
  void resolve(Vocabulary vocabulary) {
    Arrays.setAll(ids, i -> i < size ? vocabulary.idOf(hashes[i]) : Vocabulary.UNK);
  }
}
