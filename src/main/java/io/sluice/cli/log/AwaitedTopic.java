package io.sluice.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.regex.Pattern;

/**
 * What a Kafka client says of an internal topic that Kafka Streams is about to create, at each
 * first start of a pipeline. One that never comes fails its pipeline, which is said then.
 */
final class AwaitedTopic {
  private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

  private static final Pattern LINE =
      Pattern.compile("recoverable issue with correlation id \\d+ : \\{([^{}]*)}");

  private static final Pattern AWAITED =
      Pattern.compile(
          "[\\w.-]+-(?:repartition|changelog)=(?:UNKNOWN_TOPIC_OR_PARTITION|LEADER_NOT_AVAILABLE)");

  private AwaitedTopic() {}

  /** Whether a line is about such topics alone. */
  static boolean isAllOf(ILoggingEvent event) {
    if (!event.getLoggerName().equals(CLIENT)) {
      return false;
    }
    var line = LINE.matcher(String.valueOf(event.getFormattedMessage()));
    return line.find()
        && Pattern.compile(", ")
            .splitAsStream(line.group(1))
            .allMatch(topic -> AWAITED.matcher(topic).matches());
  }
}
