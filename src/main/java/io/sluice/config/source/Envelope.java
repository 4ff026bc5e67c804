package io.sluice.config.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a producer puts around an event. Fields are looked for within it first, and then in the
 * record as a whole, so that what stands beside the event can be read as well.
 */
public enum Envelope {
  /** Nothing: the record is the event. */
  NONE,
  /** Debezium's: the row after the change, {@code after}, with a schema around it or without. */
  DEBEZIUM,
  /** That of Kafka Connect's JSON converter with schemas: {@code payload}. */
  CONNECT,
  /** CloudEvents in structured mode: {@code data}. */
  CLOUDEVENTS,
  /** Telegraf's JSON: {@code fields}, one metric in a record or a batch of them. */
  TELEGRAF;

  /** Whether records with a null value are of the protocol: they say that a row was deleted. */
  public boolean hasTombstones() {
    return this == DEBEZIUM || this == CONNECT;
  }

  /** The member that holds an array of events in place of one; null: there is none. */
  public @Nullable String batch() {
    return this == TELEGRAF ? "metrics" : null;
  }

  /** The ways to the event, the best one first; none: the record is the event. */
  public List<List<String>> bodies() {
    return switch (this) {
      case NONE -> List.of();
      case DEBEZIUM -> List.of(List.of("payload", "after"), List.of("after"), List.of("payload"));
      case CONNECT -> List.of(List.of("payload"));
      case CLOUDEVENTS -> List.of(List.of("data"));
      case TELEGRAF -> List.of(List.of("fields"));
    };
  }
}
