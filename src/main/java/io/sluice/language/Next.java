package io.sluice.language;

import io.sluice.model.token.DelayCurve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a key's next event may be, and when, as of its last event. */
public final class Next {
  /** The most tokens that are named. */
  public static final int MAX_LIKELY = 5;

  private static final double LOW = 0.1;
  private static final double HIGH = 0.9;

  private final List<Likely> likely;
  private final DelayCurve delay;
  private final @Nullable Remaining remaining;

  /**
   * How long the open session goes on after its last event, in milliseconds.
   *
   * @param low it goes on longer with a probability of 0.9
   * @param median it goes on longer with a probability of 0.5
   * @param high it goes on longer with a probability of 0.1
   */
  public record Remaining(long low, long median, long high) {}

  Next(List<Likely> likely, DelayCurve delay, @Nullable Remaining remaining) {
    this.likely = List.copyOf(likely);
    this.delay = delay;
    this.remaining = remaining;
  }

  /**
   * The most likely tokens, most likely first, at most {@value #MAX_LIKELY} unless all were asked
   * for.
   */
  public List<Likely> likely() {
    return likely;
  }

  /** How long the open session goes on; null: there is none, or the model does not know. */
  public @Nullable Remaining remaining() {
    return remaining;
  }

  /** Milliseconds to the next event that are reached with a probability of .9. */
  public long low() {
    return delay.quantile(LOW);
  }

  /** The median of the milliseconds to the next event. */
  public long median() {
    return delay.quantile(0.5);
  }

  /** Milliseconds to the next event that are reached with a probability of .1. */
  public long high() {
    return delay.quantile(HIGH);
  }

  /**
   * The milliseconds within which the next event has come with a probability.
   *
   * @param probability in (0, 1)
   */
  public long quantile(double probability) {
    return delay.quantile(probability);
  }

  /**
   * The probability that nothing has happened by so many milliseconds after the last event: 1 at
   * first, and lower and lower.
   */
  public double survival(long elapsedMs) {
    return delay.survival(elapsedMs);
  }
}
