package io.sluice.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A shared secret that clients show in the header {@code Authorization} (RFC 6750). */
final class BearerToken {
  /** What a refusal asks for in the header {@code WWW-Authenticate}. */
  static final String CHALLENGE = "Bearer realm=\"sluice\"";

  private static final String SCHEME = "Bearer ";

  private final byte[] token;

  BearerToken(String token) {
    this.token = bytes(token);
  }

  /** Whether a header shows the token; the time that it takes does not tell how much is right. */
  boolean isShownBy(@Nullable String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(bytes(authorization.substring(SCHEME.length()).strip()), token);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
