package io.sluice.config.kafka;

/** Defaults of Sluice's that rules of the configuration depend on. */
public final class StreamsDefaults {
  /** {@code commit.interval.ms}: how often results become visible. */
  public static final int COMMIT_INTERVAL_MILLIS = 500;

  /**
   * {@code transaction.timeout.ms}: long enough for a commit behind a slow broker, short enough
   * that a dead instance's open transaction does not hold up its successor for long.
   */
  public static final int TRANSACTION_TIMEOUT_MILLIS = 20_000;

  private StreamsDefaults() {}
}
