package io.sluice.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker in this process: one KRaft node that is broker and controller, on the loopback
 * interface only. It serves {@code demo}, {@code replay --embedded}, {@code run --embedded}, {@code
 * bench} and the tests.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start(dataDir)) {
 *   properties.put("bootstrap.servers", broker.bootstrapServers());
 * }
 * }</pre>
 *
 * <p>Topics are kept until the data directory is deleted: a directory that was used before is used
 * again with all its topics and offsets. Records of any event time are taken. Topics are not
 * created by use.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The largest record that it takes, in bytes. */
  public static final int MAX_RECORD_BYTES = 32 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String LOG_DIR = "kafka";

  /** Another process may take a port between the choice of it and its use. */
  private static final int PORT_ATTEMPTS = 3;

  private final DirectoryLock lock;
  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private boolean closed;

  private EmbeddedBroker(DirectoryLock lock, KafkaRaftServer server, String bootstrapServers) {
    this.lock = lock;
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker on a free port.
   *
   * @param dataDir holds all its data; created and formatted when it is new
   * @throws BrokerException when the directory cannot be used, another broker uses it, or the
   *     broker does not start
   */
  public static EmbeddedBroker start(Path dataDir) {
    return start(dataDir, 0);
  }

  /**
   * Starts a broker.
   *
   * @param port where clients connect; 0: any free port
   */
  public static EmbeddedBroker start(Path dataDir, int port) {
    DirectoryLock lock = DirectoryLock.take(dataDir.toAbsolutePath());
    try {
      return start(lock, dataDir.resolve(LOG_DIR).toAbsolutePath(), port);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedBroker start(DirectoryLock lock, Path logDir, int port) {
    if (Files.exists(logDir)) {
      OwnerOnly.tighten(logDir);
    }
    if (KilledBroker.wasIn(logDir)) {
      KilledBroker.bury(logDir, freePorts()[0]);
    }
    format(logDir);
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(lock, logDir, port);
      } catch (KafkaException e) {
        if (port != 0 || attempt == PORT_ATTEMPTS || !isBindFailure(e)) {
          throw new BrokerException("the embedded broker did not start: " + e.getMessage(), e);
        }
      }
    }
  }

  private static EmbeddedBroker startOnce(DirectoryLock lock, Path logDir, int port) {
    long begin = System.nanoTime();
    int[] ports = freePorts();
    int brokerPort = port == 0 ? ports[0] : port;
    KafkaConfig config = new KafkaConfig(BrokerProperties.of(logDir, brokerPort, ports[1]), false);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    long millis = (System.nanoTime() - begin) / 1_000_000;
    LOG.info("event=broker-started port={} directory={} millis={}", brokerPort, logDir, millis);
    return new EmbeddedBroker(lock, server, BrokerProperties.HOST + ":" + brokerPort);
  }

  private static boolean isBindFailure(KafkaException failure) {
    String message = failure.getMessage();
    return message != null && message.contains("failed to bind");
  }

  /** Gives a new directory a cluster id of its own. */
  private static void format(Path logDir) {
    if (Files.exists(logDir.resolve("meta.properties"))) {
      return;
    }
    try {
      OwnerOnly.create(logDir);
      new Formatter()
          .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
          .setNodeId(BrokerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(BrokerProperties.CONTROLLER)
          .setMetadataLogDirectory(logDir.toString())
          .setDirectories(List.of(logDir.toString()))
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) { // Formatter.run declares Exception
      throw new BrokerException("cannot use " + logDir + " as broker directory: " + e, e);
    }
  }

  /** Two ports that were free a moment ago. */
  private static int[] freePorts() {
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new int[] {first.getLocalPort(), second.getLocalPort()};
    } catch (IOException e) {
      throw new BrokerException("no free port on the loopback interface: " + e.getMessage(), e);
    }
  }

  /** What clients set as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Stops the broker and waits until its data is on disk. May be called again. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.shutdown();
      server.awaitShutdown();
      lock.close();
      LOG.info("event=broker-stopped address={}", bootstrapServers);
    }
  }
}
