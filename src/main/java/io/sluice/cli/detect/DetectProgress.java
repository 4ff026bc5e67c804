package io.sluice.cli.detect;

import io.sluice.cli.console.ReplayBar;
import io.sluice.cli.console.Terminal;
import io.sluice.detect.run.DetectException;
import io.sluice.detect.run.HistoryFeed;
import io.sluice.history.History;
import io.sluice.replay.ReplayProgress;
import java.io.PrintWriter;

/** How far a detection is, on standard error, stage by stage. */
final class DetectProgress {
  private final PrintWriter err;
  private ReplayBar bar;

  DetectProgress(PrintWriter err) {
    this.err = err;
    this.bar = new ReplayBar(err, Terminal.isError(), false);
  }

  /** Another stage begins. */
  void begin() {
    bar.finish();
    bar = new ReplayBar(err, Terminal.isError(), false);
  }

  /**
   * Feeds a history, and says what there is to say of it.
   *
   * @throws DetectException when it is not in order
   */
  void feed(HistoryFeed feed, History history) {
    feed.run(history, this::accept);
    finish();
    feed.notes().forEach(this::say);
    if (feed.isOutOfOrder()) {
      throw new DetectException(
          history.name()
              + ": more than a tenth of the records came after their window had closed: sort the rows of each file by time, the oldest first");
    }
  }

  /** Rows of the stage, and the share of it that they are, 0 to 1. */
  void accept(long rows, double share) {
    bar.accept(new ReplayProgress(rows, Math.min(1, share), 0, 0, 0));
  }

  /** Says something. */
  void say(String line) {
    bar.finish();
    err.println(line);
    err.flush();
  }

  void finish() {
    bar.finish();
  }
}
