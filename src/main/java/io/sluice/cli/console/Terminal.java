package io.sluice.cli.console;

import org.jline.terminal.impl.exec.ExecTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/** What can be known of standard error, and how one line on it is written over. */
public final class Terminal {
  /** Returns to the start of the line and erases it. */
  public static final String ERASE_LINE = "\r\u001b[K";

  private static final String CUT = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private Terminal() {}

  /** A line in place of the one before; cut by a terminal on which it does not fit. */
  public static String over(String line) {
    return ERASE_LINE + CUT + line + WRAP;
  }

  /** Whether standard error is a terminal that can move its cursor. */
  public static boolean isError() {
    return Screen.canMove(System.getenv("TERM"))
        && new ExecTerminalProvider().isSystemStream(SystemStream.Error);
  }
}
