package io.sluice.feature;

/**
 * What the calendar says of one window and of those after it: the columns of {@code x} that are the
 * same for all keys, so that they are made once for all that close together.
 */
public final class WindowCalendar {
  final float[] columns;

  WindowCalendar(float[] columns) {
    this.columns = columns;
  }
}
