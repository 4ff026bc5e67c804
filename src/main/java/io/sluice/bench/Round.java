package io.sluice.bench;

/**
 * One measured round.
 *
 * @param records records read
 * @param seconds from the start of processing until everything was committed
 * @param cpuNanos CPU time of the stream threads meanwhile
 */
public record Round(long records, double seconds, long cpuNanos) {
  public double recordsPerSecond() {
    return records / seconds;
  }

  public double cpuMicrosPerRecord() {
    return cpuNanos / 1e3 / records;
  }
}
