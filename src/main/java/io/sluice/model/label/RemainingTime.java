package io.sluice.model.label;

/**
 * How long sessions go on after an event: quantiles of training, of sessions whose last token and
 * number of events are the same, or else the last token, or else of all.
 *
 * @param quantiles rows of {@value #LEVELS} quantiles in seconds, ascending: of 0.1, 0.2 and so on
 */
public record RemainingTime(LabelRows quantiles) {
  /** The number of quantiles. */
  public static final int LEVELS = 9;

  /** The kinds of rows, the least particular first. */
  public static final int ALL = 0;

  /** By token. */
  public static final int TOKEN = 1;

  /** By token and number of events. */
  public static final int PLACE = 2;

  /** Events of a session beyond which their number does not matter. */
  public static final int MOST_EVENTS = 32;

  public RemainingTime {
    if (quantiles.labels() != LEVELS || quantiles.find(LabelFeatures.key(ALL, 0, 0)) < 0) {
      throw new IllegalArgumentException("the quantiles of remaining time are not complete");
    }
  }

  /**
   * A quantile.
   *
   * @param token the session's last one, by id
   * @param events how many the session has had
   * @param level of the quantile, in tenths, 1 to 9
   * @return milliseconds
   */
  public long quantile(int token, int events, int level) {
    int row = quantiles.find(LabelFeatures.key(PLACE, token, Math.min(MOST_EVENTS, events)));
    if (row < 0) {
      row = quantiles.find(LabelFeatures.key(TOKEN, token, 0));
    }
    if (row < 0) {
      row = quantiles.find(LabelFeatures.key(ALL, 0, 0));
    }
    return Math.round(quantiles.value(row + level - 1) * 1000.0);
  }
}
