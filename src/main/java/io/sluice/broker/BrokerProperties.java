package io.sluice.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The configuration of the embedded broker. */
final class BrokerProperties {
  static final String HOST = "127.0.0.1";
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  /**
   * How long the broker keeps the first batch of a transaction on a partition waiting while the
   * transaction before it is still being completed. With Kafka's 100 ms it gives up first, the
   * batches behind it are then out of order, and each of them is logged as an error, though the
   * producer sends all of them again and nothing is lost.
   */
  private static final String ORDERED_ADDITIONS_MILLIS = "30000";

  private BrokerProperties() {}

  /** The controller of the same directory alone. */
  static Map<String, String> controller(Path logDir, int port, Duration brokerSession) {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "controller");
    properties.put("node.id", String.valueOf(NODE_ID));
    properties.put("listeners", "%s://%s:%d".formatted(CONTROLLER, HOST, port));
    properties.put("listener.security.protocol.map", CONTROLLER + ":PLAINTEXT");
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, port));
    properties.put("log.dirs", logDir.toString());
    properties.put("broker.session.timeout.ms", String.valueOf(brokerSession.toMillis()));
    properties.put("broker.heartbeat.interval.ms", String.valueOf(brokerSession.toMillis() / 3));
    properties.putAll(smallFootprint());
    return properties;
  }

  static Map<String, String> of(Path logDir, int port, int controllerPort) {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", String.valueOf(NODE_ID));
    properties.put(
        "listeners",
        "CLIENTS://%s:%d,%s://%s:%d".formatted(HOST, port, CONTROLLER, HOST, controllerPort));
    properties.put(
        "listener.security.protocol.map", "CLIENTS:PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put("controller.listener.names", CONTROLLER);
    properties.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllerPort));
    properties.put("log.dirs", logDir.toString());
    properties.put("auto.create.topics.enable", "false");
    properties.putAll(singleNode());
    properties.putAll(quickGroups());
    properties.put("add.partitions.to.txn.retry.backoff.max.ms", ORDERED_ADDITIONS_MILLIS);
    properties.putAll(anyEventTime());
    properties.putAll(smallFootprint());
    return properties;
  }

  /** One replica of everything. */
  private static Map<String, String> singleNode() {
    return Map.of(
        "offsets.topic.replication.factor", "1",
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1");
  }

  /** Members that are gone may be missed as soon as a client or a group wants them to be. */
  private static Map<String, String> quickGroups() {
    return Map.of(
        "group.initial.rebalance.delay.ms", "0",
        "group.streams.initial.rebalance.delay.ms", "0",
        "group.min.session.timeout.ms", "500",
        "group.streams.min.session.timeout.ms", "500",
        "group.streams.min.heartbeat.interval.ms", "100");
  }

  /** Replayed history must neither be refused nor deleted for its age. */
  private static Map<String, String> anyEventTime() {
    return Map.of(
        "log.retention.ms",
        "-1",
        "log.retention.bytes",
        "-1",
        "log.message.timestamp.before.max.ms",
        String.valueOf(Long.MAX_VALUE),
        "log.message.timestamp.after.max.ms",
        String.valueOf(Long.MAX_VALUE),
        "message.max.bytes",
        String.valueOf(EmbeddedBroker.MAX_RECORD_BYTES),
        "replica.fetch.max.bytes",
        String.valueOf(EmbeddedBroker.MAX_RECORD_BYTES));
  }

  private static Map<String, String> smallFootprint() {
    return Map.of(
        "log.cleaner.dedupe.buffer.size", "2097152",
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "metric.reporters", "");
  }
}
