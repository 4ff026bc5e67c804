package io.sluice.replay;

/**
 * How far a replay is.
 *
 * @param published rows published
 * @param fileShare the share of the file that was read, 0 to 1
 * @param processed rows that the pipeline has read
 * @param windows windows that it has closed, of each key on its own
 * @param alerts alerts that have fired
 */
public record ReplayProgress(
    long published, double fileShare, long processed, long windows, long alerts) {

  /** The share of the whole file that the pipeline has processed, 0 to 1. */
  public double share() {
    return published == 0 ? fileShare : fileShare * Math.min(1, (double) processed / published);
  }
}
