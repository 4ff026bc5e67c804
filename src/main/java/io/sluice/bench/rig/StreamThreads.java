package io.sluice.bench.rig;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** The CPU time that the stream threads of an application have taken. */
public final class StreamThreads {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StreamThreads() {}

  /** CPU time of all live stream threads of an application since they started, ns. */
  public static long cpuNanos(String applicationId) {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && isStreamThread(thread.getThreadName(), applicationId)) {
        nanos += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  private static boolean isStreamThread(String name, String applicationId) {
    return name.startsWith(applicationId + "-") && name.matches(".*-StreamThread-\\d+");
  }
}
