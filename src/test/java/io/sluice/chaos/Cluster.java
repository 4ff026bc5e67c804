package io.sluice.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/** A broker process and service processes, each with a state directory of its own. */
final class Cluster implements AutoCloseable {
  static final String SOURCE = "readings";
  static final Duration SESSION = Duration.ofSeconds(3);
  private static final Duration HEARTBEAT = Duration.ofMillis(500);
  private static final String APPLICATION = "chaos";
  private static final String STREAMS = "streams";

  private static final String FAILED =
      "event=pipeline-state pipeline=%s from=PENDING_ERROR to=ERROR";

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final Path dir;
  private final Path logs;
  private final Path config;
  private final Setup setup;
  private final Broker broker;
  private final List<ChildJvm> services = new ArrayList<>();
  private long looked = System.nanoTime();

  /** Starts a broker process and creates the topics. */
  Cluster(Path dir, Path logs, Setup setup, String protocol) throws Exception {
    this(
        dir,
        Files.createDirectories(logs),
        setup,
        protocol,
        new BrokerProcess(dir.resolve("broker"), logs.resolve("broker.log")));
  }

  /** Creates the topics on a broker, which is closed with the cluster. */
  Cluster(Path dir, Path logs, Setup setup, String protocol, Broker broker) throws Exception {
    this.dir = dir;
    this.logs = Files.createDirectories(logs);
    this.setup = setup;
    this.broker = broker;
    createTopics(protocol);
    this.config = Files.writeString(dir.resolve("chaos.yaml"), yaml(protocol));
  }

  Setup setup() {
    return setup;
  }

  /** The consumer group of a pipeline. */
  static String group(Served pipeline) {
    return APPLICATION + "-" + pipeline.name();
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
    topics.add(new NewTopic(SOURCE, Setup.PARTITIONS, (short) 1));
    for (Served pipeline : setup.pipelines()) {
      for (String output : Tail.OUTPUTS) {
        topics.add(new NewTopic(pipeline.name() + output, Setup.PARTITIONS, (short) 1));
      }
    }
    Map<String, Object> properties =
        Map.of("bootstrap.servers", bootstrap(), "default.api.timeout.ms", "60000");
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(topics).all().get();
      awaitLeaders(admin);
      if (protocol.equals(STREAMS)) {
        for (Served pipeline : setup.pipelines()) {
          configureGroup(admin, group(pipeline));
        }
      }
    }
  }

  /**
   * A producer's first batch that comes before the broker leads its partition is refused, and the
   * second one taken: the first is then out of order for ever.
   */
  private static void awaitLeaders(Admin admin) throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < Setup.PARTITIONS; i++) {
      asked.put(new TopicPartition(SOURCE, i), OffsetSpec.latest());
    }
    admin.listOffsets(asked).all().get();
  }

  /** With this protocol these are settings of the group; "classic" has the client's. */
  private static void configureGroup(Admin admin, String name)
      throws InterruptedException, ExecutionException {
    ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
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

  private String yaml(String protocol) {
    String group =
        protocol.equals(STREAMS)
            ? "group.protocol: streams"
            : "main.consumer.session.timeout.ms: \"%d\", main.consumer.heartbeat.interval.ms: \"%d\", num.standby.replicas: 1"
                .formatted(SESSION.toMillis(), HEARTBEAT.toMillis());
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        """
        application-id: %s
        kafka: { bootstrap.servers: "%s" }
        streams: { num.stream.threads: 2, commit.interval.ms: "200", %s,
          producer.transaction.timeout.ms: "5000", producer.max.block.ms: "20000" }
        http: { port: 0 }
        pipelines:
        """
            .formatted(APPLICATION, bootstrap(), group));
    for (Served pipeline : setup.pipelines()) {
      yaml.append(pipeline.yaml(SOURCE));
    }
    return yaml.toString();
  }

  /** Puts the next model of each pipeline in the place of the one that is served. */
  void swapModels() throws IOException {
    for (int i = 0; i < setup.pipelines().size(); i++) {
      Path file = setup.pipelines().get(i).model();
      Path copy = Files.copy(setup.next(i), file.resolveSibling(file.getFileName() + ".new"));
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Whether an instance has said, since it was started last, that its pipelines run. */
  boolean isRunning(int service) {
    return hasSaid(service, "event=pipeline-state pipeline=%s from=REBALANCING to=RUNNING");
  }

  /** Whether a pipeline of an instance has failed for good, which its health says. */
  private boolean hasFailed(int service) {
    return setup.pipelines().stream()
        .anyMatch(of -> lastLog(service).contains(FAILED.formatted(of.name())));
  }

  /** Whether an instance has said, since it was started last, that it has other models. */
  boolean hasAcceptedModels(int service) {
    return hasSaid(service, "event=model-accepted pipeline=%s ");
  }

  private boolean hasSaid(int service, String ofPipeline) {
    String last = lastLog(service);
    return setup.pipelines().stream()
        .allMatch(pipeline -> last.contains(ofPipeline.formatted(pipeline.name())));
  }

  /** What an instance has logged since it was started last. */
  private String lastLog(int service) {
    try {
      String log = log(service);
      return log.substring(log.lastIndexOf(ChildJvm.STARTED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
            List.of("-Xmx256m", "-Dsluice.rocksdb.memory.mb=" + rocksDbMib),
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

  /**
   * Starts again whatever has ended by itself, say because the broker was away at its start, and
   * whatever would be ended by those who watch its health.
   */
  void revive() throws IOException, InterruptedException {
    boolean look = System.nanoTime() - looked > LOOK_EVERY.toNanos();
    looked = look ? System.nanoTime() : looked;
    for (int i = 0; i < services.size(); i++) {
      ChildJvm service = services.get(i);
      if (look && service.isAlive() && hasFailed(i)) {
        service.kill();
      }
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
