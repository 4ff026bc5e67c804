package io.sluice.cli.console;

import io.sluice.config.yaml.KebabCase;

/** What logback.xml reads, once, when the first logger is made: call these before. */
public final class Logging {
  /** How a log line looks. */
  public enum Format {
    TEXT,
    JSON
  }

  private Logging() {}

  /**
   * For commands that show something else on the terminal: only what needs attention, unless the
   * user's environment says otherwise.
   */
  public static void quiet() {
    setDefault("SLUICE_LOG_LEVEL", "WARN");
    setDefault("SLUICE_KAFKA_LOG_LEVEL", "ERROR");
  }

  public static void format(Format format) {
    System.setProperty("sluice.log.format", KebabCase.of(format));
  }

  private static void setDefault(String name, String level) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, level);
    }
  }
}
