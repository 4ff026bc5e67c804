package io.sluice.config.http;

import org.jspecify.annotations.Nullable;

/**
 * Where metrics and health are served, and to whom.
 *
 * @param host the address that is listened on
 * @param port 0 takes any free port
 * @param token the bearer token that clients have to show; null: none
 * @param tls where that is what the server proves itself with; null: plain HTTP
 * @param peers how it finds other instances
 */
public record HttpConfig(
    String host, int port, @Nullable Token token, @Nullable TlsFiles tls, PeersConfig peers) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must lie in 0 to 65535");
    }
  }

  /** A server that asks no other instance. */
  public HttpConfig(String host, int port, @Nullable Token token, @Nullable TlsFiles tls) {
    this(host, port, token, tls, PeersConfig.NONE);
  }

  /** Plain HTTP for everybody who reaches it. */
  public HttpConfig(String host, int port) {
    this(host, port, null, null);
  }

  /** Where it is, and how it is protected; for logs: without the token. */
  @Override
  public String toString() {
    return (tls == null ? "http://" : "https://")
        + host
        + ":"
        + port
        + (token == null ? "" : ", bearer token")
        + (peers.advertised() == null ? "" : ", advertised as " + peers.advertised());
  }
}
