package io.sluice.config.source;

/** What counts as a number in a field of which a number is wanted. */
public enum Numbers {
  /** JSON numbers, and nothing else: any other value condemns its record. */
  STRICT,
  /**
   * JSON numbers, numbers in quotes, and words for 1 and 0 such as {@code true} and {@code OFF}.
   * What is none of them is missing on its own.
   */
  LENIENT
}
