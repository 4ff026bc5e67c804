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
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker as a careful team runs it: clients come over TLS, show who they are (SCRAM-SHA-512 or
 * OAUTHBEARER) and may do what ACLs allow, nothing else. Its operators have a listener of their
 * own.
 */
public final class SecuredBroker implements AutoCloseable {
  private static final String OPERATORS = "OPERATORS";

  private final KafkaRaftServer server;
  private final int[] ports;

  /**
   * Starts a broker.
   *
   * @param certificate of the broker, PEM
   * @param key the certificate's, PEM
   * @param passwords of the SCRAM users
   */
  public SecuredBroker(Path directory, Path certificate, Path key, Map<String, String> passwords)
      throws Exception {
    ports = freePorts();
    format(directory, passwords);
    Map<String, String> properties = BrokerProperties.of(directory, ports[0], ports[1]);
    properties.put(
        "listeners",
        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d,%s://127.0.0.1:%d"
            .formatted(ports[0], ports[1], OPERATORS, ports[2]));
    properties.put(
        "listener.security.protocol.map",
        "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT," + OPERATORS + ":PLAINTEXT");
    properties.put("inter.broker.listener.name", OPERATORS);
    properties.put("authorizer.class.name", StandardAuthorizer.class.getName());
    properties.put("super.users", "User:ANONYMOUS"); // whoever comes by the operators' listener
    properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    String listener = "listener.name.clients.";
    properties.put(
        listener + "scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    properties.put(
        listener + "oauthbearer.sasl.jaas.config",
        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
            + " unsecuredLoginStringClaim_sub=\"broker\";");
    properties.put(listener + "ssl.keystore.type", "PEM");
    properties.put(listener + "ssl.keystore.certificate.chain", Files.readString(certificate));
    properties.put(listener + "ssl.keystore.key", Files.readString(key));
    server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
  }

  private static void format(Path directory, Map<String, String> passwords) throws Exception {
    Files.createDirectories(directory);
    List<String> users =
        passwords.entrySet().stream()
            .map(
                user ->
                    "SCRAM-SHA-512=[name=%s,password=%s]".formatted(user.getKey(), user.getValue()))
            .toList();
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8))
        .setNodeId(BrokerProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER)
        .setMetadataLogDirectory(directory.toString())
        .setDirectories(List.of(directory.toString()))
        .setScramArguments(users)
        .run();
  }

  private static int[] freePorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(0, 1, loopback);
        ServerSocket second = new ServerSocket(0, 1, loopback);
        ServerSocket third = new ServerSocket(0, 1, loopback)) {
      return new int[] {first.getLocalPort(), second.getLocalPort(), third.getLocalPort()};
    }
  }

  /** Where clients connect, with TLS and SASL. */
  public String bootstrapServers() {
    return "127.0.0.1:" + ports[0];
  }

  /** Where operators connect, who may do everything. */
  public String operators() {
    return "127.0.0.1:" + ports[2];
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
