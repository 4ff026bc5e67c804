package io.sluice.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.sluice.config.http.HttpConfig;
import io.sluice.live.Live;
import io.sluice.metrics.Exposition;
import io.sluice.query.Elsewhere;
import io.sluice.web.api.AlertsApi;
import io.sluice.web.api.HistoryApi;
import io.sluice.web.api.PipelinesApi;
import io.sluice.web.api.Problem;
import io.sluice.web.api.Published;
import io.sluice.web.api.Queries;
import io.sluice.web.api.SeriesApi;
import io.sluice.web.api.StreamApi;
import io.sluice.web.api.WhatIfApi;
import io.sluice.web.peer.Gathering;
import io.sluice.web.peer.PeerAnswer;
import io.sluice.web.peer.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics, health, the API and the page over HTTP.
 *
 * <table>
 * <caption>Paths, for GET, HEAD and OPTIONS</caption>
 * <tr><th>path</th><th>answer</th></tr>
 * <tr><td>{@code /}</td><td>the page</td></tr>
 * <tr><td>{@code /api/v1/…}</td><td>what the page shows, as JSON</td></tr>
 * <tr><td>{@code /metrics}</td><td>all metrics: Prometheus' formats, OpenMetrics</td></tr>
 * <tr><td>{@code /health/live}</td><td>200, or 503 when a pipeline has failed</td></tr>
 * <tr><td>{@code /health/ready}</td><td>200 when all pipelines are running, else 503</td></tr>
 * </table>
 *
 * <p>Who is let in, says {@link Guard}. With TLS configured, it speaks HTTPS only. What costs
 * something, the metrics, is made for a few at a time, so that a flood of requests takes nothing
 * from the pipelines.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  /** Of what takes a question in its body. */
  private static final String ASKED = "POST, OPTIONS";

  /** Of every route, beside what it is for. */
  private static final Set<HandlerType> EVERYWHERE = Set.of(HandlerType.HEAD, HandlerType.OPTIONS);

  /** The attribute of a request that has when it came. */
  private static final String BEGUN = "sluice-begun";

  private static final String JSON = "application/json";
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none';"
          + " form-action 'none'";

  private final Guard guard;
  private final @Nullable WatchedToken token;
  private final @Nullable Tls tls;
  private final StreamApi stream;
  private final Javalin server;

  private WebServer(
      HttpConfig config,
      InetAddress host,
      @Nullable Tls tls,
      Function<@Nullable String, Exposition> metrics,
      HealthSource source,
      Live live,
      Queries queries,
      Peers peers) {
    this.token = config.token() == null ? null : new WatchedToken(config.token());
    this.guard = new Guard(config, token, host, peers);
    this.tls = tls;
    Published published = new Published();
    this.stream = new StreamApi(live, published, queries, peers.isAny());
    this.server =
        Javalin.create(
            javalin -> {
              configure(javalin);
              JettyLimits.set(javalin.jetty, config, tls);
              health(javalin, new Health(source), metrics);
              api(javalin, source, live, published, queries, peers, config.peers().advertised());
              documents(javalin);
              page(javalin);
            });
  }

  /**
   * Starts to serve.
   *
   * @param metrics gives the metrics in a format that the header {@code Accept} takes; null: the
   *     client sent none
   * @param live what is shown of the pipelines
   * @param queries where their keys are asked for
   * @throws IOException when the host is unknown, the port is taken or the TLS identity is of no
   *     use; the message says which
   */
  public static WebServer start(
      HttpConfig config,
      Function<@Nullable String, Exposition> metrics,
      HealthSource health,
      Live live,
      Queries queries)
      throws IOException {
    InetAddress host = InetAddress.getByName(config.host());
    Peers peers = new Peers(config);
    Tls tls = config.tls() == null ? null : new Tls(config.tls());
    WebServer web = new WebServer(config, host, tls, metrics, health, live, queries, peers);
    try {
      web.server.start();
    } catch (JavalinBindException e) {
      web.close();
      throw new IOException(
          "http: cannot listen on %s:%d: %s; set http.port to another port, or to 0 for any free one"
              .formatted(config.host(), config.port(), e.getMessage()),
          e);
    }
    LOG.info("event=http-started host={} port={}", config.host(), web.port());
    warnOfExposure(config, host);
    return web;
  }

  /** As the other, of pipelines that are not asked about their keys. */
  static WebServer start(
      HttpConfig config,
      Function<@Nullable String, Exposition> metrics,
      HealthSource health,
      Live live)
      throws IOException {
    return start(config, metrics, health, live, pipeline -> null);
  }

  private void configure(JavalinConfig javalin) {
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.router.ignoreTrailingSlashes = false;
    javalin.http.prefer405over404 = true;
    javalin.http.compressionStrategy = CompressionStrategy.GZIP;
    javalin.routes.before(this::admit);
    javalin.routes.after(WebServer::timed);
    javalin.routes.exception(
        Problem.class,
        (problem, context) -> {
          if (problem.retryAfter() > 0) {
            context.header(Header.RETRY_AFTER, Integer.toString(problem.retryAfter()));
          }
          refuse(context, problem.status(), "" + problem.getMessage());
        });
    javalin.routes.exception(
        Elsewhere.class,
        (elsewhere, context) -> {
          context.header(Peers.SEARCHED, PeerAnswer.partitions(elsewhere.searched()));
          refuse(context, 421, "" + elsewhere.getMessage());
        });
    javalin.routes.exception(
        HttpResponseException.class,
        (problem, context) -> refuse(context, problem.getStatus(), words(problem.getStatus())));
    javalin.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.warn("event=http-failed path={}", context.path(), e);
          refuse(context, 500, "internal error");
        });
  }

  private void admit(Context context) {
    context.attribute(BEGUN, System.nanoTime());
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header(Header.CACHE_CONTROL, "no-store");
    Guard.Refusal refusal = guard.refusal(context);
    if (refusal != null) {
      if (refusal.status() == 401) {
        context.header(Header.WWW_AUTHENTICATE, BearerToken.CHALLENGE);
      }
      refuse(context, refusal.status(), refusal.detail());
      context.skipRemainingHandlers();
    }
  }

  /** Says how long an answer of the API took to make, beside what it took to come and go. */
  private static void timed(Context context) {
    Long begun = context.attribute(BEGUN);
    if (begun != null && context.path().startsWith("/api/") && !context.res().isCommitted()) {
      double millis = (System.nanoTime() - begun) / 1e6;
      context.header("Server-Timing", String.format(Locale.ROOT, "handler;dur=%.2f", millis));
    }
  }

  private static String words(int status) {
    return switch (status) {
      case 404 -> "not found";
      case 405 -> "method not allowed";
      case 413 -> "the body is too large";
      default -> "refused";
    };
  }

  private static void refuse(Context context, int status, String detail) {
    context.status(status);
    if (status == 405) {
      context.header(Header.ALLOW, context.path().endsWith("/what-if") ? ASKED : ALLOWED);
    }
    if (context.path().startsWith("/api/")) {
      context.contentType("application/problem+json");
      context.result(ProblemDocument.of(status, detail));
    } else {
      context.contentType("text/plain; charset=utf-8").result(detail + "\n");
    }
  }

  private static void health(
      JavalinConfig javalin, Health health, Function<@Nullable String, Exposition> metrics) {
    FewAtATime scrape = new FewAtATime(accept -> reply(metrics.apply(accept)));
    on(
        javalin,
        "/metrics",
        context -> {
          context.header(Header.VARY, Header.ACCEPT);
          reply(context, scrape.apply(context.header(Header.ACCEPT)));
        });
    on(javalin, "/health/live", context -> reply(context, health.live()));
    on(javalin, "/health/ready", context -> reply(context, health.ready()));
  }

  private static Reply reply(Exposition metrics) {
    return new Reply(200, metrics.contentType(), metrics.body());
  }

  private static void reply(Context context, Reply reply) {
    context.status(reply.status());
    send(context, reply.contentType(), reply.body());
  }

  private void api(
      JavalinConfig javalin,
      HealthSource source,
      Live live,
      Published published,
      Queries queries,
      Peers peers,
      @Nullable String instance) {
    Gathering gathering = new Gathering(peers);
    Forwarding forwarding = new Forwarding(peers, queries);
    PipelinesApi pipelines = new PipelinesApi(live, source::states, queries, gathering);
    SeriesApi series = new SeriesApi(live, published, queries, gathering, instance);
    AlertsApi alerts = new AlertsApi(live, published, queries, gathering);
    String root = "/api/v1";
    on(javalin, root + "/pipelines", context -> json(context, pipelines.all(context)));
    on(javalin, root + "/pipelines/{pipeline}", context -> json(context, pipelines.one(context)));
    on(
        javalin,
        root + "/pipelines/{pipeline}/series",
        context -> json(context, series.list(context)));
    on(
        javalin,
        root + "/pipelines/{pipeline}/series/{key}",
        context -> forwarding.serve(context, series::one, WebServer::json));
    HistoryApi history = new HistoryApi(queries);
    on(
        javalin,
        root + "/pipelines/{pipeline}/series/{key}/history",
        context -> json(context, history.read(context)));
    WhatIfApi whatIf = new WhatIfApi(live, published, queries);
    String ask = root + "/pipelines/{pipeline}/series/{key}/what-if";
    javalin.routes.post(
        ask,
        context ->
            forwarding.serve(context, (asked, orReplica) -> whatIf.answer(asked), WebServer::json));
    options(javalin, ask, ASKED);
    on(javalin, root + "/alerts", context -> json(context, alerts.list(context)));
    on(javalin, root + "/alerts/{id}", context -> json(context, alerts.one(context)));
    javalin.routes.get(root + "/stream", stream::serve);
    options(javalin, root + "/stream", ALLOWED);
  }

  /** HEAD is answered by the same handler: Javalin would say nothing of the length. */
  private static void on(JavalinConfig javalin, String path, Handler handler) {
    javalin.routes.get(path, handler);
    javalin.routes.head(path, handler);
    options(javalin, path, ALLOWED);
  }

  private static void options(JavalinConfig javalin, String path, String methods) {
    javalin.routes.options(path, context -> context.header(Header.ALLOW, methods).status(204));
  }

  private static void json(Context context, byte[] body) {
    send(context, JSON, body);
  }

  private static void send(Context context, String type, byte[] body) {
    context.contentType(type);
    if (context.method().equals(HandlerType.HEAD)) {
      context.header(Header.CONTENT_LENGTH, String.valueOf(body.length));
    } else {
      context.result(body);
    }
  }

  private static void documents(JavalinConfig javalin) {
    byte[] openApi = PageFiles.resource("/openapi.json");
    on(javalin, "/openapi.json", context -> json(context, openApi));
    Map<String, byte[]> schemas =
        Map.of(
            "forecast.v1.json", PageFiles.resource("/schemas/forecast.v1.json"),
            "events.v1.json", PageFiles.resource("/schemas/events.v1.json"),
            "alert.v1.json", PageFiles.resource("/schemas/alert.v1.json"));
    on(
        javalin,
        "/schemas/{name}",
        context -> {
          byte[] schema = schemas.get(context.pathParam("name"));
          if (schema == null) {
            throw Problem.notFound("not found");
          }
          json(context, schema);
        });
  }

  /** Method and path of all that it serves, HEAD and OPTIONS left out. */
  Set<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod() && !EVERYWHERE.contains(endpoint.method))
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void page(JavalinConfig javalin) {
    PageFiles.File index = PageFiles.index();
    on(
        javalin,
        "/",
        context -> {
          context.header("Content-Security-Policy", PAGE_POLICY);
          file(context, index);
        });
    on(
        javalin,
        "/files/{name}",
        context -> {
          PageFiles.File file = PageFiles.of(context.pathParam("name"));
          if (file == null) {
            throw Problem.notFound("not found");
          }
          file(context, file);
        });
  }

  /**
   * What a browser has already is not sent again; it asks each time, as another build may serve.
   */
  private static void file(Context context, PageFiles.File file) {
    context.header(Header.CACHE_CONTROL, "no-cache");
    context.header(Header.ETAG, file.etag());
    if (file.isAmong(context.header(Header.IF_NONE_MATCH))) {
      context.status(304);
    } else {
      send(context, file.type(), file.content());
    }
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
            ? "anyone who reaches this address can read metrics, forecasts, alerts and keys;"
                + " set http.token, or http.host to 127.0.0.1"
            : "the bearer token crosses the network in clear text; set http.tls");
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Stops serving; requests under way are cut off. */
  @Override
  public void close() {
    stream.close();
    server.stop();
    if (token != null) {
      token.close();
    }
    if (tls != null) {
      tls.close();
    }
  }
}
