package io.sluice.chaos;

import io.sluice.oracle.Load;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/** A broker process and service processes, each with a state directory of its own. */
final class Cluster implements AutoCloseable {
  static final String PIPELINE = "home";
  static final String SOURCE = "readings";
  static final int PARTITIONS = 4;
  static final Duration SESSION = Duration.ofSeconds(3);
  private static final Duration HEARTBEAT = Duration.ofMillis(500);
  private static final String APPLICATION = "chaos";
  private static final String STREAMS = "streams";
  static final String GROUP = APPLICATION + "-" + PIPELINE;
  static final Duration GRACE = Duration.ofMinutes(1);
  static final int MAX_GAP = 2;
  static final Duration KEY_TTL = Duration.ofHours(3);
  static final Duration BUDGET = Duration.ofHours(6);

  private final Path dir;
  private final Path logs;
  private final Path config;
  private final Broker broker;
  private final List<ChildJvm> services = new ArrayList<>();

  /** Starts a broker process and creates the topics. */
  Cluster(Path dir, Path logs, Path model, String protocol) throws Exception {
    this(
        dir,
        Files.createDirectories(logs),
        model,
        protocol,
        new BrokerProcess(dir.resolve("broker"), logs.resolve("broker.log")));
  }

  /** Creates the topics on a broker, which is closed with the cluster. */
  Cluster(Path dir, Path logs, Path model, String protocol, Broker broker) throws Exception {
    this.dir = dir;
    this.logs = Files.createDirectories(logs);
    this.broker = broker;
    createTopics(protocol);
    this.config = Files.writeString(dir.resolve("chaos.yaml"), yaml(model, protocol));
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String bootstrap() {
    return broker.bootstrap();
  }

  private void createTopics(String protocol) throws InterruptedException, ExecutionException {
    List<NewTopic> topics = new ArrayList<>();
    topics.add(new NewTopic(SOURCE, PARTITIONS, (short) 1));
    for (String output : List.of("forecasts", "alerts", "late", "dead-letters")) {
      topics.add(new NewTopic(PIPELINE + "." + output, PARTITIONS, (short) 1));
    }
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap(), "default.api.timeout.ms", "60000");
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(topics).all().get();
      if (protocol.equals(STREAMS)) {
        configureGroup(admin);
      }
    }
  }

  /** With this protocol these are settings of the group; "classic" has the client's. */
  private static void configureGroup(Admin admin) throws InterruptedException, ExecutionException {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
    admin
        .incrementalAlterConfigs(
            Map.of(
                group,
                List.of(
                    set("streams.session.timeout.ms", SESSION.toMillis()),
                    set("streams.heartbeat.interval.ms", HEARTBEAT.toMillis()),
                    set("streams.num.standby.replicas", 1))))
        .all()
        .get();
  }

  private static AlterConfigOp set(String name, long value) {
    return new AlterConfigOp(
        new ConfigEntry(name, String.valueOf(value)), AlterConfigOp.OpType.SET);
  }

  private String yaml(Path model, String protocol) {
    String group =
        protocol.equals(STREAMS)
            ? "group.protocol: streams"
            : "main.consumer.session.timeout.ms: \"%d\", main.consumer.heartbeat.interval.ms: \"%d\", num.standby.replicas: 1"
                .formatted(SESSION.toMillis(), HEARTBEAT.toMillis());
    return """
        application-id: %s
        kafka: { bootstrap.servers: "%s" }
        streams: { num.stream.threads: 2, commit.interval.ms: "200", %s,
          producer.transaction.timeout.ms: "5000", producer.max.block.ms: "20000" }
        http: { port: 0 }
        pipelines:
          %s:
            source: { topic: %s, format: json, keyed: true, key: [key],
              timestamp: { field: ts, format: epoch-millis } }
            window: { size: %dm, grace: %dm, max-gap: %d, idle: 0s }
            targets: { value: mean }
            model: %s
            key-ttl: %dh
            alerts: { budget: %dh }
        """
        .formatted(
            APPLICATION,
            bootstrap(),
            group,
            PIPELINE,
            SOURCE,
            Load.WINDOW_MS / 60_000,
            GRACE.toMinutes(),
            MAX_GAP,
            model,
            KEY_TTL.toHours(),
            BUDGET.toHours());
  }

  List<ChildJvm> services() {
    return services;
  }

  Broker broker() {
    return broker;
  }

  /** Adds an instance. */
  ChildJvm addService() throws IOException {
    return addService(64);
  }

  /** Adds an instance whose RocksDB may take so much memory. */
  ChildJvm addService(int rocksDbMib) throws IOException {
    int number = services.size();
    ChildJvm service =
        new ChildJvm(
            logs.resolve("service-" + number + ".log"),
            "io.sluice.cli.Sluice",
            List.of("-Xmx192m", "-Dsluice.rocksdb.memory.mb=" + rocksDbMib),
            List.of("run", "-c", config.toString(), "--data-dir", state(number).toString()));
    services.add(service);
    return service;
  }

  /** The directory of an instance's stores. */
  Path state(int service) {
    return dir.resolve("state-" + service);
  }

  /** Deletes the stores of an instance that is dead. */
  void wipe(int service) throws IOException {
    try (Stream<Path> files = Files.walk(state(service))) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What an instance has logged. */
  String log(int service) throws IOException {
    return Files.readString(logs.resolve("service-" + service + ".log"));
  }

  /** Starts again whatever has ended by itself, say because the broker was away at its start. */
  void revive() throws IOException {
    for (ChildJvm service : services) {
      if (!service.isAlive()) {
        service.restart();
      }
    }
  }

  /** Writes the threads of every instance into its log. */
  void dumpThreads() throws IOException, InterruptedException {
    for (ChildJvm service : services) {
      service.dumpThreads();
    }
  }

  @Override
  public void close() {
    services.forEach(ChildJvm::close);
    broker.close();
  }

  /** The properties of clients. */
  Map<String, String> client() {
    return Map.of("bootstrap.servers", bootstrap(), "delivery.timeout.ms", "120000");
  }
}
