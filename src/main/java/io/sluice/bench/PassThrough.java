package io.sluice.bench;

import io.sluice.config.PipelineConfig;
import io.sluice.event.Decoded;
import io.sluice.event.Signal;
import io.sluice.event.SignalSerde;
import io.sluice.event.decode.EventDecoder;
import io.sluice.schema.Schema;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The least that Kafka Streams can do with a pipeline's records: read and decode every record and
 * write every event.
 */
final class PassThrough {
  private PassThrough() {}

  /** The graph; events go to {@code sink} in the pipeline's own binary form. */
  static Topology of(PipelineConfig pipeline, String sink) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(pipeline.source().topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(() -> new Decode(new EventDecoder(pipeline)))
        .to(
            sink,
            Produced.with(
                Serdes.Bytes(),
                new SignalSerde(Schema.of(pipeline.targets()), pipeline.covariates().known())));
    return builder.build();
  }

  /** Decodes as the pipeline does; a benchmark's records are all valid. */
  private static final class Decode extends ContextualProcessor<byte[], byte[], Bytes, Signal> {
    private final EventDecoder decoder;

    Decode(EventDecoder decoder) {
      this.decoder = decoder;
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
      if (decoded instanceof Decoded.Valid valid) {
        context().forward(record.withKey(valid.key()).withValue(valid.signal()));
      }
    }
  }
}
