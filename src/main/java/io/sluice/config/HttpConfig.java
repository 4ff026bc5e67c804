package io.sluice.config;

/** Where metrics and health are served. Port 0 takes any free port. */
public record HttpConfig(String host, int port) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must lie in 0 to 65535");
    }
  }
}
