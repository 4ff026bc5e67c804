package io.sluice.history.series;

/**
 * How much of the heap a history may take while it is read. What is counted is what a heap dump
 * shows of the objects, so that a history which is too long ends with a word on what to do.
 */
final class HeapBound {
  /** A window's aggregates, where they stand among the others, and the records they are from. */
  private static final long ROW = 240;

  /** More for each target: its count, value and time. */
  private static final long TARGET = 20;

  /** More for each field that is known in advance. */
  private static final long FIELD = 88;

  /** A key with its containers. */
  private static final long KEY = 320;

  /** A record's time, in an array that grows by half, and in one in which all are sorted. */
  private static final long RECORD = 20;

  /** Beside what is read live the series that are made of it, and what reads. */
  private static final double SHARE = 0.6;

  private static final long GIB = 1L << 30;

  private final long heap;
  private final long row;
  private final long record;
  private long bytes;
  private long rows;

  /**
   * A bound.
   *
   * @param heap bytes of the heap
   * @param summarised how many of the targets remember more than a value, some of them each value
   */
  HeapBound(long heap, int targets, int summarised, int fields) {
    this.heap = heap;
    this.record = RECORD * (1 + summarised);
    this.row = ROW + TARGET * targets + FIELD * fields;
  }

  /**
   * Counts a record.
   *
   * @param isKey whether it is the first of its key
   * @param isRow whether it is the first of its key's window
   * @throws IllegalArgumentException when too much has been read; says what to do
   */
  void add(boolean isKey, boolean isRow) {
    bytes += record + (isKey ? KEY : 0) + (isRow ? row : 0);
    rows += isRow ? 1 : 0;
    if (bytes > SHARE * heap) {
      throw new IllegalArgumentException(
          "the history is too long for a heap of %,d MiB, which holds %,d windows of such records: raise the heap, as in SLUICE_HEAP=%dg, or read a shorter history"
              .formatted(heap >> 20, rows - 1, Math.max(1, (2 * heap + GIB - 1) / GIB)));
    }
  }
}
