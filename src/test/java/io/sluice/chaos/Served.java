package io.sluice.chaos;

import io.sluice.oracle.Rules;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A pipeline of a service's configuration.
 *
 * @param rules what it is to do; what is a default of the product is left out of the configuration
 * @param model the file that is served, to be replaced by another
 * @param idle whether silence closes windows, after the default time
 */
record Served(Rules rules, Path model, boolean idle) {
  private static final int DEFAULT_GRACE = 10;

  /**
   * Not the default: the load's time runs 1,500 times as fast as the wall's, so that a partition is
   * hours behind others when its reader has been away for seconds.
   */
  private static final String MAX_DRIFT = "30d";

  private static final int DEFAULT_MAX_GAP = 6;

  String name() {
    return rules.pipeline();
  }

  /** Its part of the file, under {@code pipelines}. */
  String yaml(String topic) {
    return """
          %s:
            source: { topic: %s, format: json%s, key: [key],
              timestamp: { field: ts, format: epoch-millis } }
            window: { size: %s%s }
            targets: { %s }
            model: %s
            key-ttl: %s
            alerts: { budget: %s }
        """
        .formatted(
            name(),
            topic,
            rules.keyed() ? ", keyed: true" : "",
            minutes(rules.window()),
            window(),
            rules.targets().stream()
                .map(target -> target.name() + ": " + lower(target.aggregate().name()))
                .collect(Collectors.joining(", ")),
            model,
            minutes(rules.keyTtl()),
            minutes(rules.budget()));
  }

  private String window() {
    StringBuilder out = new StringBuilder();
    if (!rules.grace().multipliedBy(DEFAULT_GRACE).equals(rules.window())) {
      out.append(", grace: ").append(minutes(rules.grace()));
    }
    if (rules.maxGap() != DEFAULT_MAX_GAP) {
      out.append(", max-gap: ").append(rules.maxGap());
    }
    out.append(idle ? ", max-drift: " + MAX_DRIFT : ", idle: 0s");
    if (!rules.closed().isEmpty()) {
      out.append(", zone: ").append(rules.zone()).append(", calendar: { days: [");
      out.append(
          Arrays.stream(DayOfWeek.values())
              .filter(day -> !rules.closed().contains(day))
              .map(day -> lower(day.name()).substring(0, 3))
              .collect(Collectors.joining(", ")));
      out.append("], holidays: [");
      out.append(
          rules.holidays().stream().map(LocalDate::toString).collect(Collectors.joining(", ")));
      out.append("] }");
    }
    return out.toString();
  }

  private static String minutes(Duration duration) {
    return duration.toMinutes() + "m";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
