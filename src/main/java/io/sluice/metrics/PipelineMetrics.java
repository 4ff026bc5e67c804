package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;

/**
 * What a pipeline counts. Two identities hold at rest:
 *
 * <pre>
 * records        = windowed + late + deadLettered(record)
 * windows closed = forecasts + deadLettered(window)
 * </pre>
 *
 * <p>Called by many stream threads. What takes a count is of a transaction: see {@link
 * CommittedMetrics}. The rest is of processing: work that is undone and repeated is counted twice.
 * No key may become a label but those few that are watched.
 */
public interface PipelineMetrics {
  /** Source records that are no watermarks were read. */
  void records(long count);

  /** An event was added to its open window. */
  void windowed(long count);

  /** An event came after its window had closed. */
  void late(long count);

  /** A source record went to the dead-letter topic. */
  void recordsDeadLettered(DeadLetterReason reason, long count);

  /** {@code count} windows (of that many keys) were taken from the store because they are due. */
  void windowsClosed(long count);

  /** {@code count} forecasts were sent. */
  void forecasts(long count);

  /** A closed window went to the dead-letter topic. */
  void windowsDeadLettered(DeadLetterReason reason, long count);

  /** One ONNX run stepped {@code rows} rows in {@code nanos} nanoseconds. */
  void inference(int rows, long nanos);

  /**
   * One observed value was compared with the forecast made one window before.
   *
   * @param target index of the target
   * @param covered80 whether it lay between the 0.1 and the 0.9 quantile
   * @param absoluteError distance from the median in the scaler's unit
   */
  void scored(int target, boolean covered80, double absoluteError);

  /** An alert record was sent. */
  void alerts(Alert.Type type, Alert.Severity severity, Alert.Status status, long count);

  /** A key was seen for the first time. */
  void keysCreated(long count);

  /** A key's state was dropped after the time to live. */
  void keysExpired(long count);

  /** A task went over to another model. */
  void modelSwitched();

  /**
   * A task closed windows.
   *
   * @param partition the task's partition
   * @param streamTime the partition's stream time, epoch ms
   * @param closedThrough end of the newest window that is closed to events, epoch ms
   * @param drainedThrough end of the newest window up to which every closed window was processed;
   *     equal to {@code closedThrough} when nothing is waiting
   */
  void progress(int partition, long streamTime, long closedThrough, long drainedThrough);

  /**
   * A source partition has come further in time.
   *
   * @param partition the source partition
   * @param time its event time, epoch ms; negative: it has none yet
   */
  void sourceTime(int partition, long time);

  /** An event is so far ahead that windows wait for another key before they close. */
  void clocksAhead(long count);

  /**
   * A task has looked who holds its time.
   *
   * @param partition the task's partition
   * @param source the source partition that is last of those that count; negative: nobody
   */
  void timeHeldBy(int partition, int source);

  /** The task that reads a source partition was given up. */
  void sourceReleased(int partition);

  /** A window of a watched key was stepped. */
  void watched(WatchedWindow window);

  /** Nothing is expected of a watched key any more, until it has another event. */
  void unwatched(String key);

  /** The partition's task was given up: what is shown of it now is another instance's to say. */
  void released(int partition);

  /** Counts nothing. */
  PipelineMetrics NONE =
      new PipelineMetrics() {
        @Override
        public void records(long count) {}

        @Override
        public void windowed(long count) {}

        @Override
        public void late(long count) {}

        @Override
        public void recordsDeadLettered(DeadLetterReason reason, long count) {}

        @Override
        public void windowsClosed(long count) {}

        @Override
        public void forecasts(long count) {}

        @Override
        public void windowsDeadLettered(DeadLetterReason reason, long count) {}

        @Override
        public void inference(int rows, long nanos) {}

        @Override
        public void scored(int target, boolean covered80, double absoluteError) {}

        @Override
        public void alerts(
            Alert.Type type, Alert.Severity severity, Alert.Status status, long count) {}

        @Override
        public void keysCreated(long count) {}

        @Override
        public void keysExpired(long count) {}

        @Override
        public void modelSwitched() {}

        @Override
        public void progress(
            int partition, long streamTime, long closedThrough, long drainedThrough) {}

        @Override
        public void sourceTime(int partition, long time) {}

        @Override
        public void clocksAhead(long count) {}

        @Override
        public void timeHeldBy(int partition, int source) {}

        @Override
        public void sourceReleased(int partition) {}

        @Override
        public void watched(WatchedWindow window) {}

        @Override
        public void unwatched(String key) {}

        @Override
        public void released(int partition) {}
      };
}
