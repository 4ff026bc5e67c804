package io.sluice.metrics;

import io.sluice.event.DeadLetterReason;
import io.sluice.output.Alert;
import java.util.HashMap;
import java.util.Map;

/**
 * Holds back what a stream thread counts until its transaction is committed, and drops it when that
 * is aborted: so that counters tell what readers of the topics see, whatever was undone and done
 * again. What a process had counted and not committed when it died is gone with it, as its results
 * are.
 *
 * <p>Each stream thread has one transaction, of all its tasks.
 */
public final class CommittedMetrics extends CompositeMetrics {
  private final PipelineMetrics parts;
  private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

  /** Counts into {@code parts} what is committed. */
  public CommittedMetrics(PipelineMetrics parts) {
    super(parts);
    this.parts = parts;
  }

  private record AlertKind(Alert.Type type, Alert.Severity severity, Alert.Status status) {}

  /** What a thread has counted since its last transaction. */
  private static final class Pending {
    long records;
    long windowed;
    long late;
    long windowsClosed;
    long forecasts;
    long keysCreated;
    long keysExpired;
    long clocksAhead;
    final Map<DeadLetterReason, Long> deadRecords = new HashMap<>();
    final Map<DeadLetterReason, Long> deadWindows = new HashMap<>();
    final Map<AlertKind, Long> alerts = new HashMap<>();

    void apply(PipelineMetrics to) {
      to.records(records);
      to.windowed(windowed);
      to.late(late);
      to.windowsClosed(windowsClosed);
      to.forecasts(forecasts);
      to.keysCreated(keysCreated);
      to.keysExpired(keysExpired);
      to.clocksAhead(clocksAhead);
      deadRecords.forEach(to::recordsDeadLettered);
      deadWindows.forEach(to::windowsDeadLettered);
      alerts.forEach(
          (kind, count) -> to.alerts(kind.type(), kind.severity(), kind.status(), count));
    }
  }

  /** The calling thread's transaction is committed. */
  public void committed() {
    Pending counted = pending.get();
    pending.remove();
    counted.apply(parts);
  }

  /** The calling thread's transaction is aborted, or its outcome will never be known. */
  public void aborted() {
    pending.remove();
  }

  @Override
  public void records(long count) {
    pending.get().records += count;
  }

  @Override
  public void windowed(long count) {
    pending.get().windowed += count;
  }

  @Override
  public void late(long count) {
    pending.get().late += count;
  }

  @Override
  public void recordsDeadLettered(DeadLetterReason reason, long count) {
    pending.get().deadRecords.merge(reason, count, Long::sum);
  }

  @Override
  public void windowsClosed(long count) {
    pending.get().windowsClosed += count;
  }

  @Override
  public void forecasts(long count) {
    pending.get().forecasts += count;
  }

  @Override
  public void windowsDeadLettered(DeadLetterReason reason, long count) {
    pending.get().deadWindows.merge(reason, count, Long::sum);
  }

  @Override
  public void alerts(Alert.Type type, Alert.Severity severity, Alert.Status status, long count) {
    pending.get().alerts.merge(new AlertKind(type, severity, status), count, Long::sum);
  }

  @Override
  public void keysCreated(long count) {
    pending.get().keysCreated += count;
  }

  @Override
  public void keysExpired(long count) {
    pending.get().keysExpired += count;
  }

  @Override
  public void clocksAhead(long count) {
    pending.get().clocksAhead += count;
  }
}
