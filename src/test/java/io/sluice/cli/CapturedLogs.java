package io.sluice.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Everything that is logged from {@link #start} to {@link #stop}, instead of printing it. */
final class CapturedLogs {
  private static final List<String> LOGGERS =
      List.of(
          "io.sluice",
          "org.apache.kafka",
          "kafka",
          "org.apache.kafka.common.config.AbstractConfig");

  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Appender<ILoggingEvent> console = root.getAppender("STDERR");
  private final List<Level> levels = LOGGERS.stream().map(name -> logger(name).getLevel()).toList();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  void start() {
    root.detachAppender(console);
    lines.setContext(root.getLoggerContext());
    lines.start();
    root.addAppender(lines);
    level(Level.INFO);
  }

  /** How much is captured of Sluice and Kafka. */
  void level(Level level) {
    LOGGERS.forEach(name -> logger(name).setLevel(level));
  }

  /** Messages with their stack traces, a line each. */
  String text() {
    return List.copyOf(lines.list).stream()
        .map(
            event ->
                event.getLoggerName()
                    + " "
                    + event.getFormattedMessage()
                    + " "
                    + ThrowableProxyUtil.asString(event.getThrowableProxy()))
        .collect(Collectors.joining("\n"));
  }

  void stop() {
    root.detachAppender(lines);
    root.addAppender(console);
    for (int i = 0; i < LOGGERS.size(); i++) {
      logger(LOGGERS.get(i)).setLevel(levels.get(i));
    }
  }
}
