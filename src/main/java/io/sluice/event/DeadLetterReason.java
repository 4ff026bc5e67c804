package io.sluice.event;

import io.sluice.config.yaml.KebabCase;

/** Why a record or a window went to the dead-letter topic. */
public enum DeadLetterReason {
  /** A null value that is no watermark. */
  TOMBSTONE,
  /** The value is larger, or holds more events, than the limit. */
  RECORD_TOO_LARGE,
  /** The value is not JSON, or its JSON is beyond the limits of depth or length. */
  MALFORMED_JSON,
  /** The value is JSON, but neither an object nor an array of events; or such an event is none. */
  NOT_AN_OBJECT,
  /** A field that is read stands in the object twice. */
  DUPLICATE_FIELD,
  /** A key field is absent or null, or the record has no key. */
  MISSING_KEY,
  /** The key is too long, has control characters, or is not UTF-8. */
  INVALID_KEY,
  /** The timestamp field is absent or null. */
  MISSING_TIMESTAMP,
  /** The timestamp cannot be read or is negative. */
  INVALID_TIMESTAMP,
  /** The event is dated further ahead of the wall clock than the pipeline allows. */
  TIMESTAMP_IN_FUTURE,
  /** Strictly: no target's field is present, and no field that is known in advance announced. */
  MISSING_VALUE,
  /**
   * A target's field is not a finite number, or one that is known in advance no plan, and nothing
   * else can be used; strictly, whatever else there is.
   */
  INVALID_VALUE,
  /** A field of an event's token is absent or null. */
  MISSING_TOKEN,
  /** An event's token is empty, too long, or has control characters. */
  INVALID_TOKEN,
  /** The event's window has as many events of its key as it may have. */
  WINDOW_FULL,
  /** A watermark record's header is not a time, or the time is too far in the future. */
  INVALID_WATERMARK,
  /** The event's key is new, and there are as many keys as {@code max-keys} allows. */
  TOO_MANY_KEYS,
  /** A closed window on which the model failed or returned a number that is not finite. */
  MODEL_FAILED;

  /** The name in topics and metrics: lower case with hyphens. */
  public String label() {
    return KebabCase.of(this);
  }
}
