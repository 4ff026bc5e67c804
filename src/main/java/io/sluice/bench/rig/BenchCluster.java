package io.sluice.bench.rig;

import io.sluice.broker.EmbeddedBroker;
import io.sluice.broker.Topics;
import io.sluice.config.TopicsConfig;
import io.sluice.event.Watermark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The embedded broker that a benchmark runs on, with what is sent to it and asked of it. */
public final class BenchCluster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static final int PACE_EVERY = 100;

  private final EmbeddedBroker broker;
  private final int partitions;
  private final Admin admin;

  /** Starts a broker whose topics will all have {@code partitions} partitions. */
  public BenchCluster(Path dir, int partitions) {
    this.broker = EmbeddedBroker.start(dir);
    this.partitions = partitions;
    this.admin = Admin.create(Map.copyOf(client()));
  }

  /** Properties of a client. */
  public Map<String, String> client() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  /** Creates topics, and those that pipelines of {@link BenchPipeline} write to. */
  public void create(String... names) {
    TopicsConfig outputs = BenchPipeline.TOPICS;
    List<String> all = new ArrayList<>(List.of(names));
    all.addAll(
        List.of(outputs.forecasts(), outputs.alerts(), outputs.late(), outputs.deadLetters()));
    try (Topics topics = new Topics(client(), TIMEOUT)) {
      for (String name : all) {
        topics.create(name, partitions, Map.of());
      }
    }
  }

  /**
   * Sends window after window from where {@code before} ends, for {@code length} and to the end of
   * the window that it is in then.
   *
   * @return what has been sent since the beginning
   */
  public Workload sendAtRate(String topic, Workload before, double perSecond, Duration length) {
    long start = System.nanoTime();
    long sent = 0;
    int window = before.windows();
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      while (System.nanoTime() - start < length.toNanos()) {
        for (int n = 0; n < before.perWindow(); n++) {
          for (int key = 0; key < before.keys(); key++) {
            byte[] value = before.value(key, window, n);
            var unused = producer.send(new ProducerRecord<>(topic, Workload.key(key), value));
            if (++sent % PACE_EVERY == 0) {
              LockSupport.parkNanos(start + (long) (sent / perSecond * 1e9) - System.nanoTime());
            }
          }
        }
        window++;
      }
    }
    return new Workload(before.keys(), before.perWindow(), window);
  }

  /** Sends the events of the windows from {@code from} up to but not including {@code to}. */
  public void send(String topic, Workload workload, int from, int to) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int window = from; window < to; window++) {
        for (int n = 0; n < workload.perWindow(); n++) {
          for (int key = 0; key < workload.keys(); key++) {
            byte[] value = workload.value(key, window, n);
            var unused = producer.send(new ProducerRecord<>(topic, Workload.key(key), value));
          }
        }
      }
    }
  }

  /** Closes every window up to and including {@code window}, on all partitions. */
  public void closeThrough(String topic, int window) {
    byte[] time = String.valueOf(Workload.endOf(window)).getBytes(StandardCharsets.US_ASCII);
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int partition = 0; partition < partitions; partition++) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, null);
        record.headers().add(Watermark.HEADER, time);
        var unused = producer.send(record);
      }
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> properties = new HashMap<>(client());
    properties.put("compression.type", "lz4");
    properties.put("batch.size", 128 * 1024);
    properties.put("linger.ms", 5);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Whether a group has committed all that the topic holds. */
  public boolean isCommitted(String group, String topic) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      return ends(topic, IsolationLevel.READ_UNCOMMITTED).entrySet().stream()
          .allMatch(end -> end.getValue() == offset(committed, end.getKey()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not report the group's offsets", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static long offset(
      Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
    OffsetAndMetadata offset = committed.get(partition);
    return offset == null ? 0 : offset.offset();
  }

  /** Whether no transaction is open on the topic: readers see all that it holds. */
  public boolean isVisible(String topic) {
    return ends(topic, IsolationLevel.READ_COMMITTED)
        .equals(ends(topic, IsolationLevel.READ_UNCOMMITTED));
  }

  private Map<TopicPartition, Long> ends(String topic, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin
          .listOffsets(latest, new ListOffsetsOptions(isolation))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not report the ends of " + topic, e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    return ends;
  }

  /** Bytes on the broker's disk of the topics whose names end so. */
  public long bytes(String suffix) {
    try {
      return admin
          .describeLogDirs(admin.describeCluster().nodes().get().stream().map(Node::id).toList())
          .allDescriptions()
          .get()
          .values()
          .stream()
          .flatMap(dirs -> dirs.values().stream())
          .flatMap(dir -> dir.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().endsWith(suffix))
          .mapToLong(replica -> replica.getValue().size())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the broker does not report the sizes of its logs", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
    broker.close();
  }
}
