package io.sluice.model.label;

/**
 * An event as it is labelled: its token and the two before it in its session, by id, and what is
 * known of its time; for the past, also what came after it. Mutable, so that one serves for many.
 */
public final class LabelPoint {
  /** Stands for no event, and for no gap. */
  public static final int NONE = -1;

  /** The token's id. */
  public int token;

  /** The token before it; {@link #NONE}: it is the first. */
  public int last = NONE;

  /** The token before that. */
  public int beforeLast = NONE;

  /** Milliseconds since the event before; {@link #NONE}: it is the first. */
  public long gapMs = NONE;

  /** The hour of the day, 0 to 23. */
  public int hour;

  /** How many events its session has had, this one included. */
  public int position = 1;

  /** Milliseconds since its session began. */
  public long elapsedMs;

  /** The token after it, as far as that is known; {@link #NONE}: it is the last. */
  public int next = NONE;

  /** The token after that. */
  public int afterNext = NONE;

  /** Milliseconds to the event after it; {@link #NONE}: it is the last. */
  public long nextGapMs = NONE;
}
