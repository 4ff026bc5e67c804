package io.sluice.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * The broker that people run: the image {@value #IMAGE}. Its port on the host is fixed, since it
 * has to be the same after a restart.
 */
final class KafkaContainer implements Broker {
  static final String IMAGE = "apache/kafka:4.3.1";
  private static final int STOP_SECONDS = 30;
  private static final int INSIDE = 9092;

  private final int port = Cluster.freePort();
  private final GenericContainer<?> container;

  KafkaContainer() throws IOException {
    String self = "127.0.0.1:" + port;
    container =
        new GenericContainer<>(DockerImageName.parse(IMAGE))
            .withEnv(
                Map.ofEntries(
                    Map.entry("CLUSTER_ID", "5L6g3nShT-eMCtK--X86sw"),
                    Map.entry("KAFKA_PROCESS_ROLES", "broker,controller"),
                    Map.entry("KAFKA_NODE_ID", "1"),
                    Map.entry("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:9093"),
                    Map.entry("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
                    Map.entry("KAFKA_LISTENERS", "HOST://:9092,INSIDE://:9094,CONTROLLER://:9093"),
                    Map.entry(
                        "KAFKA_ADVERTISED_LISTENERS",
                        "HOST://" + self + ",INSIDE://127.0.0.1:9094"),
                    Map.entry(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "CONTROLLER:PLAINTEXT,HOST:PLAINTEXT,INSIDE:PLAINTEXT"),
                    Map.entry("KAFKA_INTER_BROKER_LISTENER_NAME", "INSIDE"),
                    Map.entry("KAFKA_LOG_DIRS", "/tmp/kraft-combined-logs"),
                    Map.entry("KAFKA_HEAP_OPTS", "-Xmx384m -Xms128m"),
                    Map.entry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
                    Map.entry("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000"),
                    Map.entry("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")))
            .withExposedPorts(INSIDE)
            .withCreateContainerCmdModifier(
                command ->
                    command
                        .getHostConfig()
                        .withPortBindings(
                            new PortBinding(
                                Ports.Binding.bindIpAndPort("127.0.0.1", port),
                                ExposedPort.tcp(INSIDE))))
            .waitingFor(Wait.forLogMessage(".*Kafka Server started.*", 1))
            .withStartupTimeout(Duration.ofMinutes(2));
    container.start();
  }

  /** Whether there is an engine to run it. */
  static boolean isPossible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Stops it as an upgrade does: with SIGTERM, and time to say that it goes. */
  @Override
  public void kill() {
    docker().stopContainerCmd(container.getContainerId()).withTimeout(STOP_SECONDS).exec();
  }

  @Override
  public void restart() {
    docker().startContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void suspend() {
    docker().pauseContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void resume() {
    docker().unpauseContainerCmd(container.getContainerId()).exec();
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  @Override
  public void close() {
    container.stop();
  }
}
