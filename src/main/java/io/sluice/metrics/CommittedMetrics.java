package io.sluice.metrics;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what a stream thread counts until its transaction is committed, and drops it when that
 * is aborted: so that counters tell what readers of the topics see, whatever was undone and done
 * again. What a process had counted and not committed when it died is gone with it, as its results
 * are.
 *
 * <p>Each stream thread has one transaction, of all its tasks.
 */
public final class CommittedMetrics extends PipelineMetrics {
  private final PipelineMetrics metrics;

  private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

  /** What a thread has counted since its last transaction, by slot, and the newest trace of it. */
  private static final class Pending {
    final long[] counts = new long[Counted.ALL.size()];
    final Map<Counted, byte[]> traces = new HashMap<>();
  }

  /** Counts into {@code metrics} what is committed. */
  public CommittedMetrics(PipelineMetrics metrics) {
    this.metrics = metrics;
  }

  /** The calling thread's transaction is committed. */
  public void committed() {
    Pending committed = pending.get();
    pending.remove();
    for (Counted what : Counted.ALL) {
      metrics.add(what, committed.counts[what.slot], committed.traces.get(what));
    }
  }

  /** The calling thread's transaction is aborted, or its outcome will never be known. */
  public void aborted() {
    pending.remove();
  }

  @Override
  void add(Counted what, long count) {
    pending.get().counts[what.slot] += count;
  }

  @Override
  void add(Counted what, long count, byte @Nullable [] trace) {
    add(what, count);
    if (trace != null) {
      pending.get().traces.put(what, trace);
    }
  }

  @Override
  public void modelSwitched() {
    metrics.modelSwitched();
  }

  @Override
  public void inference(int rows, long nanos, byte @Nullable [] trace) {
    metrics.inference(rows, nanos, trace);
  }

  @Override
  public void scored(int target, boolean covered80, double absoluteError) {
    metrics.scored(target, covered80, absoluteError);
  }

  @Override
  public void progress(int partition, long streamTime, long closedThrough, long drainedThrough) {
    metrics.progress(partition, streamTime, closedThrough, drainedThrough);
  }

  @Override
  public void sourceTime(int partition, long time) {
    metrics.sourceTime(partition, time);
  }

  @Override
  public void timeHeldBy(int partition, int source) {
    metrics.timeHeldBy(partition, source);
  }

  @Override
  public void sourceReleased(int partition) {
    metrics.sourceReleased(partition);
  }

  @Override
  public void watched(WatchedWindow window) {
    metrics.watched(window);
  }

  @Override
  public void unwatched(String key) {
    metrics.unwatched(key);
  }

  @Override
  public void released(int partition) {
    metrics.released(partition);
  }
}
