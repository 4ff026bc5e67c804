package io.sluice.web.peer;

import org.jspecify.annotations.Nullable;

/**
 * What another instance said.
 *
 * @param status the HTTP status; 0: it said nothing
 * @param contentType of the body
 * @param retryAfter the header of that name
 * @param failure why it said nothing; null: it did
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PeerAnswer(
    String peer,
    int status,
    @Nullable String contentType,
    @Nullable String retryAfter,
    byte[] body,
    @Nullable String failure) {

  static PeerAnswer failed(String peer, String why) {
    return new PeerAnswer(peer, 0, null, null, new byte[0], why);
  }

  /** Whether it is the answer. */
  public boolean isOk() {
    return status == 200;
  }

  /** Why it is missing in what was gathered. */
  public String words() {
    return peer + ": " + (failure == null ? "it answered " + status : failure);
  }
}
