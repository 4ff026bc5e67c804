package io.sluice.topology;

import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import io.sluice.event.EventDecoder;
import io.sluice.event.Signal;
import io.sluice.event.TraceParent;
import io.sluice.event.Watermark;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.output.DeadLetters;
import io.sluice.output.Outgoing;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Source record in, {@link Signal} keyed by series or {@link Outgoing.DeadLetter} out. One bad
 * clock must not close everybody's windows, so an event that is dated too far ahead of the wall
 * clock ends here.
 */
final class DecodeProcessor extends ContextualProcessor<byte[], byte[], Bytes, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(DecodeProcessor.class);

  private final EventDecoder decoder;
  private final DeadLetters deadLetters;
  private final long maxFuture;
  private final PipelineMetrics metrics;

  DecodeProcessor(
      EventDecoder decoder, DeadLetters deadLetters, Duration maxFuture, PipelineMetrics metrics) {
    this.decoder = decoder;
    this.deadLetters = deadLetters;
    this.maxFuture = maxFuture.toMillis();
    this.metrics = metrics;
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata origin = context().recordMetadata().orElseThrow();
    Decoded decoded =
        decoder.decode(
            record.key(),
            record.value(),
            record.headers(),
            record.timestamp(),
            origin.partition(),
            origin.offset());
    if (decoded instanceof Decoded.Invalid invalid) {
      reject(record, origin, invalid);
    } else if (decoded instanceof Decoded.Valid valid) {
      long ahead = valid.signal().timestamp() - context().currentSystemTimeMs();
      if (ahead > maxFuture) {
        reject(record, origin, tooFarAhead(valid.signal(), ahead));
      } else {
        count(valid.signal());
        // No other header: nobody reads them, and they may be larger than a record may become.
        Headers headers = new RecordHeaders();
        TraceParent.add(headers, TraceParent.of(record.headers()));
        context().forward(new Record<>(valid.key(), valid.signal(), record.timestamp(), headers));
      }
    }
  }

  /** A watermark that is taken is no record: nothing becomes of it that would be counted. */
  private void count(Signal signal) {
    if (!(signal instanceof Watermark)) {
      metrics.record();
    }
  }

  private Decoded.Invalid tooFarAhead(Signal signal, long ahead) {
    return new Decoded.Invalid(
        DeadLetterReason.TIMESTAMP_IN_FUTURE,
        "dated " + signal.timestamp() + ", " + ahead + " ms ahead of the wall clock");
  }

  private void reject(
      Record<byte[], byte[]> record, RecordMetadata origin, Decoded.Invalid invalid) {
    metrics.record();
    metrics.recordDeadLettered(invalid.reason());
    LOG.debug(
        "event=record-rejected reason={} topic={} partition={} offset={} detail=\"{}\"",
        invalid.reason().label(),
        origin.topic(),
        origin.partition(),
        origin.offset(),
        invalid.detail());
    context().forward(deadLetters.record(record, origin, invalid));
  }
}
