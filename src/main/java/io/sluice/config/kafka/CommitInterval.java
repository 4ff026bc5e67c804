package io.sluice.config.kafka;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A transaction is open from one commit to the next: when that takes longer than the broker keeps
 * one open, every one is aborted, and the pipeline starts over for ever.
 */
final class CommitInterval {
  private static final String INTERVAL = "commit.interval.ms";
  private static final String TIMEOUT = "transaction.timeout.ms";

  private CommitInterval() {}

  static void check(PropertySection kafka, PropertySection streams) {
    @Nullable Property interval = streams.get(INTERVAL);
    @Nullable Property timeout =
        first(streams.get("producer." + TIMEOUT), streams.get(TIMEOUT), kafka.get(TIMEOUT));
    OptionalLong commit = millis(interval, StreamsDefaults.COMMIT_INTERVAL_MILLIS);
    OptionalLong limit = millis(timeout, StreamsDefaults.TRANSACTION_TIMEOUT_MILLIS);
    @Nullable Property wrong = interval == null ? timeout : interval;
    if (wrong == null || commit.isEmpty() || limit.isEmpty()) {
      return;
    }
    if (commit.getAsLong() >= limit.getAsLong()) {
      wrong
          .setting()
          .problem(
              ("a transaction is open for %s, %,d ms, but the broker aborts it after %s, %,d ms;"
                      + " commit more often, or raise streams.producer.%s")
                  .formatted(INTERVAL, commit.getAsLong(), TIMEOUT, limit.getAsLong(), TIMEOUT));
    }
  }

  private static @Nullable Property first(@Nullable Property... candidates) {
    for (@Nullable Property candidate : candidates) {
      if (candidate != null) {
        return candidate;
      }
    }
    return null;
  }

  /** Empty where it is no number, which is a problem of its own. */
  private static OptionalLong millis(@Nullable Property property, long otherwise) {
    if (property == null) {
      return OptionalLong.of(otherwise);
    }
    try {
      return OptionalLong.of(Long.parseLong(property.value().strip()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
