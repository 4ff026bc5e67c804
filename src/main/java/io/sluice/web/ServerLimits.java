package io.sluice.web;

import java.util.Map;

/**
 * Limits of the JDK's HTTP server, so that slow, idle or large requests do not hold its threads and
 * sockets. It takes them from system properties, once, before the first server is made; a property
 * that the user has set stays.
 */
final class ServerLimits {
  private static final String MAX_CONNECTIONS = "jdk.httpserver.maxConnections";
  private static final int CONNECTIONS = 200;

  private static final Map<String, String> PROPERTIES =
      Map.of(
          // Seconds for all of a request to arrive, and for all of an answer to be taken.
          "sun.net.httpserver.maxReqTime",
          "5",
          "sun.net.httpserver.maxRspTime",
          "30",
          // Connections in all, and of those how many may be idle, for how many seconds.
          MAX_CONNECTIONS,
          String.valueOf(CONNECTIONS),
          "sun.net.httpserver.maxIdleConnections",
          "50",
          "sun.net.httpserver.idleInterval",
          "30",
          // Headers of a request: how many, and their size in bytes.
          "sun.net.httpserver.maxReqHeaders",
          "64",
          "sun.net.httpserver.maxReqHeaderSize",
          "16384",
          // Nothing here reads a body: the most that is skipped to keep a connection, bytes.
          "sun.net.httpserver.drainAmount",
          "4096");

  private ServerLimits() {}

  /** How many connections are open at a time. */
  static int maxConnections() {
    int set = Integer.getInteger(MAX_CONNECTIONS, CONNECTIONS);
    return set > 0 ? set : CONNECTIONS; // to the JDK, 0 and less are no limit
  }

  static void set() {
    PROPERTIES.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }
}
