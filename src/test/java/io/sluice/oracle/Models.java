package io.sluice.oracle;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The model of a window task, and the one that takes over from it.
 *
 * @param next null: none does
 * @param from the first window of the next one; null: there is none
 */
record Models(Network first, @Nullable Network next, @Nullable Place from) {
  /** The model that steps a window. */
  Network at(long end, Bytes key) {
    return next != null && from != null && new Place(end, key).compareTo(from) >= 0 ? next : first;
  }
}
