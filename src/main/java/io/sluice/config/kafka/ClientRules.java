package io.sluice.config.kafka;

import io.sluice.config.yaml.Suggestion;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What {@code kafka} may hold: anything but what breaks a client, or belongs elsewhere. */
final class ClientRules {
  /** That it has other values there than consumers have is a reason to say it only there. */
  private static final String GROUP_PROTOCOL = "group.protocol";

  private static final int LONG_ENOUGH = 8;

  private static final Set<String> OF_CLIENTS = ofClients();
  private static final Set<String> OF_STREAMS = ofStreams();

  private ClientRules() {}

  private static Set<String> ofClients() {
    Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
    names.addAll(ProducerConfig.configNames());
    names.addAll(AdminClientConfig.configNames());
    names.remove(GROUP_PROTOCOL);
    return names;
  }

  private static Set<String> ofStreams() {
    Set<String> names = new TreeSet<>(StreamsConfig.configDef().names());
    names.removeAll(OF_CLIENTS);
    return names;
  }

  static void check(Property property) {
    problem(property).ifPresent(property.setting()::problem);
  }

  private static Optional<String> problem(Property property) {
    String key = property.key();
    Optional<String> refused = Refused.reason(key, property.value());
    if (refused.isPresent()) {
      return Optional.of("must not be set: " + refused.get());
    }
    if (OF_STREAMS.contains(key) || !Allowed.prefixOf(key).isEmpty()) {
      return Optional.of("is a setting of Kafka Streams: put it under streams");
    }
    if (OF_CLIENTS.contains(key)) {
      return ValueRules.problem(key, property.value());
    }
    // Else it is for a plug-in of the user's, or mistyped; of short names nobody can tell.
    if (key.length() < LONG_ENOUGH) {
      return Optional.empty();
    }
    return Suggestion.of(key, OF_CLIENTS).map(name -> "unknown key; did you mean " + name + "?");
  }
}
