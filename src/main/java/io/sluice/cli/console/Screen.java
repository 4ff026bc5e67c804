package io.sluice.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal that a picture is drawn on again and again, each over the one before. The picture
 * follows the terminal's size.
 */
public final class Screen implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Screen.class);

  private static final String UP = "\u001b[%dA";
  private static final String ERASE_LINE = "\r\u001b[2K";
  private static final String ERASE_BELOW = "\u001b[J";
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Terminal terminal;
  private volatile boolean isResized = true;
  private boolean isFirst = true;
  private Size size = Size.of(0, 0);

  /** Lines of the picture that is shown. */
  private int height;

  /** Draws on a terminal, which is closed with this. */
  Screen(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The screen that standard output is; null: it is a pipe, a file, or cannot move its cursor. */
  public static @Nullable Screen ofOutput() {
    if (!canMove(System.getenv("TERM"))) {
      return null;
    }
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysOut)
              .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
              .dumb(true)
              .graphemeCluster(false) // which would be asked of the terminal, by its input
              .nativeSignals(false) // which are ours: see Signals
              .paused(true)
              .build();
      if (!canMove(terminal.getType())) {
        terminal.close();
        return null;
      }
      Screen screen = new Screen(terminal);
      Signals.onResize(screen::resized);
      return screen;
    } catch (IOException e) {
      LOG.debug("event=no-terminal", e);
      return null;
    }
  }

  /** Whether a terminal of this type, as {@code TERM} has it, can move its cursor. */
  static boolean canMove(@Nullable String type) {
    return type != null && !type.isBlank() && !type.startsWith(Terminal.TYPE_DUMB);
  }

  /** The terminal has another size now. */
  void resized() {
    isResized = true;
  }

  /** How many columns a line may take: the last one is left free, where terminals differ. */
  public int columns() {
    look();
    return Math.max(1, size.getColumns() - 1);
  }

  /** How many lines a picture may have; the cursor stands below it. */
  public int rows() {
    look();
    return Math.max(1, size.getRows() - 1);
  }

  private void look() {
    if (!isResized) {
      return;
    }
    isResized = false;
    size = terminal.getSize();
    if (!isFirst) {
      write(CLEAR); // lines that were broken anew stand elsewhere
      height = 0;
    }
    isFirst = false;
  }

  /** Draws a picture of {@link #columns} and {@link #rows} at most over the one before. */
  public void paint(List<AttributedString> lines) {
    StringBuilder picture = new StringBuilder();
    if (height > 0) {
      picture.append(UP.formatted(height));
    }
    for (AttributedString line : lines) {
      picture.append(ERASE_LINE).append(line.toAnsi(terminal)).append('\n');
    }
    height = lines.size();
    write(picture.append(ERASE_BELOW).toString());
  }

  private void write(String text) {
    PrintWriter writer = terminal.writer();
    writer.print(text);
    writer.flush();
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      LOG.debug("event=terminal-not-closed", e);
    }
  }
}
