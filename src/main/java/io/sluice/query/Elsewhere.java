package io.sluice.query;

/** A question about a key that another instance has. */
public final class Elsewhere extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int partition;

  Elsewhere(int partition) {
    super("another instance has partition " + partition);
    this.partition = partition;
  }

  /** That of the key; negative: unknown. */
  public int partition() {
    return partition;
  }
}
