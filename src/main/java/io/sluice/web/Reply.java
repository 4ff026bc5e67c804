package io.sluice.web;

import java.nio.charset.StandardCharsets;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the body, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reply(int status, String contentType, byte[] body) {
  Reply(int status, String contentType, String body) {
    this(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=utf-8", body + "\n");
  }
}
