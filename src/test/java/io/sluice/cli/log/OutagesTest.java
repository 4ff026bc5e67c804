package io.sluice.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A broker that is away, in the log of who has to find out which one. */
@Timeout(60)
final class OutagesTest {
  private final Set<String> listening = new HashSet<>();
  private long now;
  private final Outages outages = new Outages(() -> now, listening::contains);

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void broker_isNamedOnceAndAgainWhenItIsBack() {
    assertThat(outages.report("a:1")).isTrue();
    for (int i = 0; i < 20; i++) {
      pass(1);
      assertThat(outages.report("a:1")).isFalse();
      assertThat(outages.look()).isEmpty();
    }
    listening.add("a:1");
    pass(4);

    assertThat(outages.look()).containsExactly(new Outages.Back("a:1", 24));
    assertThat(outages.look()).isEmpty();
    assertThat(outages.report("a:1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  | {sluice-climate-events-repartition=UNKNOWN_TOPIC_OR_PARTITION}",
        "true  | {a-repartition=UNKNOWN_TOPIC_OR_PARTITION, a-x-changelog=LEADER_NOT_AVAILABLE}",
        "false | {sensors=UNKNOWN_TOPIC_OR_PARTITION}",
        "false | {a-repartition=UNKNOWN_TOPIC_OR_PARTITION, sensors=UNKNOWN_TOPIC_OR_PARTITION}",
        "false | {a-repartition=TOPIC_AUTHORIZATION_FAILED}"
      })
  void internalTopicThatIsYetToBeCreated_isNoNews(boolean isAwaited, String topics) {
    String line =
        "[Consumer clientId=c] The metadata response from the cluster reported a recoverable issue"
            + " with correlation id 2 : "
            + topics;
    assertThat(AwaitedTopic.isAllOf(event(line))).isEqualTo(isAwaited);
  }

  @Test
  void brokerThatTakesConnectionsAndEndsThem_isNotBack() {
    listening.add("a:1");
    assertThat(outages.report("a:1")).isTrue();
    for (int i = 0; i < 20; i++) {
      pass(1);
      assertThat(outages.look()).isEmpty();
      assertThat(outages.report("a:1")).isFalse();
    }
  }

  @Test
  void brokers_areToldApart() {
    assertThat(outages.report("a:1")).isTrue();
    assertThat(outages.report("a:2")).isTrue();
    listening.add("a:2");
    pass(4);

    assertThat(outages.look()).extracting(Outages.Back::address).containsExactly("a:2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[X] Connection to node -1 (/127.0.0.1:9092) could not be established. | 127.0.0.1:9092",
        "[X] Connection to node 2 (kafka/10.0.0.1:9092) could not be established. | kafka:9092",
        "[X] Connection to node 2 (k/[0:0:0:0:0:0:0:1]:92) could not be established. | k:92",
        "[X] Bootstrap broker k:9092 (id: -1 rack: null isFenced: false) disconnected | k:9092",
        "Couldn't resolve server k:9092 from bootstrap.servers as DNS resolution failed | k:9092",
        "[X] Error connecting to node k:9092 (id: 3 rack: null) | k:9092"
      })
  void lineOfAClient_namesTheBroker(String line, String address) {
    assertThat(Unreachable.of(event(line))).map(Unreachable::address).hasValue(address);
  }

  @Test
  void otherLineOfAClient_isNone() {
    assertThat(Unreachable.of(event("Connection to node 1 (k/1.2.3.4:9) failed authentication")))
        .isEmpty();
  }

  private static ILoggingEvent event(String message) {
    Logger logger = new LoggerContext().getLogger("org.apache.kafka.clients.NetworkClient");
    return new LoggingEvent("", logger, Level.WARN, message, null, new Object[0]);
  }

  /** Kafka's own client says it in words that a newer version may change. */
  @Test
  void clientOfThisVersion_isUnderstood() throws Exception {
    Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka.clients");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    OutageAppender appender = new OutageAppender();
    appender.setContext(kafka.getLoggerContext());
    appender.addAppender(lines);
    lines.start();
    appender.start();
    Logger ours = (Logger) LoggerFactory.getLogger("io.sluice.kafka");
    ours.setLevel(Level.WARN);
    kafka.setLevel(Level.WARN);
    kafka.setAdditive(false);
    kafka.addAppender(appender);
    try {
      String address = "127.0.0.1:" + freePort();
      askInVain(address);

      // Clients of other tests may be looking for their brokers, too.
      assertThat(linesAbout(address, lines))
          .containsExactly(
              "event=broker-unreachable address=" + address + " reason=\"no connection\"");
      try (ServerSocket back = listen(address)) {
        assertThat(back.isBound()).isTrue();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(linesAbout(address, lines))
                        .hasSize(2)
                        .last()
                        .asString()
                        .startsWith("event=broker-reachable address=" + address));
      }
    } finally {
      kafka.detachAppender(appender);
      kafka.setAdditive(true);
      kafka.setLevel(null);
      ours.setLevel(null);
      appender.stop();
    }
  }

  private static List<String> linesAbout(String address, ListAppender<ILoggingEvent> lines) {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(" address=" + address + " "))
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static ServerSocket listen(String address) throws IOException {
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    return new ServerSocket(port, 8, InetAddress.getLoopbackAddress());
  }

  private static void askInVain(String address) throws InterruptedException {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "bootstrap.servers", address,
            "default.api.timeout.ms", "2000",
            "request.timeout.ms", "2000"));
    try (Admin admin = Admin.create(properties)) {
      admin.describeCluster().nodes().get();
    } catch (ExecutionException e) {
      return; // nobody is there
    }
    throw new AssertionError("somebody answered at " + address);
  }
}
