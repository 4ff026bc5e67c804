package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.util.List;

/** Counts into several places at once, such as a metrics registry and the process's own totals. */
public final class CompositeMetrics implements PipelineMetrics {
  private final List<PipelineMetrics> parts;

  public CompositeMetrics(PipelineMetrics... parts) {
    this.parts = List.of(parts);
  }

  @Override
  public void record() {
    for (PipelineMetrics part : parts) {
      part.record();
    }
  }

  @Override
  public void windowed() {
    for (PipelineMetrics part : parts) {
      part.windowed();
    }
  }

  @Override
  public void late() {
    for (PipelineMetrics part : parts) {
      part.late();
    }
  }

  @Override
  public void recordDeadLettered(DeadLetterReason reason) {
    for (PipelineMetrics part : parts) {
      part.recordDeadLettered(reason);
    }
  }

  @Override
  public void windowsClosed(int count) {
    for (PipelineMetrics part : parts) {
      part.windowsClosed(count);
    }
  }

  @Override
  public void forecasts(int count) {
    for (PipelineMetrics part : parts) {
      part.forecasts(count);
    }
  }

  @Override
  public void windowDeadLettered(DeadLetterReason reason) {
    for (PipelineMetrics part : parts) {
      part.windowDeadLettered(reason);
    }
  }

  @Override
  public void inference(int rows, long nanos) {
    for (PipelineMetrics part : parts) {
      part.inference(rows, nanos);
    }
  }

  @Override
  public void scored(int target, boolean covered80, double absoluteError) {
    for (PipelineMetrics part : parts) {
      part.scored(target, covered80, absoluteError);
    }
  }

  @Override
  public void alert(Alert.Type type, Alert.Severity severity, Alert.Status status) {
    for (PipelineMetrics part : parts) {
      part.alert(type, severity, status);
    }
  }

  @Override
  public void keyCreated() {
    for (PipelineMetrics part : parts) {
      part.keyCreated();
    }
  }

  @Override
  public void keyExpired() {
    for (PipelineMetrics part : parts) {
      part.keyExpired();
    }
  }

  @Override
  public void modelSwitched() {
    for (PipelineMetrics part : parts) {
      part.modelSwitched();
    }
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drainedThrough) {
    for (PipelineMetrics part : parts) {
      part.progress(partition, streamTime, closedThrough, drainedThrough);
    }
  }

  @Override
  public void watched(WatchedWindow window) {
    for (PipelineMetrics part : parts) {
      part.watched(window);
    }
  }

  @Override
  public void unwatched(String key) {
    for (PipelineMetrics part : parts) {
      part.unwatched(key);
    }
  }

  @Override
  public void released(int partition) {
    for (PipelineMetrics part : parts) {
      part.released(partition);
    }
  }
}
