package io.sluice.config.kafka;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What may stand in {@code streams}; docs/kafka.md says what each is for. */
final class Allowed {
  /** Differs between consumers and producers, so that it needs a prefix. */
  private static final String INTERCEPTORS = "interceptor.classes";

  /** Of Kafka Streams itself. */
  static final Set<String> STREAMS =
      Set.of(
          "num.stream.threads",
          "num.standby.replicas",
          "max.warmup.replicas",
          "acceptable.recovery.lag",
          "probing.rebalance.interval.ms",
          "rack.aware.assignment.tags",
          "rack.aware.assignment.strategy",
          "rack.aware.assignment.traffic_cost",
          "rack.aware.assignment.non_overlap_cost",
          "commit.interval.ms",
          "statestore.cache.max.bytes",
          "buffered.records.per.partition",
          "poll.ms",
          "max.task.idle.ms",
          "task.timeout.ms",
          "replication.factor",
          "repartition.purge.interval.ms",
          "group.protocol",
          "state.cleanup.delay.ms",
          "state.cleanup.dir.max.age.ms",
          "log.summary.interval.ms",
          "upgrade.from",
          "client.id",
          "config.providers");

  /** Of every client. */
  static final Set<String> CLIENT =
      Set.of(
          "request.timeout.ms",
          "retry.backoff.ms",
          "retry.backoff.max.ms",
          "reconnect.backoff.ms",
          "reconnect.backoff.max.ms",
          "connections.max.idle.ms",
          "socket.connection.setup.timeout.ms",
          "socket.connection.setup.timeout.max.ms",
          "receive.buffer.bytes",
          "send.buffer.bytes",
          "client.dns.lookup",
          "metadata.max.age.ms",
          "metadata.recovery.strategy",
          "metadata.recovery.rebootstrap.trigger.ms",
          "metric.reporters",
          "metrics.num.samples",
          "metrics.recording.level",
          "metrics.sample.window.ms",
          "enable.metrics.push");

  static final Set<String> CONSUMER =
      Set.of(
          "auto.offset.reset",
          "max.poll.records",
          "max.poll.interval.ms",
          "session.timeout.ms",
          "heartbeat.interval.ms",
          "group.instance.id",
          "client.rack",
          "default.api.timeout.ms",
          "fetch.min.bytes",
          "fetch.max.bytes",
          "fetch.max.wait.ms",
          "max.partition.fetch.bytes",
          INTERCEPTORS);

  static final Set<String> PRODUCER =
      Set.of(
          "transaction.timeout.ms",
          "linger.ms",
          "batch.size",
          "compression.type",
          "compression.gzip.level",
          "compression.lz4.level",
          "compression.zstd.level",
          "buffer.memory",
          "max.request.size",
          "max.block.ms",
          "delivery.timeout.ms",
          "max.in.flight.requests.per.connection",
          "metadata.max.idle.ms",
          INTERCEPTORS);

  static final Set<String> ADMIN = Set.of("default.api.timeout.ms");

  /** Of internal topics when they are created. */
  static final Set<String> TOPIC =
      Set.of(
          "min.insync.replicas",
          "compression.type",
          "segment.bytes",
          "segment.ms",
          "segment.index.bytes",
          "min.cleanable.dirty.ratio",
          "min.compaction.lag.ms",
          "max.compaction.lag.ms",
          "delete.retention.ms",
          "max.message.bytes");

  /** By prefix; a key without one is Kafka Streams' or of whichever clients know it. */
  static final Map<String, Set<String>> BY_PREFIX = byPrefix();

  private Allowed() {}

  private static Map<String, Set<String>> byPrefix() {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    names.put("main.consumer.", union(CONSUMER, CLIENT));
    names.put("restore.consumer.", union(CONSUMER, CLIENT));
    names.put("consumer.", union(CONSUMER, CLIENT));
    names.put("producer.", union(PRODUCER, CLIENT));
    names.put("admin.", union(ADMIN, CLIENT));
    names.put("topic.", TOPIC);
    Set<String> plain = union(STREAMS, CLIENT, CONSUMER, PRODUCER);
    plain.remove(INTERCEPTORS);
    names.put("", plain);
    return names;
  }

  @SafeVarargs
  private static Set<String> union(Collection<String>... sets) {
    Set<String> union = new TreeSet<>();
    for (Collection<String> set : sets) {
      union.addAll(set);
    }
    return union;
  }

  /** The prefix of a key, empty when it has none. */
  static String prefixOf(String key) {
    return BY_PREFIX.keySet().stream().filter(key::startsWith).findFirst().orElse("");
  }
}
