package io.sluice.chaos;

import io.sluice.oracle.Expected;
import io.sluice.oracle.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the output topics as a consumer of committed results does, from a thread of its own. */
final class Tail {
  private static final Duration POLL = Duration.ofMillis(100);

  final List<Expected> forecasts = new ArrayList<>();
  final List<Expected> alerts = new ArrayList<>();
  final List<Expected> late = new ArrayList<>();
  final List<Expected> deadLetters = new ArrayList<>();

  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger forecastCount = new AtomicInteger();
  private final AtomicLong longestGap = new AtomicLong();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Thread thread;
  private long lastForecast;

  Tail(String bootstrap, String pipeline, int partitions) {
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> assigned = new ArrayList<>();
    for (String topic : List.of("forecasts", "alerts", "late", "dead-letters")) {
      for (int i = 0; i < partitions; i++) {
        assigned.add(new TopicPartition(pipeline + "." + topic, i));
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
          take(record);
        }
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    String topic = record.topic();
    if (topic.endsWith(".forecasts")) {
      forecasts.add(Published.forecast(record.value()));
      gap();
      forecastCount.incrementAndGet();
    } else if (topic.endsWith(".alerts")) {
      alerts.add(Published.alert(record.value()));
    } else if (topic.endsWith(".late")) {
      late.add(Published.late(record.value()));
    } else {
      deadLetters.add(Published.deadLetter(record.headers()));
    }
    count.incrementAndGet();
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

  /** Stops reading; the lists may be read then. */
  void stop() throws InterruptedException {
    stopped.set(true);
    thread.join();
  }
}
