package io.sluice.model.trial;

import java.time.Duration;

/**
 * What a trial may take. System properties {@code sluice.trial.seconds} and {@code
 * sluice.trial.memory.mb} set it for a process.
 *
 * @param time of a processor that a trial takes for a small file, its process's start included;
 *     zero: files are not tried
 * @param memoryMb what loading and running a small file may take beyond a bare process, MiB
 */
public record TrialLimits(Duration time, int memoryMb) {
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(30);
  private static final int DEFAULT_MEMORY_MB = 512;

  /** A file is in memory several times while it is loaded: as read, as parsed, and as weights. */
  private static final int COPIES = 6;

  private static final int MIB_PER_SECOND = 16;

  public TrialLimits {
    if (time.isNegative() || memoryMb < 1) {
      throw new IllegalArgumentException("a trial needs time and memory: " + time + " " + memoryMb);
    }
  }

  /** As the system properties say. */
  public static TrialLimits ofProcess() {
    return new TrialLimits(
        Duration.ofSeconds(
            Integer.getInteger("sluice.trial.seconds", (int) DEFAULT_TIME.toSeconds())),
        Integer.getInteger("sluice.trial.memory.mb", DEFAULT_MEMORY_MB));
  }

  /** The time for a file of a size. */
  Duration timeFor(long bytes) {
    return time.plusSeconds((bytes >> 20) / MIB_PER_SECOND);
  }

  /** The memory for a file of a size, MiB. */
  long memoryMbFor(long bytes) {
    return memoryMb + COPIES * (bytes >> 20);
  }
}
