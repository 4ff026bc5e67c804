package io.sluice.live;

import io.sluice.output.Alert;
import io.sluice.output.EventForecast;
import io.sluice.output.Forecast;

/**
 * Is told what a pipeline has to say, by its stream threads, before it is committed: what is undone
 * is told again. It must be quick, and must not throw.
 */
public interface LiveFeed {
  /** Nobody looks. */
  LiveFeed NONE =
      new LiveFeed() {
        @Override
        public void window(int partition, Forecast forecast, boolean isFiring, LiveStep step) {}

        @Override
        public void events(int partition, EventForecast forecast, boolean isFiring) {}

        @Override
        public void alert(Alert alert) {}

        @Override
        public void released(int partition) {}
      };

  /**
   * A window of a series was closed.
   *
   * @param partition of the task that has the series
   * @param isFiring whether an alert of the series is
   * @param step how the forecast was made
   */
  void window(int partition, Forecast forecast, boolean isFiring, LiveStep step);

  /**
   * The same of a series whose events are tokens.
   *
   * @param partition of the task that has the series
   * @param isFiring whether an alert of the series is
   */
  void events(int partition, EventForecast forecast, boolean isFiring);

  /** An alert fires, is of another type, or is resolved. */
  void alert(Alert alert);

  /** The series of a partition are another instance's to say from now on. */
  void released(int partition);
}
