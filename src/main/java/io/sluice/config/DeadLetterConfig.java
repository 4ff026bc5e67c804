package io.sluice.config;

/**
 * What dead letters hold of a source record.
 *
 * @param maxBytes the most bytes of the key, and of the value; 0: neither of them, up to {@value
 *     #LARGEST}
 */
public record DeadLetterConfig(int maxBytes) {
  /** Key, value and headers together stay below what brokers take by default, 1 MiB. */
  public static final int LARGEST = 262_144;

  public DeadLetterConfig {
    if (maxBytes < 0 || maxBytes > LARGEST) {
      throw new IllegalArgumentException("maxBytes must lie in 0 to " + LARGEST);
    }
  }
}
