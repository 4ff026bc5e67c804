package io.sluice.config.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an event's series key comes from.
 *
 * @param fields event fields joined with {@code /}; empty: the constant, or the record's own key
 * @param constant the key of all events; null: it differs between them
 */
public record KeyConfig(List<String> fields, @Nullable String constant) {
  public KeyConfig {
    fields = List.copyOf(fields);
    if (constant != null && !fields.isEmpty()) {
      throw new IllegalArgumentException("a constant key has no fields");
    }
  }

  /** The key of event fields; of none: the record's own. */
  public KeyConfig(List<String> fields) {
    this(fields, null);
  }

  /** Whether the key is the record's own, so that the source topic is partitioned by it. */
  public boolean isRecordKey() {
    return fields.isEmpty() && constant == null;
  }
}
