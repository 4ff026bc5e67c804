package io.sluice.config.kafka;

import io.sluice.config.Defaults;
import io.sluice.config.yaml.Setting;
import java.util.Map;

/**
 * What the file says to Kafka.
 *
 * <p>{@code kafka} holds properties of every client: those that Kafka knows, but for the ones that
 * Sluice needs to be as they are, and those of the user's own plug-ins. {@code streams} holds those
 * of Kafka Streams, and tunes its clients: it goes by an allow-list. docs/kafka.md has both lists
 * with their reasons.
 *
 * @param kafka the properties of {@code kafka}
 * @param streams the properties of {@code streams}
 */
public record KafkaProperties(Map<String, String> kafka, Map<String, String> streams) {
  /** Copies both. */
  public KafkaProperties {
    kafka = Map.copyOf(kafka);
    streams = Map.copyOf(streams);
  }

  /** Reads and checks both sections; each problem is reported with the key that has it. */
  public static KafkaProperties read(Setting kafka, Setting streams) {
    PropertySection clients = PropertySection.read(kafka);
    PropertySection application = PropertySection.read(streams);
    clients.all().forEach(ClientRules::check);
    application.all().forEach(StreamsRules::check);
    CommitInterval.check(clients, application);
    Map<String, String> ofClients = clients.values();
    ofClients.putIfAbsent("bootstrap.servers", Defaults.BOOTSTRAP_SERVERS);
    return new KafkaProperties(ofClients, application.values());
  }
}
