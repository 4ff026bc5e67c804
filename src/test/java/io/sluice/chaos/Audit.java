package io.sluice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.model.OnnxStepModel;
import io.sluice.oracle.Expected;
import io.sluice.oracle.Load;
import io.sluice.oracle.Oracle;
import io.sluice.oracle.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the source topic says must have been published. */
final class Audit {
  private final List<Expected> forecasts = new ArrayList<>();
  private final List<Expected> alerts = new ArrayList<>();
  private final List<Expected> late = new ArrayList<>();
  private final List<Expected> dead = new ArrayList<>();

  private Audit() {}

  /** Feeds one oracle per partition with what the source topic holds. */
  static Audit of(Cluster cluster, OnnxStepModel model) {
    Audit audit = new Audit();
    for (Oracle oracle : oracles(cluster, model)) {
      audit.forecasts.addAll(oracle.forecasts);
      audit.alerts.addAll(oracle.alerts);
      audit.late.addAll(oracle.late);
      audit.dead.addAll(oracle.deadLetters);
      oracle.close();
    }
    return audit;
  }

  /** Records of all outputs. */
  int count() {
    return forecasts.size() + alerts.size() + late.size() + dead.size();
  }

  int forecasts() {
    return forecasts.size();
  }

  int alerts() {
    return alerts.size();
  }

  /** Fails when an output had nothing to get wrong. */
  void requireEveryKind() {
    assertThat(alerts).isNotEmpty();
    assertThat(late).isNotEmpty();
    assertThat(dead).isNotEmpty();
  }

  Verdict verdict(Tail tail) {
    return Verdict.of("forecasts", forecasts, tail.forecasts)
        .and(Verdict.of("alerts", alerts, tail.alerts))
        .and(Verdict.of("late", late, tail.late))
        .and(Verdict.of("dead-letters", dead, tail.deadLetters));
  }

  private static List<Oracle> oracles(Cluster cluster, OnnxStepModel model) {
    Oracle.Rules rules =
        new Oracle.Rules(
            Cluster.PIPELINE,
            Duration.ofMillis(Load.WINDOW_MS),
            Cluster.GRACE,
            Cluster.MAX_GAP,
            Cluster.KEY_TTL,
            Cluster.BUDGET);
    List<Oracle> oracles = new ArrayList<>();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < Cluster.PARTITIONS; i++) {
      oracles.add(new Oracle(rules, model));
      partitions.add(new TopicPartition(Cluster.SOURCE, i));
    }
    Map<String, Object> properties = Map.of("bootstrap.servers", cluster.bootstrap());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          Header watermark = record.headers().lastHeader("sluice-watermark");
          oracles
              .get(record.partition())
              .accept(
                  record.partition(),
                  record.offset(),
                  record.value(),
                  watermark == null
                      ? null
                      : Long.valueOf(new String(watermark.value(), StandardCharsets.US_ASCII)));
        }
      }
    }
    return oracles;
  }
}
