package io.sluice.event.decode;

/**
 * Tells the two hours apart that have one name, by the times of one key in the order of a file,
 * whether that goes forward or back. A local time that comes twice is
 *
 * <ul>
 *   <li>the first one, where the key goes forward and that lies after the time before it, by a
 *       tenth of its last step or more;
 *   <li>the second one, where the key goes back and that lies before it, likewise;
 *   <li>otherwise the one that is nearer to where the key would be with another step like its last,
 *       which counts for no more than the clocks were set back.
 * </ul>
 *
 * <p>So regular times are told apart whose steps are no longer than that, and a jitter of less than
 * a tenth of a step does no harm.
 */
final class KeySteps {
  private static final long NONE = -1;

  private long last = NONE;
  private long step;

  /**
   * Takes the next time of the key.
   *
   * @param earlier epoch ms
   * @param overlap how much later it may be too, ms; 0: it is the earlier
   * @return which it is
   */
  long take(long earlier, long overlap) {
    long time = overlap == 0 || last == NONE ? earlier : choose(earlier, overlap);
    step = last == NONE ? 0 : time - last;
    last = time;
    return time;
  }

  private long choose(long earlier, long overlap) {
    long later = earlier + overlap;
    long less = step / 10;
    if (step >= 0 && earlier > last + less) {
      return earlier;
    }
    if (step < 0 && later < last + less) {
      return later;
    }
    long expected = last + Math.max(-overlap, Math.min(step, overlap));
    return Math.abs(earlier - expected) <= Math.abs(later - expected) ? earlier : later;
  }
}
