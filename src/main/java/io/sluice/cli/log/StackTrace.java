package io.sluice.cli.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** A stack trace as Java prints it, but that each message is one harmless line. */
final class StackTrace {
  private static final int MAX_CAUSES = 20;

  private StackTrace() {}

  static String of(IThrowableProxy thrown) {
    StringBuilder text = new StringBuilder(1_024);
    IThrowableProxy next = thrown;
    for (int i = 0; next != null && i < MAX_CAUSES; i++) {
      text.append(i == 0 ? "" : "Caused by: ").append(next.getClassName());
      if (next.getMessage() != null) {
        text.append(": ").append(SafeText.message(next.getMessage()));
      }
      text.append('\n');
      frames(next, text);
      next = next.getCause();
    }
    return text.toString();
  }

  private static void frames(IThrowableProxy thrown, StringBuilder text) {
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int common = thrown.getCommonFrames();
    for (int i = 0; i < frames.length - common; i++) {
      text.append('\t').append(frames[i].getSTEAsString()).append('\n');
    }
    if (common > 0) {
      text.append("\t... ").append(common).append(" more\n");
    }
  }
}
