package io.sluice.chaos;

import io.sluice.oracle.Expected;
import io.sluice.oracle.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the output topics as a consumer of committed results does, from a thread of its own. */
final class Tail {
  /** What is added to a pipeline's name. */
  static final List<String> OUTPUTS = List.of(".forecasts", ".alerts", ".late", ".dead-letters");

  private static final Duration POLL = Duration.ofMillis(100);

  /** By topic; guarded by itself. */
  private final Map<String, List<Expected>> records = new TreeMap<>();

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger forecastCount = new AtomicInteger();
  private final AtomicLong longestGap = new AtomicLong();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;
  private long lastForecast;

  Tail(Cluster cluster) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", cluster.bootstrap(), "isolation.level", "read_committed");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> assigned = new ArrayList<>();
    for (Served pipeline : cluster.setup().pipelines()) {
      for (String output : OUTPUTS) {
        records.put(pipeline.name() + output, new ArrayList<>());
        for (int i = 0; i < Setup.PARTITIONS; i++) {
          assigned.add(new TopicPartition(pipeline.name() + output, i));
        }
      }
    }
    consumer.assign(assigned);
    consumer.seekToBeginning(assigned);
    thread = new Thread(() -> run(consumer), "tail");
    thread.setDaemon(true);
    thread.start();
  }

  private void run(KafkaConsumer<byte[], byte[]> consumer) {
    try (consumer) {
      while (!stopped.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          Expected read = read(record);
          synchronized (records) {
            records.get(record.topic()).add(read);
          }
          count.incrementAndGet();
        }
      }
    }
  }

  private Expected read(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.endsWith(".forecasts")) {
      gap();
      forecastCount.incrementAndGet();
      return Published.forecast(record.value());
    }
    if (topic.endsWith(".alerts")) {
      return Published.alert(record.value());
    }
    return topic.endsWith(".late")
        ? Published.late(record.value())
        : Published.deadLetter(record.headers());
  }

  private void gap() {
    long now = System.nanoTime();
    if (watching.get()) {
      longestGap.accumulateAndGet(now - lastForecast, Math::max);
    }
    lastForecast = now;
  }

  /** Whether the time between forecasts counts: there is load. */
  void watch(boolean on) {
    watching.set(on);
  }

  /** The longest time that readers waited for the next forecast under load, seconds. */
  double longestGapSeconds() {
    return longestGap.get() / 1e9;
  }

  int forecastCount() {
    return forecastCount.get();
  }

  int count() {
    return count.get();
  }

  /** What a topic has had so far. */
  List<Expected> of(Served pipeline, String output) {
    synchronized (records) {
      return List.copyOf(records.get(pipeline.name() + output));
    }
  }

  /** Stops reading. */
  void stop() throws InterruptedException {
    stopped.set(true);
    thread.join();
  }
}
