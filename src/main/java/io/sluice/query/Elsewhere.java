package io.sluice.query;

import java.util.Set;

/** A question about a key that another instance has, as far as is known here. */
public final class Elsewhere extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int partition;
  private final transient Set<Integer> searched;

  /** A key of a partition that another instance has. */
  Elsewhere(int partition) {
    super("another instance has partition " + partition);
    this.partition = partition;
    this.searched = Set.of();
  }

  /** A key that is in none of the partitions that are here, and may be in any other. */
  Elsewhere(Set<Integer> searched) {
    super("it is in no partition that is here: another instance may have it");
    this.partition = -1;
    this.searched = Set.copyOf(searched);
  }

  /** That of the key; negative: unknown. */
  public int partition() {
    return partition;
  }

  /** Partitions in which the key is not, where its own is unknown. */
  public Set<Integer> searched() {
    return searched;
  }
}
