package io.sluice.cli.console;

import io.sluice.replay.ReplayProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A replay's progress: one line that is written over, or a plain line every few seconds where the
 * output is no terminal.
 */
public final class ReplayBar implements Consumer<ReplayProgress> {
  private static final int WIDTH = 24;
  private static final Duration REFRESH = Duration.ofMillis(200);
  private static final Duration PLAIN = Duration.ofSeconds(5);

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean pipeline;
  private final long begin = System.nanoTime();
  private long shown = begin;

  /**
   * A bar.
   *
   * @param pipeline whether a pipeline processes the rows in this process
   */
  public ReplayBar(PrintWriter out, boolean terminal, boolean pipeline) {
    this.out = out;
    this.terminal = terminal;
    this.pipeline = pipeline;
  }

  @Override
  public void accept(ReplayProgress progress) {
    long now = System.nanoTime();
    if (now - shown >= (terminal ? REFRESH : PLAIN).toNanos()) {
      shown = now;
      if (terminal) {
        out.print(Terminal.over(line(progress, now)));
      } else {
        out.println(line(progress, now));
      }
      out.flush();
    }
  }

  private String line(ReplayProgress progress, long now) {
    double seconds = Math.max(1e-3, (now - begin) / 1e9);
    double share = pipeline ? progress.share() : progress.fileShare();
    long rows = pipeline ? progress.processed() : progress.published();
    int filled = (int) (share * WIDTH);
    StringBuilder line = new StringBuilder();
    line.append('[').append("#".repeat(filled)).append(".".repeat(WIDTH - filled)).append("] ");
    line.append(format("%3.0f%%  %,d rows  %,.0f/s", 100 * share, rows, rows / seconds));
    if (pipeline) {
      line.append(format("  %,d windows  %,d alerts", progress.windows(), progress.alerts()));
    }
    if (share > 0.01) {
      long left = (long) (seconds * (1 - share) / share);
      line.append(format("  %d:%02d left", left / 60, left % 60));
    }
    return line.toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** Ends the line. */
  public void finish() {
    if (terminal) {
      out.print(Terminal.ERASE_LINE);
      out.flush();
    }
  }
}
