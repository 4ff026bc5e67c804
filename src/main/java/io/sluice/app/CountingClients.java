package io.sluice.app;

import io.sluice.metrics.CommittedMetrics;
import io.sluice.topology.PromptCommit;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, of which the producer tells what becomes of a stream thread's transaction:
 * Kafka Streams commits and aborts on that thread.
 */
final class CountingClients implements KafkaClientSupplier {
  private final CommittedMetrics metrics;

  CountingClients(CommittedMetrics metrics) {
    this.metrics = metrics;
  }

  private static final class CountingProducer extends KafkaProducer<byte[], byte[]> {
    private final CommittedMetrics metrics;

    CountingProducer(Map<String, Object> config, CommittedMetrics metrics) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
      this.metrics = metrics;
    }

    @Override
    public void commitTransaction() {
      super.commitTransaction();
      PromptCommit.ended();
      metrics.committed();
    }

    @Override
    public void abortTransaction() {
      PromptCommit.ended();
      metrics.aborted();
      super.abortTransaction();
    }

    /** What is not committed by now is not committed by this producer any more. */
    @Override
    public void close(Duration timeout) {
      metrics.aborted();
      super.close(timeout);
    }
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new CountingProducer(config, metrics);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }
}
