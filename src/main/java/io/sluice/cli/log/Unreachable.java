package io.sluice.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of a Kafka client says of a broker that it cannot reach. Each client says so several
 * times a second, and there are five of them to a pipeline.
 *
 * @param address host and port
 * @param reason what went wrong
 */
record Unreachable(String address, String reason) {
  private static final String CLIENTS = "org.apache.kafka.clients.";

  private record Form(Pattern pattern, String reason) {}

  private static final List<Form> FORMS =
      List.of(
          new Form(
              Pattern.compile("Connection to node \\S+ \\((\\S+)\\) could not be established\\."),
              "no connection"),
          new Form(
              Pattern.compile("Connection to node \\S+ \\((\\S+)\\) terminated during authent"),
              "ended during authentication"),
          new Form(Pattern.compile("Bootstrap broker (\\S+:\\d+) .*disconnected"), "disconnected"),
          new Form(Pattern.compile("Error connecting to node (\\S+:\\d+) "), "no connection"),
          new Form(
              Pattern.compile("Couldn't resolve server (\\S+:\\d+) from .* as DNS resolution"),
              "unknown host"));

  /** What a line says; empty when it is about something else. */
  static Optional<Unreachable> of(ILoggingEvent event) {
    if (!event.getLoggerName().startsWith(CLIENTS)) {
      return Optional.empty();
    }
    String message = String.valueOf(event.getFormattedMessage());
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(message);
      if (matcher.find()) {
        return Optional.of(new Unreachable(named(matcher.group(1)), form.reason()));
      }
    }
    return Optional.empty();
  }

  /**
   * Java's {@code host/1.2.3.4:9092} as {@code host:9092}, and without a host's name the number.
   */
  private static String named(String address) {
    int slash = address.indexOf('/');
    if (slash <= 0) {
      return address.substring(slash + 1);
    }
    return address.substring(0, slash) + address.substring(address.lastIndexOf(':'));
  }
}
