package io.sluice.evaluate;

import io.sluice.feature.FeatureEncoder;
import io.sluice.feature.WindowCalendar;
import io.sluice.window.Windows;
import java.util.HashMap;
import java.util.Map;

/**
 * The calendars of windows, each made once for all series. They depend on the window alone, as in
 * the service: the windows ahead are those in which the pipeline expects data. Not thread-safe.
 */
public final class Calendars {
  /** Beyond so many floats the calendars made so far are forgotten. */
  private static final int MAX_FLOATS = 1 << 24;

  private final FeatureEncoder encoder;
  private final Windows windows;
  private final int max;
  private final Map<Long, WindowCalendar> byStart = new HashMap<>();

  public Calendars(FeatureEncoder encoder, Windows windows) {
    this.encoder = encoder;
    this.windows = windows;
    this.max = MAX_FLOATS / encoder.layout().size();
  }

  /** The windows. */
  public Windows windows() {
    return windows;
  }

  /** That of the window which starts at a time, epoch ms. */
  public WindowCalendar of(long start) {
    if (byStart.size() > max) {
      byStart.clear();
    }
    return byStart.computeIfAbsent(start, this::make);
  }

  private WindowCalendar make(long start) {
    return encoder.calendar(windows, windows.endOf(start));
  }
}
