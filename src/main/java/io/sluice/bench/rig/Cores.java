package io.sluice.bench.rig;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What the machine's cores have done since a moment. */
public final class Cores {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long begun = System.nanoTime();
  private final long before = SYSTEM.getProcessCpuTime();

  /** From now on. */
  public Cores() {
    var unused = SYSTEM.getCpuLoad(); // it tells of the time since it was asked last
  }

  /**
   * Shares of the time of all cores.
   *
   * @param own of this process
   * @param others of all others
   */
  public record Shares(double own, double others) {}

  /** Up to now. Call it once. */
  public Shares shares() {
    double all = SYSTEM.getCpuLoad();
    double time = (double) (System.nanoTime() - begun) * SYSTEM.getAvailableProcessors();
    double own = (SYSTEM.getProcessCpuTime() - before) / time;
    return new Shares(own, Math.max(0, all - own));
  }
}
