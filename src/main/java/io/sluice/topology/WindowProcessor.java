package io.sluice.topology;

import io.sluice.close.CloseStage;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.TraceParent;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.output.Outgoing;
import io.sluice.time.SourceTimes;
import io.sluice.window.Windows;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Events in, forecasts and alerts out. An event goes into its open window; when the time of all
 * source partitions has passed a window boundary, all windows that this closes are drained through
 * {@link CloseStage} at once, in large batches. What a drain does not finish in its time stays in
 * the store, which is a durable queue, and a punctuator that exists only for as long goes on with
 * it.
 *
 * <p>Event time decides all results. The wall clock decides two things only: how long one drain may
 * take, and when a silent source partition is passed over. No result depends on the first, except
 * for which new keys are refused while a drain is pending: the room that its expiring keys make is
 * not there before they expire.
 */
final class WindowProcessor extends ContextualProcessor<Bytes, Signal, Bytes, Outgoing> {

  /** The longest that one drain keeps the stream thread from polling and committing. */
  private static final long DRAIN_BUDGET_NANOS = 250_000_000L;

  /** How soon an unfinished drain goes on. */
  private static final Duration DRAIN_EVERY = Duration.ofMillis(10);

  private final Pipeline pipeline;
  private final PipelineConfig config;
  private final PipelineMetrics metrics;
  private final Windows windows;
  private final ClockLog log;

  // Set by init, as Kafka Streams has it.
  private @Nullable WindowTask task;

  WindowProcessor(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.config = pipeline.config();
    this.metrics = pipeline.metrics();
    this.windows = new Windows(config.window());
    this.log = new ClockLog(config);
  }

  @Override
  public void init(ProcessorContext<Bytes, Outgoing> context) {
    super.init(context);
    WindowTask started = new WindowTask(pipeline, windows, context);
    task = started;
    if (started.clock.hasBacklog()) {
      drainLater(started);
    }
    // What was to be closed when the last task ended may have waited for the broker's answer.
    advanceLater(started);
  }

  @Override
  public void process(Record<Bytes, Signal> record) {
    WindowTask current = task();
    Signal signal = record.value();
    if (signal instanceof Event event) {
      current.work.add(
          record.key(),
          event,
          current.clock.closedThrough(),
          record.timestamp(),
          TraceParent.of(record.headers()));
    }
    if (current.times.hear(signal, current.context.currentSystemTimeMs())) {
      advance(current);
    }
  }

  /** Goes on to where all source partitions have come. */
  private void advance(WindowTask current) {
    long now = current.context.currentSystemTimeMs();
    long time = current.times.merge(now, current.clock.closedThrough());
    while (current.clock.advance(time)) {
      if (current.clock.close(windows.closedThrough(time)) && current.drainer == null) {
        current.serveWanted();
        drain(current);
      }
      time = current.times.merge(now, current.clock.closedThrough());
    }
    tellHolder(current);
    if (time == SourceTimes.WAITING) {
      advanceLater(current);
    }
  }

  private void advanceLater(WindowTask current) {
    if (current.waiter == null) {
      current.waiter =
          current.context.schedule(
              DRAIN_EVERY,
              PunctuationType.WALL_CLOCK_TIME,
              now -> {
                if (current.waiter != null) {
                  current.waiter.cancel();
                  current.waiter = null;
                }
                advance(current);
              });
    }
  }

  private void tellHolder(WindowTask current) {
    int holder = current.times.holder();
    metrics.timeHeldBy(current.partition, holder);
    if (current.times.behind() > windows.size() + windows.grace()) {
      log.held(current.partition, holder, current.times.behind());
    }
  }

  /** Closes due windows until none is left or the time is up. */
  private void drain(WindowTask current) {
    long deadline = System.nanoTime() + DRAIN_BUDGET_NANOS;
    boolean more = true;
    while (more && System.nanoTime() < deadline) {
      current.leaveGivenUp();
      more = current.work.closeNext(current.clock.closedThrough());
    }
    current.drained();
    if (more) {
      drainLater(current);
    } else {
      if (current.drainer != null) {
        current.drainer.cancel();
        current.drainer = null;
      }
      current.commitSoon();
    }
    report(current);
  }

  private void report(WindowTask current) {
    metrics.progress(
        current.partition,
        current.clock.streamTime(),
        current.clock.closedThrough(),
        current.clock.drainedThrough());
  }

  private void drainLater(WindowTask current) {
    if (current.drainer == null) {
      current.drainer =
          current.context.schedule(
              DRAIN_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> drain(current));
    }
  }

  private WindowTask task() {
    if (task == null) {
      throw new IllegalStateException("process before init");
    }
    return task;
  }

  @Override
  public void close() {
    if (task != null) {
      task.release();
      task = null;
    }
  }
}
