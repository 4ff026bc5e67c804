package io.sluice.topology;

import io.sluice.config.PipelineConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.event.EventDecoder;
import io.sluice.event.Signal;
import io.sluice.event.SignalSerde;
import io.sluice.event.Watermark;
import io.sluice.output.Alert;
import io.sluice.output.DeadLetters;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import io.sluice.output.OutgoingSerializer;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
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
   * @throws IllegalArgumentException when the model needs other targets, or fields that the
   *     pipeline does not know in advance
   */
  public static Topology of(Pipeline pipeline) {
    Pipeline.check(pipeline.config(), pipeline.models().wanted().contract());
    return new PipelineTopology(pipeline).draw();
  }

  private Topology draw() {
    StreamsBuilder builder = new StreamsBuilder();
    KStream<Bytes, Object> decoded =
        builder.stream(
                config.source().topic(),
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                    .withTimestampExtractor((record, time) -> Math.max(0, record.timestamp()))
                    .withName("source"))
            .process(this::decoder, Named.as("decode"));
    publish(
        decoded
            .filter((key, value) -> value instanceof Outgoing, Named.as("rejected"))
            .mapValues(Outgoing.class::cast, Named.as("dead-letter")),
        "rejected-sink");
    KStream<Bytes, Signal> signals =
        decoded
            .filter((key, value) -> value instanceof Signal, Named.as("accepted"))
            .mapValues(Signal.class::cast, Named.as("signal"));
    publish(byKey(signals).process(new WindowStage(), Named.as("window")), "sink");
    return builder.build();
  }

  private KStream<Bytes, Signal> byKey(KStream<Bytes, Signal> signals) {
    if (config.source().keyed()) {
      return signals;
    }
    return signals.repartition(
        Repartitioned.with(Serdes.Bytes(), new SignalSerde(config.covariates().known()))
            .withName(REPARTITION)
            .withStreamPartitioner(PipelineTopology::partitions));
  }

  /** Events by their key, as the default partitioner does; watermarks to everybody. */
  private static Optional<Set<Integer>> partitions(
      String topic, Bytes key, Signal signal, int count) {
    return signal instanceof Watermark
        ? Optional.of(IntStream.range(0, count).boxed().collect(Collectors.toUnmodifiableSet()))
        : Optional.empty();
  }

  private void publish(KStream<Bytes, Outgoing> stream, String name) {
    stream.to(
        (key, value, context) -> topic(config.topics(), value),
        Produced.with(Serdes.Bytes(), outgoing).withName(name));
  }

  private static String topic(TopicsConfig topics, Outgoing value) {
    if (value instanceof Forecast) {
      return topics.forecasts();
    }
    if (value instanceof Alert) {
      return topics.alerts();
    }
    return value instanceof Outgoing.Late ? topics.late() : topics.deadLetters();
  }

  private Processor<byte[], byte[], Bytes, Object> decoder() {
    return new DecodeProcessor(
        new EventDecoder(config),
        new DeadLetters(pipeline.info(), config.deadLetters()),
        config.window().maxFuture(),
        pipeline.metrics());
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
