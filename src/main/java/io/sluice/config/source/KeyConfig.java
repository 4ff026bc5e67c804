package io.sluice.config.source;

import java.util.List;

/**
 * Where an event's series key comes from.
 *
 * @param fields event fields joined with {@code /}; empty: the record's own key
 */
public record KeyConfig(List<String> fields) {
  public KeyConfig {
    fields = List.copyOf(fields);
  }

  /** Whether the key is the record's own, so that the source topic is partitioned by it. */
  public boolean isRecordKey() {
    return fields.isEmpty();
  }
}
