package io.sluice.state;

/**
 * How many of the keys that usually have an event in a window have one, beside how many were to be
 * expected: added up over those that are looked for in it. It is what tells an outage, of the
 * source or on the way, from a window in which few things happened.
 */
public final class Activity {
  /** A key usually has an event if a window without one is less likely than one with one. */
  private static final float USUAL = 0.5f;

  /** Of a chance: less likely is nothing that just happens. */
  private static final double LOG10_UNLIKELY = -6;

  /** On a slow day, half as many keys as usual may have one; hardly less than a third. */
  private static final int SHARE = 3;

  private double expected;
  private int heard;
  private double log10;

  /**
   * Adds a key.
   *
   * @param pause the chance that it has no event in the window
   * @param isHeard whether it has one
   */
  public void add(float pause, boolean isHeard) {
    if (pause < USUAL) {
      expected += 1 - pause;
      if (isHeard) {
        heard++;
      } else {
        log10 += Math.log10(pause);
      }
    }
  }

  /** Whether fewer than a third have one, and that is not to be expected of so many. */
  public boolean isSilent() {
    return SHARE * heard < expected && log10 < LOG10_UNLIKELY;
  }
}
