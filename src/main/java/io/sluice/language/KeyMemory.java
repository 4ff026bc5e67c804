package io.sluice.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that is remembered of one key. It changes with every event, by {@link LanguageStep}
 * alone, and never depends on how the events were cut into windows. Its stored form is that of
 * {@link KeyMemoryCodec}.
 *
 * <p>The recurrent state is the one before the last event, so that what a model says after it comes
 * by stepping that event again. Tokens are remembered by hash: when the model is another, the state
 * is made again from the last tokens, weights begin anew, and counts are kept.
 */
public final class KeyMemory {
  /** The number of last tokens. */
  static final int RING = 16;

  /** Stands for the end of a session among places. */
  static final int EOS_PLACE = -1;

  /** The model that stepped it last, the 12 hexadecimal digits of its hash; 0: none so far. */
  long model;

  /** Whether the recurrent state lies in [-1, 1]. */
  boolean isBounded;

  float[] hidden = {};
  float[] weights = {};

  /** What is known of the last event's label, as logarithms; empty: nothing of this session. */
  float[] labels = {};

  long lastTime;
  long sessionBegin;
  int sessionEvents;

  /** Events so far; the number of the last one. */
  int events;

  /** Places in the cache, the newest first; {@link #EOS_PLACE} before a session's first. */
  final byte[] ring = new byte[RING];

  /** Milliseconds since the event before, whatever session it was of; parallel to the ring. */
  final long[] gaps = new long[RING];

  int ringSize;
  TokenCache cache = new TokenCache();
  Followers followers = new Followers();

  /** The memory of a key that was never seen. */
  public KeyMemory() {
    push(EOS_PLACE, 0);
  }

  /** The number of events so far. */
  public int events() {
    return events;
  }

  /** When the last event was, in milliseconds since the epoch; 0 before the first. */
  public long lastTime() {
    return lastTime;
  }

  /** Whether a session has begun and not ended. */
  public boolean isSessionOpen() {
    return sessionEvents > 0;
  }

  /** The number of events in the open session; 0 when there is none. */
  public int sessionEvents() {
    return sessionEvents;
  }

  /** When the open session's first event was; of no meaning when there is none. */
  public long sessionBegin() {
    return sessionBegin;
  }

  /** What the experts' logarithms are multiplied with, one per expert; empty before a model. */
  public List<Float> weights() {
    List<Float> copy = new ArrayList<>();
    for (float weight : weights) {
      copy.add(weight);
    }
    return copy;
  }

  /** Begins with weights. */
  public void weights(List<Float> begin) {
    weights = new float[begin.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = begin.get(i);
    }
  }

  /** Takes a token as the newest. */
  void push(int place, long gap) {
    System.arraycopy(ring, 0, ring, 1, RING - 1);
    System.arraycopy(gaps, 0, gaps, 1, RING - 1);
    ring[0] = (byte) place;
    gaps[0] = gap;
    ringSize = Math.min(RING, ringSize + 1);
  }

  /** The hash of a token of the ring. */
  long hash(int back) {
    return ring[back] == EOS_PLACE ? Vocabulary.EOS_HASH : cache.hashes[ring[back]];
  }

  /** The id of a token of the ring. */
  int id(int back) {
    return ring[back] == EOS_PLACE ? Vocabulary.EOS : cache.ids[ring[back]];
  }

  /**
   * Milliseconds from a token of the ring to the one before it in its session; -1: there is none.
   */
  long gapWithin(int back) {
    boolean isFirst = ring[back] == EOS_PLACE || back + 1 >= ringSize;
    return isFirst || ring[back + 1] == EOS_PLACE ? -1 : gaps[back];
  }

  /** How many of the ring's tokens are of the newest session, with what stands before its first. */
  int sessionTokens() {
    for (int i = 0; i < ringSize; i++) {
      if (ring[i] == EOS_PLACE) {
        return i + 1;
      }
    }
    return ringSize;
  }

  /**
   * Takes an event that came.
   *
   * @param id its id in the vocabulary
   */
  void add(long time, long hash, int id) {
    int place = cache.find(hash);
    if (place < 0) {
      place = cache.nextPlace();
      if (place < cache.size) {
        followers.drop(place);
      }
      cache.put(place, hash, id);
    }
    followers.add(Followers.context(hash(0)), place);
    if (ringSize > 1 && ring[0] != EOS_PLACE) {
      followers.add(Followers.context(hash(0), hash(1)), place);
    }
    long gap = events == 0 ? 0 : Math.max(0, time - lastTime);
    events++;
    cache.count(place, events, TokenCache.ONE);
    push(place, gap);
    sessionBegin = sessionEvents == 0 ? time : sessionBegin;
    sessionEvents++;
    lastTime = time;
  }

  /** The session is over: the recurrent state begins anew, all else stays. */
  void endSession() {
    Arrays.fill(hidden, 0);
    labels = new float[0];
    push(EOS_PLACE, 0);
    sessionEvents = 0;
  }

  /** A copy that nothing is shared with. */
  KeyMemory copy() {
    KeyMemory copy = new KeyMemory();
    copy.set(this);
    return copy;
  }

  /** Becomes as another is. */
  void set(KeyMemory other) {
    model = other.model;
    isBounded = other.isBounded;
    hidden = other.hidden.clone();
    weights = other.weights.clone();
    labels = other.labels.clone();
    lastTime = other.lastTime;
    sessionBegin = other.sessionBegin;
    sessionEvents = other.sessionEvents;
    events = other.events;
    System.arraycopy(other.ring, 0, ring, 0, RING);
    System.arraycopy(other.gaps, 0, gaps, 0, RING);
    ringSize = other.ringSize;
    cache = other.cache.copy();
    followers = other.followers.copy();
  }
}
