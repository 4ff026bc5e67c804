package io.sluice.web;

import io.javalin.http.Context;
import io.sluice.config.http.HttpConfig;
import io.sluice.web.peer.Peers;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. With a bearer token configured, everything but health and the page's own files
 * needs it: orchestrators probe health without credentials, and it tells no more than pipelines'
 * names and states. On loopback, the name by which a client asks must be one of this machine's:
 * otherwise any web site could ask by way of a browser (DNS rebinding). A page of another site gets
 * no answer. Another instance shows a secret of its own, and is let in to the API.
 */
final class Guard {
  private static final Set<String> OPEN =
      Set.of("/health/live", "/health/ready", "/", "/openapi.json");
  private static final String FILES = "/files/";
  private static final String SCHEMAS = "/schemas/";
  private static final String API = "/api/";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final @Nullable WatchedToken token;
  private final boolean isLoopback;
  private final String host;
  private final Peers peers;

  Guard(HttpConfig config, @Nullable WatchedToken token, InetAddress address, Peers peers) {
    this.peers = peers;
    this.token = token;
    this.isLoopback = address.isLoopbackAddress();
    this.host = config.host().toLowerCase(Locale.ROOT);
  }

  /** Null: it is let in. */
  @Nullable Refusal refusal(Context context) {
    if (context.header(Peers.HEADER) != null) {
      boolean isPeer =
          peers.isShownBy(context.header(Peers.HEADER)) && context.path().startsWith(API);
      return isPeer ? null : new Refusal(401, "this is no other instance's secret");
    }
    if (isLoopback && !isOurs(context.header("Host"))) {
      return new Refusal(421, "this server is asked as localhost");
    }
    String origin = context.header("Origin");
    if (origin != null && !isSame(origin, context.header("Host"))) {
      return new Refusal(403, "pages of other sites get no answer");
    }
    String path = context.path();
    if (token != null
        && !OPEN.contains(path)
        && !path.startsWith(FILES)
        && !path.startsWith(SCHEMAS)
        && !token.isShownBy(context.header("Authorization"))) {
      return new Refusal(401, "a bearer token is required");
    }
    return null;
  }

  private boolean isOurs(@Nullable String header) {
    if (header == null) {
      return true; // HTTP 1.0, which browsers do not speak
    }
    String name = header.replaceFirst("\\.?(:\\d*)?$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name) || name.equals(host) || name.endsWith(".localhost");
  }

  private static boolean isSame(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Why somebody is not let in. */
  record Refusal(int status, String detail) {}
}
