package io.sluice.model.label;

/**
 * What is met at an event, as numbers that rows go by: a kind, and one or two things. Those that
 * are counted are for {@link LabelChain}, the others for {@link LabelEvidence}.
 */
public final class LabelFeatures {
  /** All events. */
  public static final int ALL = 0;

  /** A token. */
  public static final int TOKEN = 1;

  /** The token before, whatever comes. */
  public static final int LAST = 2;

  /** The token before, and the token. */
  public static final int PAIR = 3;

  /** An hour of the day. */
  public static final int HOUR = 4;

  /** A gap, and the label before it. */
  public static final int FOLLOWS = 5;

  private static final int FIRST_WEIGHED = 16;
  private static final int HOURS = 24;

  /** Hours that are alike where a token is met. */
  private static final int PART_OF_DAY = 4;

  private static final int KIND_SHIFT = 40;
  private static final int FIRST_SHIFT = 20;
  private static final long MASK = (1L << FIRST_SHIFT) - 1;

  /** Bounds of gaps, in seconds. */
  private static final long[] GAPS = {2, 5, 10, 20, 60, 180, 600, 1800, 7200, 14_400};

  /** The number of gaps that are told apart; in the last are those of a day and no gap at all. */
  public static final int GAP_BUCKETS = GAPS.length + 1;

  /** The most features of one event. */
  public static final int MOST = 20;

  private LabelFeatures() {}

  /** The number of a feature. */
  public static long key(int kind, int first, int second) {
    return (long) kind << KIND_SHIFT | (first & MASK) << FIRST_SHIFT | (second & MASK);
  }

  /** The bucket of a gap. */
  public static int bucket(long gapMs) {
    int bucket = 0;
    while (bucket < GAPS.length && (gapMs < 0 || gapMs >= GAPS[bucket] * 1000)) {
      bucket++;
    }
    return bucket;
  }

  /** Where a label is one for the whole session: how far that has come, in powers of two. */
  private static int length(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, value));
  }

  /**
   * Writes what evidence is weighed by.
   *
   * @param isWhole whether a label is of a session as a whole
   * @param isPast whether what came after is known
   * @param keys gets the numbers, at least {@link #MOST}
   * @return how many there are
   */
  public static int weighed(LabelPoint at, boolean isWhole, boolean isPast, long[] keys) {
    int count = 0;
    int gap = bucket(at.gapMs);
    int kind = FIRST_WEIGHED;
    keys[count++] = key(kind++, 0, 0);
    keys[count++] = key(kind++, at.token, 0);
    keys[count++] = key(kind++, at.hour, 0);
    keys[count++] = key(kind++, at.token, at.hour / PART_OF_DAY);
    keys[count++] = key(kind++, at.last, 0);
    keys[count++] = key(kind++, at.beforeLast, 0);
    keys[count++] = key(kind++, at.token, at.last);
    keys[count++] = key(kind++, gap, 0);
    keys[count++] = key(kind++, at.token, gap);
    if (isWhole) {
      int elapsed = length(at.elapsedMs / 1000);
      keys[count++] = key(kind++, Math.min(HOURS, at.position), 0);
      keys[count++] = key(kind++, elapsed, 0);
      keys[count++] = key(kind++, at.token, elapsed);
      keys[count++] = key(kind++, at.token, Math.min(HOURS, at.position));
    }
    if (isPast) {
      int ahead = bucket(at.nextGapMs);
      kind = FIRST_WEIGHED + MOST;
      keys[count++] = key(kind++, at.next, 0);
      keys[count++] = key(kind++, at.afterNext, 0);
      keys[count++] = key(kind++, at.token, at.next);
      keys[count++] = key(kind++, ahead, 0);
      keys[count++] = key(kind, at.token, ahead);
    }
    return count;
  }
}
