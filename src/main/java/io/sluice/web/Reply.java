package io.sluice.web;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the body
 */
record Reply(int status, String contentType, String body) {
  static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=utf-8", body + "\n");
  }
}
