package io.sluice.service;

import io.sluice.app.StreamsSettings;
import io.sluice.broker.Answers;
import io.sluice.broker.BrokerException;
import io.sluice.broker.Topics;
import io.sluice.broker.reset.PipelineGroup;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.schema.ChangedConfigurationException;
import io.sluice.schema.Fingerprint;
import io.sluice.topology.InternalTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all instances of a pipeline agree on before one of them starts: the fingerprint of its
 * configuration, the last record of a topic of one partition, so that one order holds for all. The
 * first instance writes it, or takes state of an earlier release for its own; later ones find it.
 * Other targets are written while no instance runs.
 */
final class ConfigurationLog {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationLog.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final byte[] KEY = "fingerprint".getBytes(StandardCharsets.UTF_8);
  private static final String REPLICAS = "replication.factor";

  private final SluiceConfig config;
  private final PipelineConfig pipeline;
  private final String group;
  private final TopicPartition log;
  private final Duration timeout;

  /**
   * Of a pipeline.
   *
   * @param timeout the longest that the broker may take to answer
   */
  ConfigurationLog(SluiceConfig config, PipelineConfig pipeline, Duration timeout) {
    this.config = config;
    this.pipeline = pipeline;
    this.group = StreamsSettings.applicationId(config, pipeline);
    this.log = new TopicPartition(InternalTopics.configuration(group), 0);
    this.timeout = timeout;
  }

  /**
   * Finds or writes the fingerprint.
   *
   * @throws ChangedConfigurationException when the state would be misread, or instances with other
   *     targets are running
   * @throws BrokerException when the broker does not answer or refuses
   */
  void agree(Topics topics) {
    Fingerprint own = Fingerprint.of(pipeline);
    if (topics.partitions(log.topic()).isEmpty()) {
      create(topics);
    }
    Fingerprint stored = read();
    if (stored == null) {
      write(own);
      return;
    }
    requireReadable(own, stored);
    if (!own.hasTargetsOf(stored)) {
      requireNobody(own, stored);
      write(own.after(stored));
    }
  }

  /**
   * Looks again, just before the start: another instance may have written since {@link #agree},
   * while this one tried its model.
   *
   * @return the configuration's fingerprint, with all targets that there ever were
   * @throws ChangedConfigurationException when it wrote other targets, or what would be misread
   * @throws BrokerException when the broker does not answer or refuses
   */
  Fingerprint confirm() {
    Fingerprint own = Fingerprint.of(pipeline);
    Fingerprint last = read();
    if (last == null) {
      throw new BrokerException("topic " + log.topic() + " lost what was written to it");
    }
    requireReadable(own, last);
    if (!own.hasTargetsOf(last)) {
      throw changed(own, last, "Another instance was first. Give all of them the same targets.");
    }
    return own.after(last);
  }

  private void create(Topics topics) {
    Map<String, String> compacted = Map.of("cleanup.policy", "compact");
    String replicas = config.streams().get(REPLICAS);
    if (replicas == null) {
      topics.create(log.topic(), 1, compacted);
    } else {
      topics.create(log.topic(), 1, Short.parseShort(replicas.strip()), compacted);
    }
  }

  private void requireReadable(Fingerprint own, Fingerprint stored) {
    List<String> refusals = own.refusals(stored, path());
    if (!refusals.isEmpty()) {
      throw new ChangedConfigurationException(
          refusals,
          ("Change it back, give the pipeline another name, or reset it: ./sluice reset -c"
                  + " CONFIG --pipeline %s")
              .formatted(pipeline.name()));
    }
  }

  /** Tasks of the old targets do not know the new ones. */
  private void requireNobody(Fingerprint own, Fingerprint stored) {
    try (PipelineGroup members = new PipelineGroup(group, config.kafka(), timeout)) {
      int count = members.members();
      if (count > 0) {
        throw changed(
            own,
            stored,
            ("Group %s has %d %s. Targets change while no instance runs; one that was killed counts"
                    + " until its session times out.")
                .formatted(group, count, count == 1 ? "member" : "members"));
      }
    }
    LOG.info(
        "event=targets-change pipeline={} from=\"{}\" to=\"{}\"",
        pipeline.name(),
        stored.targets(),
        own.targets());
  }

  private ChangedConfigurationException changed(
      Fingerprint own, Fingerprint stored, String remedy) {
    return new ChangedConfigurationException(
        List.of(
            "%s.targets: are %s, but the running ones are %s"
                .formatted(path(), own.targets(), stored.targets())),
        remedy);
  }

  private String path() {
    return "pipelines." + pipeline.name();
  }

  private void write(Fingerprint fingerprint) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(log.topic(), 0, KEY, fingerprint.encode()))
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw problem("write to", AclOperation.WRITE, e.getCause() == null ? e : e.getCause());
    } catch (KafkaException | TimeoutException e) {
      throw problem("write to", AclOperation.WRITE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }

  /** The last record; null: there is none. */
  private @Nullable Fingerprint read() {
    List<TopicPartition> one = List.of(log);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(one);
      consumer.seekToBeginning(one);
      long end = consumer.endOffsets(one, timeout).getOrDefault(log, 0L);
      long deadline = System.nanoTime() + timeout.toNanos();
      byte @Nullable [] last = null;
      while (consumer.position(log, timeout) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          last = record.value();
        }
        if (System.nanoTime() - deadline > 0) {
          throw new BrokerException(
              "cannot read topic %s within %d s".formatted(log.topic(), timeout.toSeconds()));
        }
      }
      return last == null ? null : Fingerprint.decode(last);
    } catch (KafkaException e) {
      throw problem("read", AclOperation.READ, e);
    }
  }

  private Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>(config.kafka());
    properties.put("client.id", group + "-configuration");
    properties.put("enable.auto.commit", false);
    properties.put("max.block.ms", timeout.toMillis());
    return properties;
  }

  private BrokerException problem(String what, AclOperation needed, Throwable cause) {
    String purpose = what + " topic " + log.topic();
    return cause instanceof AuthorizationException
        ? Answers.lacking(needed, purpose, cause)
        : new BrokerException("cannot " + purpose + ": " + cause.getMessage(), cause);
  }
}
