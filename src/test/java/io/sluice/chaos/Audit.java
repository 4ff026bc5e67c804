package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.oracle.Expected;
import io.sluice.oracle.Oracle;
import io.sluice.oracle.Place;
import io.sluice.oracle.Switches;
import io.sluice.oracle.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** What the source topic says must have been published. */
final class Audit {
  /** By pipeline and output. */
  private final Map<Served, Map<String, List<Expected>>> expected = new LinkedHashMap<>();

  /** By pipeline and window task, where it went over to another model. */
  private final Map<Served, List<@Nullable Place>> switches = new LinkedHashMap<>();

  private Audit() {}

  /**
   * Feeds an oracle per pipeline with what the source topic holds, once all forecasts are there:
   * they tell where window tasks went over to another model, and alerts depend on that.
   */
  static Audit of(Cluster cluster, Tail tail, Patience patience) throws Exception {
    int forecasts = of(cluster, tail).count(".forecasts");
    patience.await(() -> tail.forecastCount() >= forecasts);
    return of(cluster, tail);
  }

  /** Waits for a condition, or until it is too late. */
  @FunctionalInterface
  interface Patience {
    void await(BooleanSupplier condition) throws Exception;
  }

  private static Audit of(Cluster cluster, Tail tail) throws ModelException {
    Audit audit = new Audit();
    List<ConsumerRecord<byte[], byte[]>> records = source(cluster);
    List<Served> pipelines = cluster.setup().pipelines();
    for (int i = 0; i < pipelines.size(); i++) {
      try (OnnxStepModel first = load(cluster.setup().first(i));
          OnnxStepModel next = load(cluster.setup().next(i))) {
        audit.judge(pipelines.get(i), first, next, records, tail);
      }
    }
    return audit;
  }

  private static OnnxStepModel load(Path model) throws ModelException {
    return OnnxStepModel.load(model, Provider.CPU);
  }

  private void judge(
      Served pipeline,
      OnnxStepModel first,
      OnnxStepModel next,
      List<ConsumerRecord<byte[], byte[]>> records,
      Tail tail) {
    List<@Nullable Place> places =
        Switches.to(
            next.contract().hash(),
            Setup.PARTITIONS,
            tail.of(pipeline, ".forecasts"),
            tail.of(pipeline, ".alerts"));
    switches.put(pipeline, places);
    try (Oracle oracle = new Oracle(pipeline.rules(), first, next, places)) {
      for (ConsumerRecord<byte[], byte[]> record : records) {
        oracle.accept(record.partition(), record.offset(), record.value(), watermark(record));
      }
      oracle.finish();
      expected.put(
          pipeline,
          Map.of(
              ".forecasts", oracle.forecasts,
              ".alerts", oracle.alerts,
              ".late", oracle.late,
              ".dead-letters", oracle.deadLetters));
    }
  }

  private static @Nullable Long watermark(ConsumerRecord<byte[], byte[]> record) {
    Header header = record.headers().lastHeader("sluice-watermark");
    return header == null
        ? null
        : Long.valueOf(new String(header.value(), StandardCharsets.US_ASCII));
  }

  /** Records of all outputs. */
  int count() {
    return Tail.OUTPUTS.stream().mapToInt(this::count).sum();
  }

  /** Records of one output of all pipelines. */
  int count(String output) {
    return expected.values().stream().mapToInt(outputs -> outputs.get(output).size()).sum();
  }

  /** Fails when an output had nothing to get wrong. */
  void requireEveryKind() {
    expected.forEach(
        (pipeline, outputs) ->
            outputs.forEach(
                (output, records) ->
                    assertThat(records).as(pipeline.name() + output).isNotEmpty()));
  }

  /** Fails unless every window task of every pipeline has gone over to the other model. */
  void requireSwitches() {
    switches.forEach(
        (pipeline, places) -> assertThat(places).as(pipeline.name()).doesNotContainNull());
  }

  Verdict verdict(Tail tail) {
    Verdict verdict = Verdict.CLEAN;
    for (Map.Entry<Served, Map<String, List<Expected>>> pipeline : expected.entrySet()) {
      for (String output : Tail.OUTPUTS) {
        verdict =
            verdict.and(
                Verdict.of(
                    pipeline.getKey().name() + output,
                    pipeline.getValue().get(output),
                    tail.of(pipeline.getKey(), output)));
      }
    }
    return verdict;
  }

  /** All that the source topic holds, of each partition in order. */
  private static List<ConsumerRecord<byte[], byte[]>> source(Cluster cluster) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < Setup.PARTITIONS; i++) {
      partitions.add(new TopicPartition(Cluster.SOURCE, i));
    }
    Map<String, Object> properties = Map.of("bootstrap.servers", cluster.bootstrap());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
