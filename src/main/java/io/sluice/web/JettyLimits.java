package io.sluice.web;

import io.javalin.config.JettyConfig;
import io.sluice.config.http.HttpConfig;
import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the server, so that slow, idle or large requests do not hold its threads and sockets.
 */
final class JettyLimits {
  private static final int THREADS = 40;
  private static final int CONNECTIONS = 512;
  private static final int HEADER_BYTES = 16_384;
  private static final Duration IDLE = Duration.ofSeconds(15);

  private JettyLimits() {}

  static void set(JettyConfig jetty, HttpConfig config, @Nullable Tls tls) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("sluice-http");
    threads.setDaemon(true);
    jetty.threadPool = threads;
    jetty.addConnector((server, http) -> connector(server, http, config, tls));
    jetty.modifyServer(
        server -> {
          server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
          server.setErrorHandler(new JettyErrors());
          server.setStopTimeout(0);
        });
  }

  private static Connector connector(
      Server server, HttpConfiguration http, HttpConfig config, @Nullable Tls tls) {
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(HEADER_BYTES);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        tls == null
            ? new ServerConnector(server, 1, 1, plain)
            : new ServerConnector(
                server, 1, 1, new SslConnectionFactory(tls.factory(), plain.getProtocol()), plain);
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }
}
