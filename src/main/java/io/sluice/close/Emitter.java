package io.sluice.close;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.Event;
import io.sluice.event.TraceParent;
import io.sluice.live.LiveFeed;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.output.Alert;
import io.sluice.output.CloudEvents;
import io.sluice.output.DeadLetters;
import io.sluice.output.EventForecast;
import io.sluice.output.Forecast;
import io.sluice.output.LateEvents;
import io.sluice.output.Outgoing;
import io.sluice.output.PipelineInfo;
import io.sluice.output.SourceRange;
import io.sluice.window.WindowRow;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what a task has to say, with its headers, and counts it. */
public final class Emitter {
  private static final Logger LOG = LoggerFactory.getLogger(Emitter.class);

  private final Consumer<Record<Bytes, Outgoing>> sink;
  private final PipelineMetrics metrics;
  private final LiveFeed live;
  private final Windows windows;
  private final CloudEvents cloudEvents;
  private final DeadLetters deadLetters;
  private final LateEvents lateEvents;
  private final int keyLimit;
  private final DeadWindowLog deadWindowLog;

  /**
   * What a task of a pipeline sends with.
   *
   * @param sink takes the records, in order
   */
  public Emitter(Consumer<Record<Bytes, Outgoing>> sink, Pipeline pipeline) {
    PipelineInfo info = pipeline.info();
    this.sink = sink;
    this.metrics = pipeline.metrics();
    this.live = pipeline.live();
    this.windows = new Windows(pipeline.config().window());
    this.cloudEvents = new CloudEvents(info);
    this.deadLetters = new DeadLetters(info, pipeline.config().deadLetters());
    this.lateEvents = new LateEvents(info);
    this.keyLimit = pipeline.keyLimit();
    this.deadWindowLog = DeadWindowLog.of(pipeline.config().name());
  }

  /** The trace parent, here and below, is that of the event that it is about; null: none. */
  void forecast(Forecast forecast, long end, byte @Nullable [] trace) {
    send(forecast.key, forecast, end, cloudEvents.forecast(forecast), trace);
    metrics.forecasts(1);
  }

  /** What is said of events that are tokens. */
  public void events(EventForecast forecast, byte @Nullable [] trace) {
    send(forecast.key(), forecast, forecast.windowEnd(), cloudEvents.events(forecast), trace);
    metrics.forecasts(1);
  }

  /** Alerts that are about no event. */
  void alerts(List<Alert> alerts, long end) {
    for (Alert alert : alerts) {
      alert(alert, end, null);
    }
  }

  public void alert(Alert alert, long end, byte @Nullable [] trace) {
    send(alert.key(), alert, end, cloudEvents.alert(alert), trace);
    live.alert(alert);
    metrics.alert(alert.type(), alert.severity(), alert.status(), trace);
  }

  /** An event that came after its window had closed. */
  public void late(Bytes key, Event event, long end, long closedThrough, byte @Nullable [] trace) {
    LOG.debug(
        "event=late-record partition={} offset={} time={} closed-through={}",
        event.partition(),
        event.offset(),
        event.timestamp(),
        closedThrough);
    byte[] body = lateEvents.body(key, event, windows.startOf(end), end, closedThrough);
    send(key, new Outgoing.Late(body), event.timestamp(), lateEvents.headers(), trace);
  }

  /**
   * An event of a new key for which there is no room.
   *
   * @param recordTime timestamp of its source record, epoch ms
   */
  public void tooManyKeys(Bytes key, Event event, long recordTime, byte @Nullable [] trace) {
    LOG.debug(
        "event=key-refused partition={} offset={} limit={}",
        event.partition(),
        event.offset(),
        keyLimit);
    deadEvent(
        key,
        event,
        recordTime,
        DeadLetterReason.TOO_MANY_KEYS,
        "the key is new and the partition has its %d keys".formatted(keyLimit),
        trace);
  }

  /**
   * An event that cannot be taken into its window.
   *
   * @param recordTime timestamp of its source record, epoch ms
   */
  public void deadEvent(
      Bytes key,
      Event event,
      long recordTime,
      DeadLetterReason reason,
      String detail,
      byte @Nullable [] trace) {
    Record<Bytes, Outgoing> letter = deadLetters.event(key, event, recordTime, reason, detail);
    TraceParent.add(letter.headers(), trace);
    sink.accept(letter);
  }

  /** A closed window that could not be stepped. */
  void deadWindow(Closing closing, long end, DeadLetterReason reason, String detail) {
    List<SourceRange> sources = sources(closing.row);
    byte[] trace = closing.row.traceParent();
    deadWindow(closing.key, end, closing.observed, sources, reason, detail, trace);
  }

  /**
   * The same of a window of any kind.
   *
   * @param observed one value per target; none where events are tokens
   */
  public void deadWindow(
      Bytes key,
      long end,
      double[] observed,
      List<SourceRange> sources,
      DeadLetterReason reason,
      String detail,
      byte @Nullable [] trace) {
    deadWindowLog.add(key, end, reason, detail);
    byte[] body = deadLetters.windowBody(key, windows.startOf(end), end, observed, sources);
    Headers headers = deadLetters.windowHeaders(reason, detail, sources, end, body.length);
    send(key, new Outgoing.DeadLetter(body), end, headers, trace);
  }

  /** Logs at once what is still to be logged. */
  public void flushLog() {
    deadWindowLog.flush();
  }

  static List<SourceRange> sources(WindowRow row) {
    List<SourceRange> sources = new ArrayList<>(1);
    row.forEachSource(
        (partition, first, last) -> sources.add(new SourceRange(partition, first, last)));
    return sources;
  }

  private void send(
      Bytes key, Outgoing value, long time, Headers headers, byte @Nullable [] trace) {
    TraceParent.add(headers, trace);
    sink.accept(new Record<>(key, value, time, headers));
  }
}
