package io.sluice.cli;

/** How much is logged by commands that show something else on the terminal. */
final class Logging {
  private Logging() {}

  /**
   * Only what needs attention, unless the user's environment says otherwise. It counts only before
   * the first logger is made: logback.xml reads these properties once.
   */
  static void quiet() {
    setDefault("SLUICE_LOG_LEVEL", "WARN");
    setDefault("SLUICE_KAFKA_LOG_LEVEL", "ERROR");
  }

  private static void setDefault(String name, String level) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, level);
    }
  }
}
