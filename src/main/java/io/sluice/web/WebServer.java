package io.sluice.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sluice.config.http.HttpConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics and health over HTTP.
 *
 * <table>
 * <caption>Paths, for GET and HEAD</caption>
 * <tr><th>path</th><th>answer</th></tr>
 * <tr><td>{@code /}</td><td>the list of paths</td></tr>
 * <tr><td>{@code /metrics}</td><td>all metrics, Prometheus text format</td></tr>
 * <tr><td>{@code /health/live}</td><td>200, or 503 when a pipeline has failed</td></tr>
 * <tr><td>{@code /health/ready}</td><td>200 when all pipelines are running, else 503</td></tr>
 * </table>
 *
 * <p>With a bearer token configured, everything but health needs it: orchestrators probe health
 * without credentials, and it tells no more than pipelines' names and states. With TLS configured,
 * it speaks HTTPS only.
 *
 * <p>The JDK's server reads a request on the thread that answers it. So each connection that it
 * takes, see {@link ServerLimits}, has a thread of its own while it needs one: slow ones keep
 * nobody waiting. What costs something, the metrics, is made for a few at a time, so that a flood
 * of requests takes nothing from the pipelines.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  /** Connections that wait to be accepted. */
  private static final int BACKLOG = 64;

  private static final int IDLE_SECONDS = 10;
  private static final Set<String> OPEN = Set.of("/health/live", "/health/ready");
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final Map<String, Supplier<Reply>> pages;
  private final @Nullable BearerToken token;

  private WebServer(
      HttpServer server, @Nullable String token, Supplier<String> metrics, HealthSource source) {
    Health health = new Health(source);
    this.server = server;
    this.token = token == null ? null : new BearerToken(token);
    this.pages =
        Map.of(
            "/", WebServer::index,
            "/metrics", new FewAtATime(() -> new Reply(200, METRICS_TYPE, metrics.get())),
            "/health/live", health::live,
            "/health/ready", health::ready);
    this.threads =
        new ThreadPoolExecutor(
            0,
            ServerLimits.maxConnections(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            WebServer::daemon,
            new ThreadPoolExecutor.AbortPolicy());
  }

  /**
   * Starts to serve.
   *
   * @param metrics gives the metrics in Prometheus' text format 0.0.4
   * @throws IOException when the host is unknown, the port is taken or the TLS identity is of no
   *     use; the message says which
   */
  public static WebServer start(HttpConfig config, Supplier<String> metrics, HealthSource health)
      throws IOException {
    InetAddress host = InetAddress.getByName(config.host());
    HttpServer server;
    try {
      server = create(config, new InetSocketAddress(host, config.port()));
    } catch (BindException e) {
      throw new IOException(
          "http: cannot listen on %s:%d: %s; set http.port to another port, or to 0 for any free one"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    WebServer web = new WebServer(server, config.token(), metrics, health);
    server.setExecutor(web.threads);
    server.createContext("/", web::handle);
    server.start();
    LOG.info("event=http-started host={} port={}", config.host(), web.port());
    warnOfExposure(config, host);
    return web;
  }

  private static HttpServer create(HttpConfig config, InetSocketAddress address)
      throws IOException {
    ServerLimits.set();
    if (config.tls() == null) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsConfigurator tls = new HttpsConfigurator(Tls.context(config.tls()));
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(tls);
    return server;
  }

  /** Containers have to listen beyond loopback, so that is no error; it is never silent either. */
  private static void warnOfExposure(HttpConfig config, InetAddress host) {
    if (host.isLoopbackAddress() || (config.token() != null && config.tls() != null)) {
      return;
    }
    LOG.warn(
        "event=http-exposed host={} message=\"{}\"",
        config.host(),
        config.token() == null
            ? "anyone who reaches this address can read metrics and the pipelines' names;"
                + " set http.token, or http.host to 127.0.0.1"
            : "the bearer token crosses the network in clear text; set http.tls");
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "sluice-http");
    thread.setDaemon(true);
    return thread;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, reply(exchange));
    }
  }

  private Reply reply(HttpExchange exchange) {
    if (!isAllowed(exchange)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", BearerToken.CHALLENGE);
      return Reply.text(401, "a bearer token is required");
    }
    Supplier<Reply> page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return Reply.text(404, "not found");
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Reply.text(405, "method not allowed");
    }
    try {
      return page.get();
    } catch (RuntimeException e) {
      LOG.warn("event=http-failed path={}", exchange.getRequestURI().getPath(), e);
      return Reply.text(500, "internal error");
    }
  }

  private boolean isAllowed(HttpExchange exchange) {
    return token == null
        || OPEN.contains(exchange.getRequestURI().getPath())
        || token.isShownBy(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(reply.status(), -1);
    } else {
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Reply index() {
    return Reply.text(
        200,
        """
        Sluice
        /metrics       metrics, Prometheus text format
        /health/live   200, or 503 when a pipeline has failed
        /health/ready  200 when all pipelines are running, else 503""");
  }

  /** Stops serving; requests under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
