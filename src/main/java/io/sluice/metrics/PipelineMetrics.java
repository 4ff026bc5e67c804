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
 * <p>Called by many stream threads. Counts are of processing: work that a crash undoes and Kafka
 * Streams repeats is counted twice. No key may become a label but those few that are watched.
 */
public interface PipelineMetrics {
  /** A source record that is no watermark was read. */
  void record();

  /** An event was added to its open window. */
  void windowed();

  /** An event came after its window had closed. */
  void late();

  /** A source record went to the dead-letter topic. */
  void recordDeadLettered(DeadLetterReason reason);

  /** {@code count} windows (of that many keys) were taken from the store because they are due. */
  void windowsClosed(int count);

  /** {@code count} forecasts were sent. */
  void forecasts(int count);

  /** A closed window went to the dead-letter topic. */
  void windowDeadLettered(DeadLetterReason reason);

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
  void alert(Alert.Type type, Alert.Severity severity, Alert.Status status);

  /** A key was seen for the first time. */
  void keyCreated();

  /** A key's state was dropped after the time to live. */
  void keyExpired();

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
        public void record() {}

        @Override
        public void windowed() {}

        @Override
        public void late() {}

        @Override
        public void recordDeadLettered(DeadLetterReason reason) {}

        @Override
        public void windowsClosed(int count) {}

        @Override
        public void forecasts(int count) {}

        @Override
        public void windowDeadLettered(DeadLetterReason reason) {}

        @Override
        public void inference(int rows, long nanos) {}

        @Override
        public void scored(int target, boolean covered80, double absoluteError) {}

        @Override
        public void alert(Alert.Type type, Alert.Severity severity, Alert.Status status) {}

        @Override
        public void keyCreated() {}

        @Override
        public void keyExpired() {}

        @Override
        public void modelSwitched() {}

        @Override
        public void progress(
            int partition, long streamTime, long closedThrough, long drainedThrough) {}

        @Override
        public void watched(WatchedWindow window) {}

        @Override
        public void unwatched(String key) {}

        @Override
        public void released(int partition) {}
      };
}
