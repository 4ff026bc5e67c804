package io.sluice.event;

import com.dynatrace.hash4j.hashing.Hashing;

/** What stands for a text where the different values of a field are counted. */
public final class DistinctValue {
  /** The bits of a hash that a double holds exactly. */
  private static final int BITS = 53;

  private DistinctValue() {}

  /** A whole number from 0 to 2^53 - 1, the same for the same text in every version. */
  public static double of(String text) {
    return Hashing.komihash5_0().hashCharsToLong(text) >>> (Long.SIZE - BITS);
  }
}
