package io.sluice.config.kafka;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that Sluice needs to be as they are, wherever they stand, and what another value would
 * break. The value that they have anyway may be written down.
 */
final class Refused {
  private static final String HANDLER = "a handler that goes on would lose records; ";
  private static final String SERDES = "every topic has a serde of its own";
  private static final String PLACE =
      "a record would get to a partition whose task does not know its key";

  /**
   * Why a setting is refused.
   *
   * @param reason for the user
   * @param harmless values that change nothing
   */
  record Reason(String reason, Set<String> harmless) {
    Reason(String reason, String... harmless) {
      this(reason, Set.of(harmless));
    }
  }

  static final Map<String, Reason> REASONS =
      Map.ofEntries(
          entry(
              "application.id", new Reason("it is made of application-id and the pipeline's name")),
          entry(
              "processing.guarantee",
              new Reason("it is always exactly_once_v2", "exactly_once_v2")),
          entry("state.dir", new Reason("the state lies under --data-dir")),
          entry(
              "deserialization.exception.handler",
              new Reason(HANDLER + "what cannot be read is dead-lettered", failing("LogAndFail"))),
          entry(
              "default.deserialization.exception.handler",
              new Reason(HANDLER + "what cannot be read is dead-lettered", failing("LogAndFail"))),
          entry(
              "production.exception.handler",
              new Reason(HANDLER + "what cannot be sent is retried", failing("DefaultProduction"))),
          entry(
              "default.production.exception.handler",
              new Reason(HANDLER + "what cannot be sent is retried", failing("DefaultProduction"))),
          entry(
              "processing.exception.handler",
              new Reason(
                  HANDLER + "after a failure, processing resumes from the last commit",
                  failing("LogAndFailProcessing"))),
          entry(
              "processing.exception.handler.global.enabled",
              new Reason("there are no global stores", "false")),
          entry(
              "errors.dead.letter.queue.topic.name",
              new Reason("dead letters go to pipelines.P.topics.dead-letters")),
          entry("default.key.serde", new Reason(SERDES)),
          entry("default.value.serde", new Reason(SERDES)),
          entry(
              "default.timestamp.extractor",
              new Reason("set pipelines.P.source.timestamp instead")),
          entry("key.serializer", new Reason(SERDES)),
          entry("value.serializer", new Reason(SERDES)),
          entry("key.deserializer", new Reason(SERDES)),
          entry("value.deserializer", new Reason(SERDES)),
          entry("isolation.level", new Reason("aborted records would be read", "read_committed")),
          entry("enable.auto.commit", new Reason("offsets are part of the transaction", "false")),
          entry("auto.commit.interval.ms", new Reason("offsets are part of the transaction")),
          entry(
              "enable.idempotence",
              new Reason("transactions need it, and records would be duplicated", "true")),
          entry(
              "acks", new Reason("transactions need all, and records would be lost", "all", "-1")),
          entry("retries", new Reason("records would be lost; delivery.timeout.ms bounds them")),
          entry("transactional.id", new Reason("Kafka Streams makes one per thread")),
          entry(
              "transaction.two.phase.commit.enable",
              new Reason("nothing would complete the transactions", "false")),
          entry("group.id", new Reason("it is application-id and the pipeline's name")),
          entry("check.crcs", new Reason("damaged records would be accepted", "true")),
          entry(
              "partition.assignment.strategy",
              new Reason("Kafka Streams assigns tasks, not partitions")),
          entry("group.remote.assignor", new Reason("Kafka Streams assigns tasks, not partitions")),
          entry("task.assignor.class", new Reason("tasks have to stay where their state is")),
          entry("partitioner.class", new Reason(PLACE)),
          entry("partitioner.ignore.keys", new Reason(PLACE, "false")),
          entry(
              "allow.auto.create.topics",
              new Reason("it would get the broker's number of partitions", "false")),
          entry(
              "rocksdb.config.setter",
              new Reason("all stores share one bounded memory: -Dsluice.rocksdb.memory.mb")),
          entry("default.dsl.store", new Reason("the state has a format of its own")),
          entry("dsl.store.suppliers.class", new Reason("the state has a format of its own")),
          entry("dsl.store.format", new Reason("the state has a format of its own")),
          entry("processor.wrapper.class", new Reason("processors are tested as they are")),
          entry("default.client.supplier", new Reason("clients are tested as they are")),
          entry(
              "topology.optimization", new Reason("internal topics would get other names", "none")),
          entry("application.server", new Reason("http.advertised sets it")),
          entry(
              "allow.os.group.write.access",
              new Reason("only the owner may write the state", "false")),
          entry(
              "cache.max.bytes.buffering",
              new Reason("it is called statestore.cache.max.bytes now")),
          entry("cleanup.policy", new Reason("state would be deleted")),
          entry("retention.ms", new Reason("state and unread events would be deleted")),
          entry("retention.bytes", new Reason("state and unread events would be deleted")),
          entry("message.timestamp.type", new Reason("event time would be lost", "CreateTime")),
          entry(
              "message.timestamp.before.max.ms",
              new Reason("the broker would refuse events of the past")),
          entry(
              "message.timestamp.after.max.ms",
              new Reason("the broker would refuse events of the future; see window.max-future")),
          entry(
              "unclean.leader.election.enable",
              new Reason("committed state would be lost", "false")));

  private Refused() {}

  private static String failing(String name) {
    return "org.apache.kafka.streams.errors." + name + "ExceptionHandler";
  }

  /** Why a setting must not have a value; empty where it may. */
  static Optional<String> reason(String name, String value) {
    return Optional.ofNullable(REASONS.get(name))
        .filter(refused -> !refused.harmless().contains(value.strip()))
        .map(Reason::reason);
  }
}
