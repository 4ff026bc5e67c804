package io.sluice.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be known of the terminal, and what may be written to it. */
public final class Terminal {
  /** Returns to the start of the line and erases it. */
  public static final String ERASE_LINE = "\r\u001b[K";

  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private Terminal() {}

  /** Whether standard output is a terminal that can move its cursor; false where unknown. */
  public static boolean isOutput() {
    return isTerminal(STDOUT);
  }

  /** Whether standard error is a terminal that can move its cursor. */
  public static boolean isError() {
    return isTerminal(STDERR);
  }

  private static boolean isTerminal(int descriptor) {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // where there is no way to tell
    }
  }
}
