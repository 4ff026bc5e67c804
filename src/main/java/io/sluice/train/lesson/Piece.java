package io.sluice.train.lesson;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;

/**
 * Consecutive windows of one series that a network steps through from the initial state. It is
 * turned into numbers when they are needed: they take a thousand times its place.
 *
 * @param series the series
 * @param hidden which windows of the series the network may not see
 * @param from the first window
 * @param to the window after the last
 * @param span what the forecasts that are learnt from belong to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Piece(Series series, boolean[] hidden, int from, int to, TimeSpan span) {
  /** The number of windows. */
  public int steps() {
    return to - from;
  }

  Piece slice(int first, int end) {
    return new Piece(series, hidden, first, end, span);
  }
}
