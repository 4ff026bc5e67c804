package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.util.List;

/** Counts into several places at once, such as a metrics registry and the process's own totals. */
public class CompositeMetrics implements PipelineMetrics {
  private final List<PipelineMetrics> parts;

  /** Counts into all of {@code parts}. */
  public CompositeMetrics(PipelineMetrics... parts) {
    this.parts = List.of(parts);
  }

  @Override
  public void records(long count) {
    for (PipelineMetrics part : parts) {
      part.records(count);
    }
  }

  @Override
  public void windowed(long count) {
    for (PipelineMetrics part : parts) {
      part.windowed(count);
    }
  }

  @Override
  public void late(long count) {
    for (PipelineMetrics part : parts) {
      part.late(count);
    }
  }

  @Override
  public void recordsDeadLettered(DeadLetterReason reason, long count) {
    for (PipelineMetrics part : parts) {
      part.recordsDeadLettered(reason, count);
    }
  }

  @Override
  public void windowsClosed(long count) {
    for (PipelineMetrics part : parts) {
      part.windowsClosed(count);
    }
  }

  @Override
  public void forecasts(long count) {
    for (PipelineMetrics part : parts) {
      part.forecasts(count);
    }
  }

  @Override
  public void windowsDeadLettered(DeadLetterReason reason, long count) {
    for (PipelineMetrics part : parts) {
      part.windowsDeadLettered(reason, count);
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
  public void alerts(Alert.Type type, Alert.Severity severity, Alert.Status status, long count) {
    for (PipelineMetrics part : parts) {
      part.alerts(type, severity, status, count);
    }
  }

  @Override
  public void keysCreated(long count) {
    for (PipelineMetrics part : parts) {
      part.keysCreated(count);
    }
  }

  @Override
  public void keysExpired(long count) {
    for (PipelineMetrics part : parts) {
      part.keysExpired(count);
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
  public void sourceTime(int partition, long time) {
    for (PipelineMetrics part : parts) {
      part.sourceTime(partition, time);
    }
  }

  @Override
  public void clocksAhead(long count) {
    for (PipelineMetrics part : parts) {
      part.clocksAhead(count);
    }
  }

  @Override
  public void timeHeldBy(int partition, int source) {
    for (PipelineMetrics part : parts) {
      part.timeHeldBy(partition, source);
    }
  }

  @Override
  public void sourceReleased(int partition) {
    for (PipelineMetrics part : parts) {
      part.sourceReleased(partition);
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
