package io.sluice.config.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** Values by Kafka's own definitions, so that none is refused later. None is ever quoted. */
final class ValueRules {
  private static final List<ConfigDef> DEFINITIONS =
      List.of(
          StreamsConfig.configDef(),
          ProducerConfig.configDef(),
          ConsumerConfig.configDef(),
          AdminClientConfig.configDef());

  /** Where Kafka's own definitions are too wide. */
  private static final Map<String, Bounds> BOUNDS =
      Map.of(
          "num.stream.threads",
          new Bounds(1, 1_000, "must be from 1 to 1000"),
          "max.in.flight.requests.per.connection",
          new Bounds(1, 5, "must be at most 5, or batches get out of order"));

  private record Bounds(int min, int max, String message) {
    boolean hold(Object value) {
      return value instanceof Integer number && number >= min && number <= max;
    }
  }

  private ValueRules() {}

  /** What is wrong with a value; nothing when Kafka does not know the name. */
  static Optional<String> problem(String name, String value) {
    if (value.contains("${")) {
      return Optional.empty(); // Kafka puts in what it stands for
    }
    return DEFINITIONS.stream()
        .map(definition -> definition.configKeys().get(name))
        .filter(key -> key != null)
        .findFirst()
        .flatMap(key -> problem(key, value));
  }

  private static Optional<String> problem(ConfigDef.ConfigKey key, String value) {
    Object parsed;
    try {
      parsed = ConfigDef.parseType(key.name, value, key.type);
    } catch (ConfigException e) {
      return Optional.of("expected " + expected(key.type));
    }
    Bounds bounds = BOUNDS.get(key.name);
    if (bounds != null && !bounds.hold(parsed)) {
      return Optional.of(bounds.message());
    }
    try {
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of("must be " + key.validator);
    }
  }

  private static String expected(ConfigDef.Type type) {
    return switch (type) {
      case INT, LONG, SHORT -> "an integer";
      case DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case CLASS -> "a class on the class path";
      default -> "another value";
    };
  }
}
