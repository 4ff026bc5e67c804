package io.sluice.model.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What keeps a trial's process small and short-lived. */
final class TrialProcess {
  private static final int PARENT_GONE = 11;
  private static final long LOOK_EVERY_MS = 10;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path OUT_OF_MEMORY_SCORE = Path.of("/proc/self/oom_score_adj");
  private static final String ANONYMOUS = "RssAnon:";

  private TrialProcess() {}

  /**
   * Ends this process when the other end of its standard input is closed.
   *
   * @param directory the trial's own, which nobody else is left to delete
   */
  static void leaveWithParent(Path directory) {
    start(
        "parent",
        () -> {
          try {
            while (System.in.read() >= 0) {}
          } catch (IOException e) {
            // as closed as it gets
          }
          try {
            Trial.delete(directory);
          } finally {
            Runtime.getRuntime().halt(PARENT_GONE);
          }
        });
  }

  /** Has the system end this process, and not the other one, when memory runs out. */
  static void leaveFirst() {
    try {
      Files.writeString(OUT_OF_MEMORY_SCORE, "1000");
    } catch (IOException | SecurityException e) {
      // Not Linux, or a stricter one: its own limits are left.
    }
  }

  /** Ends this process when it has taken more memory from now on than it may. */
  static void leaveBeyond(long mebibytes, int code) {
    OptionalLong before = anonymousKib();
    if (before.isPresent()) {
      long limit = before.getAsLong() + (mebibytes << 10);
      start("memory", () -> watch(limit, code));
    }
  }

  private static void watch(long limitKib, int code) {
    try {
      while (anonymousKib().orElse(0) <= limitKib) {
        Thread.sleep(LOOK_EVERY_MS);
      }
      Runtime.getRuntime().halt(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Memory that is not that of files; empty where the system does not say. */
  private static OptionalLong anonymousKib() {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(ANONYMOUS))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
