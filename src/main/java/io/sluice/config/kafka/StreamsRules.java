package io.sluice.config.kafka;

import io.sluice.config.yaml.Suggestion;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code streams} may hold: an allow-list, so that what is new in Kafka is thought of. */
final class StreamsRules {
  private static final Pattern CONNECTION =
      Pattern.compile("bootstrap\\.servers|(security|ssl|sasl)\\..*");

  /** What the user gives names to. */
  private static final Pattern FREE = Pattern.compile("(config\\.providers|client\\.tag)\\..+");

  private StreamsRules() {}

  static void check(Property property) {
    problem(property).ifPresent(property.setting()::problem);
  }

  private static Optional<String> problem(Property property) {
    String key = property.key();
    if (FREE.matcher(key).matches()) {
      return Optional.empty();
    }
    if (key.startsWith("global.consumer.")) {
      return Optional.of("must not be set: there are no global stores");
    }
    String prefix = Allowed.prefixOf(key);
    String name = key.substring(prefix.length());
    if (CONNECTION.matcher(name).matches()) {
      return Optional.of("belongs under kafka, so that every client has it");
    }
    Optional<String> refused = Refused.reason(name, property.value());
    if (refused.isPresent()) {
      return Optional.of("must not be set: " + refused.get());
    }
    Set<String> allowed = Allowed.BY_PREFIX.getOrDefault(prefix, Set.of());
    if (allowed.contains(name)) {
      return ValueRules.problem(name, property.value());
    }
    return Refused.REASONS.containsKey(name)
        ? Optional.empty()
        : Optional.of("unknown key; " + hint(prefix, name, allowed));
  }

  private static String hint(String prefix, String name, Set<String> allowed) {
    return Suggestion.of(name, allowed)
        .map(meant -> "did you mean " + prefix + meant + "?")
        .orElse(
            "docs/kafka.md lists what may be set here; settings of your own plug-ins go under"
                + " kafka");
  }
}
