package io.sluice.demo;

import io.sluice.demo.simulator.Fault;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How many of the injected faults were found, and how many alerts were about nothing.
 *
 * @param injected faults whose windows have all closed
 * @param detected of these, how many an episode of the same key overlaps
 * @param falseAlerts episodes that overlap no fault of their key
 */
public record DemoScore(int injected, int detected, int falseAlerts) {
  /** Windows after its end in which a fault still shows: the way back to normal is abnormal too. */
  private static final int AFTERMATH_WINDOWS = 4;

  /**
   * One alert episode.
   *
   * @param key the series
   * @param start start of its first window, epoch ms
   * @param end end of its last abnormal window that is known (exclusive), epoch ms
   */
  public record Episode(String key, long start, long end) {}

  /**
   * Compares faults and episodes.
   *
   * @param closedThrough end of the newest closed window, epoch ms
   */
  public static DemoScore of(
      List<Fault> faults, Collection<Episode> episodes, Duration window, long closedThrough) {
    long aftermath = AFTERMATH_WINDOWS * window.toMillis();
    int injected = 0;
    int detected = 0;
    for (Fault fault : faults) {
      if (fault.end() <= closedThrough) {
        injected++;
        boolean found = episodes.stream().anyMatch(episode -> overlap(fault, episode, aftermath));
        detected += found ? 1 : 0;
      }
    }
    long falseAlerts =
        episodes.stream()
            .filter(
                episode -> faults.stream().noneMatch(fault -> overlap(fault, episode, aftermath)))
            .count();
    return new DemoScore(injected, detected, (int) falseAlerts);
  }

  private static boolean overlap(Fault fault, Episode episode, long aftermath) {
    return fault.key().equals(episode.key())
        && episode.start() < fault.end() + aftermath
        && fault.start() < episode.end();
  }

  /** The sums of two scores. */
  public DemoScore plus(DemoScore other) {
    return new DemoScore(
        injected + other.injected, detected + other.detected, falseAlerts + other.falseAlerts);
  }
}
