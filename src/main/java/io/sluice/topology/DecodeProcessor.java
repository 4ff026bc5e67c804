package io.sluice.topology;

import io.sluice.close.Pipeline;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.Event;
import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.event.TraceParent;
import io.sluice.event.Watermark;
import io.sluice.event.decode.EventDecoder;
import io.sluice.event.decode.time.EpochUnit;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.output.DeadLetters;
import io.sluice.output.Outgoing;
import io.sluice.time.SilenceClock;
import io.sluice.window.Windows;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Source record in, {@link Signal} keyed by series or {@link Outgoing.DeadLetter} out. Each event
 * says how far its source partition has come in time, and those who get no event are informed: see
 * {@link SourceReader}.
 *
 * <p>An event that is dated too far ahead of the wall clock ends here.
 */
final class DecodeProcessor extends ContextualProcessor<byte[], byte[], Bytes, Received> {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeProcessor.class);
  private static final Bytes NO_KEY = Bytes.wrap(Bytes.EMPTY);

  /** So many records without a value, one after the other, are no accident. */
  private static final int MANY_EMPTY = 100;

  private final Pipeline pipeline;
  private final EventDecoder decoder;
  private final DeadLetters deadLetters;
  private final Windows windows;
  private final PipelineMetrics metrics;
  private final ClockLog log;
  private int emptyInARow;

  // Set by init, as Kafka Streams has it.
  private @Nullable SourceReader source;
  private @Nullable Cancellable ticker;
  private @Nullable PromptCommit commit;

  DecodeProcessor(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.decoder = new EventDecoder(pipeline.config());
    this.deadLetters = new DeadLetters(pipeline.info(), pipeline.config().deadLetters());
    this.windows = new Windows(pipeline.config().window());
    this.metrics = pipeline.metrics();
    this.log = new ClockLog(pipeline.config());
  }

  @Override
  public void init(ProcessorContext<Bytes, Received> context) {
    super.init(context);
    SourceReader started =
        new SourceReader(
            pipeline,
            windows,
            context.taskId().partition(),
            context.getStateStore(Stores.SOURCE_CLOCK),
            context.currentSystemTimeMs());
    source = started;
    if (pipeline.isRepartitioned()) {
      commit = new PromptCommit(context, pipeline.partitions());
    }
    if (pipeline.config().window().isIdleOn()) {
      ticker =
          context.schedule(
              SilenceClock.tickOf(pipeline.config().window().idle()),
              PunctuationType.WALL_CLOCK_TIME,
              now -> tick(started, now));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    SourceReader current = source();
    RecordMetadata origin = context().recordMetadata().orElseThrow();
    current.read(origin.offset());
    Decoded decoded =
        decoder.decode(
            record.key(),
            record.value(),
            record.headers(),
            record.timestamp(),
            origin.partition(),
            origin.offset());
    EpochUnit likely = decoder.likelyUnit();
    if (likely != null) {
      metrics.unitsDoubtful(1);
      log.doubtful(origin.partition(), origin.offset(), likely);
    }
    if (decoded instanceof Decoded.Batch batch) {
      for (Decoded.Element element : batch.elements()) {
        process(current, record.withValue(element.json().get()), origin, element.decoded());
      }
    } else {
      process(current, record, origin, decoded);
    }
  }

  /** Takes a record, or one of the events in it, with its own part of the value. */
  private void process(
      SourceReader current, Record<byte[], byte[]> record, RecordMetadata origin, Decoded decoded) {
    Decoded judged = judged(decoded);
    if (judged instanceof Decoded.Invalid invalid) {
      reject(current, record, origin, invalid);
    } else if (judged instanceof Decoded.Valid valid) {
      take(current, record, origin, valid);
    } else if (judged instanceof Decoded.Empty empty) {
      pass(current, record, origin, empty);
    }
  }

  private void take(
      SourceReader current,
      Record<byte[], byte[]> record,
      RecordMetadata origin,
      Decoded.Valid valid) {
    if (valid.signal() instanceof Event event) {
      valid.unusable().forEach(field -> metrics.unusable(field.index(), field.reason(), 1));
      take(current, record, origin, valid.key(), event);
    } else if (current.promise(valid.signal().sourceTime())) {
      metrics.sourceTime(current.partition(), current.time());
      tell(watermark(current), NO_KEY, record.timestamp());
      commitSoon(origin);
    }
  }

  /** Windows wait for it, unless so much is to be read that they had better come in bulk. */
  private void commitSoon(RecordMetadata origin) {
    if (commit != null
        && pipeline.reading().keepsUp(new TopicPartition(origin.topic(), origin.partition()))) {
      commit.request();
    }
  }

  private void take(
      SourceReader current,
      Record<byte[], byte[]> record,
      RecordMetadata origin,
      Bytes key,
      Event event) {
    metrics.records(1);
    emptyInARow = 0;
    if (observe(current, origin, key, event.timestamp()) && pipeline.tellsOthers()) {
      tell(watermark(current), key, record.timestamp());
    }
    // No other header: nobody reads them, and they may be larger than a record may become.
    Headers headers = new RecordHeaders();
    TraceParent.add(headers, TraceParent.of(record.headers()));
    Received received = new Received.Accepted(event.at(current.time()));
    context().forward(new Record<>(key, received, record.timestamp(), headers));
  }

  /** The windows of its key hear nothing of it, but what it says of time. */
  private void pass(
      SourceReader current,
      Record<byte[], byte[]> record,
      RecordMetadata origin,
      Decoded.Empty empty) {
    metrics.records(1);
    metrics.empty(1);
    if (++emptyInARow == MANY_EMPTY) {
      LOG.warn(
          "event=records-without-a-value pipeline={} partition={} offset={} count={} detail=\"no"
              + " target's field is in them: are the fields of targets called so?\"",
          pipeline.config().name(),
          origin.partition(),
          origin.offset(),
          MANY_EMPTY);
    }
    if (!empty.isDated()) {
      current.rejected();
    } else if (observe(current, origin, empty.key(), empty.timestamp())) {
      tell(watermark(current), NO_KEY, record.timestamp());
    }
  }

  /** Whether time has moved to where it closes windows. */
  private boolean observe(SourceReader current, RecordMetadata origin, Bytes key, long timestamp) {
    boolean closes = current.observe(key, timestamp);
    if (closes) {
      metrics.sourceTime(current.partition(), current.time());
      commitSoon(origin);
    } else if (current.isFarAhead(timestamp)) {
      metrics.clocksAhead(1);
      log.ahead(key, origin, timestamp, current.time());
    }
    return closes;
  }

  private static Watermark watermark(SourceReader current) {
    return new Watermark(current.partition(), current.time());
  }

  /** To all window tasks, but for that of the key, which learns it from the key's event. */
  private void tell(Signal signal, Bytes key, long timestamp) {
    context().forward(new Record<>(key, new Received.Accepted(signal), timestamp));
  }

  private void tick(SourceReader current, long now) {
    Lull lull = current.tick(now);
    metrics.sourceTime(current.partition(), current.time());
    if (lull != null) {
      tell(lull, NO_KEY, Math.max(0, context().currentStreamTimeMs()));
    }
  }

  /** What was decoded, unless it is dated too far ahead of the wall clock. */
  private Decoded judged(Decoded decoded) {
    long time = timeOf(decoded);
    long ahead = time - pipeline.wallClock().millis();
    return ahead <= pipeline.config().window().maxFuture().toMillis()
        ? decoded
        : new Decoded.Invalid(
            DeadLetterReason.TIMESTAMP_IN_FUTURE,
            "dated " + time + ", " + ahead + " ms ahead of the wall clock");
  }

  private static long timeOf(Decoded decoded) {
    if (decoded instanceof Decoded.Valid valid) {
      return valid.signal() instanceof Event event
          ? event.timestamp()
          : valid.signal().sourceTime();
    }
    return decoded instanceof Decoded.Empty empty ? empty.timestamp() : Signal.NO_TIME;
  }

  private void reject(
      SourceReader current,
      Record<byte[], byte[]> record,
      RecordMetadata origin,
      Decoded.Invalid invalid) {
    current.rejected();
    metrics.records(1);
    metrics.recordsDeadLettered(invalid.reason(), 1);
    LOG.debug(
        "event=record-rejected reason={} topic={} partition={} offset={} detail=\"{}\"",
        invalid.reason().label(),
        origin.topic(),
        origin.partition(),
        origin.offset(),
        invalid.detail());
    if (invalid.reason() == DeadLetterReason.TIMESTAMP_IN_FUTURE) {
      log.inFuture(origin.partition(), origin.offset(), invalid.detail());
    }
    Record<Bytes, Outgoing> letter = deadLetters.record(record, origin, invalid);
    context().forward(letter.withValue(new Received.Rejected(letter.value())));
  }

  private SourceReader source() {
    if (source == null) {
      throw new IllegalStateException("process before init");
    }
    return source;
  }

  /** Nothing is written here: the transaction decides what counts. */
  @Override
  public void close() {
    if (ticker != null) {
      ticker.cancel();
      ticker = null;
    }
    if (commit != null) {
      commit.close();
      commit = null;
    }
    if (source != null) {
      source.release();
      metrics.sourceReleased(source.partition());
      source = null;
    }
  }
}
