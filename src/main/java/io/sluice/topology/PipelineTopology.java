package io.sluice.topology;

import io.sluice.close.CloseStage;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.event.Event;
import io.sluice.event.Signal;
import io.sluice.event.SignalSerde;
import io.sluice.output.Outgoing;
import io.sluice.output.OutgoingSerializer;
import io.sluice.schema.Schema;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The whole graph of a pipeline.
 *
 * <pre>
 * source ─► decode ─┬─► (repartition by series key) ─► window ─► forecasts, alerts, late, dead letters
 *                   └─► dead letters
 * </pre>
 *
 * <p>{@code window} is where windows are kept, closed, stepped, scored and alerted on: see {@link
 * WindowProcessor} and {@link CloseStage}. The names of nodes and stores are part of the names of
 * internal topics: a change would orphan them.
 */
public final class PipelineTopology {
  /** The part of the repartition topic's name between the application id and its suffix. */
  static final String REPARTITION = "events";

  private final Pipeline pipeline;
  private final PipelineConfig config;
  private final Serde<Outgoing> outgoing;

  private PipelineTopology(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.config = pipeline.config();
    this.outgoing =
        Serdes.serdeFrom(
            new OutgoingSerializer(pipeline.info()),
            (topic, bytes) -> {
              throw new UnsupportedOperationException("outgoing records are not read back");
            });
  }

  /**
   * The graph of a pipeline.
   *
   * @param reset where the source topic is read from that nothing was committed of
   * @throws IllegalArgumentException when the model needs other targets, or fields that the
   *     pipeline does not know in advance
   */
  public static Topology of(Pipeline pipeline, AutoOffsetReset reset) {
    Pipeline.check(pipeline.config(), pipeline.shelf().wanted());
    return new PipelineTopology(pipeline).draw(reset);
  }

  private Topology draw(AutoOffsetReset reset) {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<Bytes, Received> received =
        builder.stream(
                config.source().topic(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withOffsetResetPolicy(reset)
                    .withTimestampExtractor((record, time) -> Math.max(0, record.timestamp()))
                    .withName("source"))
            .process(new DecodeStage(), Named.as("decode"));
    publish(
        received
            .filter((key, value) -> value instanceof Received.Rejected, Named.as("rejected"))
            .mapValues(value -> ((Received.Rejected) value).letter(), Named.as("dead-letter")),
        "rejected-sink");
    KStream<Bytes, Signal> signals =
        received
            .filter((key, value) -> value instanceof Received.Accepted, Named.as("accepted"))
            .mapValues(value -> ((Received.Accepted) value).signal(), Named.as("signal"));
    publish(byKey(signals).process(new WindowStage(), Named.as("window")), "sink");
    return builder.build();
  }

  private KStream<Bytes, Signal> byKey(KStream<Bytes, Signal> signals) {
    if (config.source().keyed()) {
      return signals;
    }
    return signals.repartition(
        Repartitioned.with(Serdes.Bytes(), signals())
            .withName(REPARTITION)
            .withStreamPartitioner(PipelineTopology::partitions));
  }

  private SignalSerde signals() {
    return new SignalSerde(Schema.of(config.targets()), config.covariates().known());
  }

  /**
   * Events by their key, as the default partitioner does. News of a source partition's time to
   * everybody, but for the task of the event that it precedes, whose key it has.
   */
  static Optional<Set<Integer>> partitions(String topic, Bytes key, Signal signal, int count) {
    if (signal instanceof Event) {
      return Optional.empty();
    }
    byte[] series = key.get();
    int told = series.length == 0 ? -1 : Utils.toPositive(Utils.murmur2(series)) % count;
    return Optional.of(
        IntStream.range(0, count)
            .filter(partition -> partition != told)
            .boxed()
            .collect(Collectors.toUnmodifiableSet()));
  }

  private void publish(KStream<Bytes, Outgoing> stream, String name) {
    stream.to(
        (key, value, context) -> value.topic(config.topics()),
        Produced.with(Serdes.Bytes(), outgoing).withName(name));
  }

  /** The decoder with the store that it owns. */
  private final class DecodeStage implements ProcessorSupplier<byte[], byte[], Bytes, Received> {
    @Override
    public Processor<byte[], byte[], Bytes, Received> get() {
      return new DecodeProcessor(pipeline);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Stores.decodeBuilders();
    }
  }

  /** The window processor with the stores that it owns. */
  private final class WindowStage implements ProcessorSupplier<Bytes, Signal, Bytes, Outgoing> {
    @Override
    public Processor<Bytes, Signal, Bytes, Outgoing> get() {
      return new WindowProcessor(pipeline);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Stores.builders();
    }
  }
}
