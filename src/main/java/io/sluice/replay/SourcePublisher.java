package io.sluice.replay;

import io.sluice.broker.BrokerException;
import io.sluice.broker.EmbeddedBroker;
import io.sluice.event.Watermark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records to one source topic, in order and each once. When the broker is slower than the
 * caller, {@link #publish} blocks: memory stays bounded.
 */
public final class SourcePublisher implements AutoCloseable {
  private static final int BUFFER_BYTES = 2 * EmbeddedBroker.MAX_RECORD_BYTES;

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * A publisher.
   *
   * @param kafka client properties; they win over the defaults of this class
   * @param topic the source topic, which must exist
   */
  public SourcePublisher(Map<String, String> kafka, String topic) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    properties.put("compression.type", "lz4");
    properties.put("linger.ms", 10);
    properties.put("batch.size", 256 * 1024);
    properties.put("buffer.memory", BUFFER_BYTES);
    properties.put("max.request.size", EmbeddedBroker.MAX_RECORD_BYTES);
    properties.putAll(kafka);
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = topic;
  }

  /**
   * Hands a record over; it is sent in the background.
   *
   * @param timestamp the record's timestamp, epoch ms; null: now
   * @throws BrokerException when this or an earlier record could not be sent
   */
  public void publish(byte @Nullable [] key, byte[] value, @Nullable Long timestamp) {
    publish(null, key, value, timestamp);
  }

  /**
   * As {@link #publish(byte[], byte[], Long)}, to a partition.
   *
   * @param partition null: as the key says
   */
  public void publish(
      @Nullable Integer partition, byte @Nullable [] key, byte[] value, @Nullable Long timestamp) {
    send(new ProducerRecord<>(topic, partition, timestamp, key, value));
  }

  /**
   * Tells every partition that no event older than {@code time} will follow, after all records that
   * were published before.
   */
  public void watermark(long time) {
    byte[] header = Long.toString(time).getBytes(StandardCharsets.US_ASCII);
    for (PartitionInfo partition : producer.partitionsFor(topic)) {
      Headers headers = new RecordHeaders().add(Watermark.HEADER, header);
      send(new ProducerRecord<>(topic, partition.partition(), time, null, null, headers));
    }
    flush();
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    check();
    try {
      // the callback keeps the failure, and the next call or the flush throws it
      var unused =
          producer.send(
              record,
              (metadata, exception) -> {
                if (exception != null) {
                  failure.compareAndSet(null, exception);
                }
              });
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  /**
   * Waits until everything that was published is on the broker.
   *
   * @throws BrokerException when a record could not be sent
   */
  public void flush() {
    producer.flush();
    check();
  }

  private void check() {
    Exception cause = failure.get();
    if (cause != null) {
      throw failed(cause);
    }
  }

  private BrokerException failed(Exception cause) {
    return new BrokerException(
        "cannot publish to topic " + topic + ": " + cause.getMessage(), cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
