package io.sluice.cli;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.sluice.broker.BrokerException;
import io.sluice.broker.SecuredBroker;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TestIdentity;
import io.sluice.config.read.ConfigLoader;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.PipelineCounts;
import io.sluice.model.TestModels;
import io.sluice.service.Service;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * The service on a broker with TLS, SASL and ACLs: the permissions that docs/security.md lists are
 * enough and needed, and no secret leaves the process.
 */
@Timeout(180)
final class SecuredClusterTest {
  private static final String USER = "sluice";
  private static final String PASSWORD = "kafka-password-5d1f";
  private static final String TOKEN = "http-token-77aa21c9";
  private static final List<String> OUTPUTS =
      List.of("forecasts", "alerts", "late", "dead-letters");
  private static final Instant START = Instant.parse("2025-03-02T12:00:00Z");
  private static final int WINDOWS = 8;

  private static SecuredBroker broker;
  private static TestIdentity identity;
  private static Admin operator;
  private static KafkaProducer<byte[], byte[]> producer;
  private static int pipelines;

  @TempDir static Path shared;
  @TempDir Path directory;

  private final CapturedLogs logs = new CapturedLogs();
  private String pipeline;

  /** One permission, {@code %s} for the pipeline's name. */
  private record Permission(
      ResourceType type, PatternType pattern, String name, AclOperation operation) {
    AclBinding binding(String pipeline) {
      return new AclBinding(
          new ResourcePattern(type, name.formatted(pipeline), pattern),
          new AccessControlEntry("User:" + USER, "*", operation, AclPermissionType.ALLOW));
    }
  }

  /** What docs/security.md lists for output topics that exist. */
  private static List<Permission> least() {
    List<Permission> least = new ArrayList<>();
    least.add(new Permission(TOPIC, LITERAL, "%s.readings", READ));
    OUTPUTS.forEach(output -> least.add(new Permission(TOPIC, LITERAL, "%s." + output, WRITE)));
    for (AclOperation operation : List.of(CREATE, READ, WRITE, DELETE)) {
      least.add(new Permission(TOPIC, PREFIXED, "acl-%s-", operation));
    }
    least.add(new Permission(GROUP, LITERAL, "acl-%s", READ));
    least.add(new Permission(TRANSACTIONAL_ID, PREFIXED, "acl-%s-", WRITE));
    return least;
  }

  @BeforeAll
  static void startBroker() throws Exception {
    identity = new TestIdentity(shared, "EC");
    broker =
        new SecuredBroker(
            shared.resolve("kafka"),
            identity.certificate(),
            identity.key(),
            Map.of(USER, PASSWORD));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.operators());
    operator = Admin.create(client);
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stopBroker() {
    producer.close();
    operator.close();
    broker.close();
  }

  @BeforeEach
  void preparePipeline() throws Exception {
    pipeline = "p" + pipelines++;
    operator.createTopics(List.of(topic("readings"))).all().get();
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    TestModels.gru(directory, "m", 16, 1, 3, scaler, 1);
    Files.writeString(directory.resolve("kafka-password"), PASSWORD + "\n");
    Files.writeString(directory.resolve("http-token"), TOKEN + "\n");
    send();
    logs.start();
  }

  @AfterEach
  void dropPermissions() throws Exception {
    logs.stop();
    operator.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
  }

  private NewTopic topic(String suffix) {
    return new NewTopic(pipeline + "." + suffix, 1, (short) 1);
  }

  private void createOutputs() throws Exception {
    operator.createTopics(OUTPUTS.stream().map(this::topic).toList()).all().get();
  }

  /** The controller takes permissions, and the broker knows them a little later. */
  private void allow(Stream<Permission> permissions) throws Exception {
    List<AclBinding> bindings = permissions.map(p -> p.binding(pipeline)).toList();
    operator.createAcls(bindings).all().get();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> operator.describeAcls(AclBindingFilter.ANY).values().get().containsAll(bindings));
  }

  private void send() throws Exception {
    List<String> values = new ArrayList<>();
    for (int window = 0; window <= WINDOWS; window++) {
      long time = START.plus(Duration.ofMinutes(10L * window)).toEpochMilli();
      values.add("{\"key\":\"k\",\"ts\":%d,\"value\":%d}".formatted(time, 20 + window));
    }
    values.add("{ no json ");
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(pipeline + ".readings", bytes)).get();
    }
  }

  private static String scram(String password) {
    return "org.apache.kafka.common.security.scram.ScramLoginModule required"
        + " username=\"sluice\" password=\""
        + password
        + "\";";
  }

  private static final String OAUTHBEARER =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
          + " unsecuredLoginStringClaim_sub=\"sluice\";";

  private Path file(String mechanism, String jaas, String more, String protocol) throws Exception {
    String yaml =
        """
        application-id: acl
        kafka:
          bootstrap.servers: BROKER
          security.protocol: SASL_SSL
          ssl.truststore: { type: PEM, location: CERTIFICATE }
          sasl.mechanism: MECHANISM
          sasl.jaas.config: 'JAAS'
          MORE
        streams:
          commit.interval.ms: 100
          group.protocol: PROTOCOL
          repartition.purge.interval.ms: 100
        http:
          port: 0
          token: "${file:http-token}"
          tls: { certificate: CERTIFICATE, key: PRIVATE }
        pipelines:
          NAME:
            source:
              topic: NAME.readings
              key: key
              timestamp: { field: ts, format: epoch-millis }
            window: { size: 10m, grace: 0s, idle: 0s }
            targets: { value: mean }
            model: m.onnx
            dead-letters: { max-bytes: 3 }
        """
            .replace("BROKER", broker.bootstrapServers())
            .replace("CERTIFICATE", identity.certificate().toString())
            .replace("PRIVATE", identity.key().toString())
            .replace("MECHANISM", mechanism)
            .replace("JAAS", jaas)
            .replace("MORE", more)
            .replace("PROTOCOL", protocol)
            .replace("NAME", pipeline);
    return Files.writeString(directory.resolve("sluice.yaml"), yaml);
  }

  private Path scramFile() throws Exception {
    return file("SCRAM-SHA-512", scram("${file:kafka-password}"), "", "classic");
  }

  private Service start(Path file, PipelineCounts metrics) throws Exception {
    SluiceConfig config = ConfigLoader.load(file, name -> null);
    return Service.start(config, "test", directory.resolve("state"), pipeline -> metrics);
  }

  private void forecasts(Path file) throws Exception {
    PipelineCounts metrics = new PipelineCounts();
    try (Service service = start(file, metrics)) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(() -> metrics.forecastCount() == WINDOWS || service.isDown());
      assertThat(service.isDown()).as(logs.text()).isFalse();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !service.app(pipeline).lag().lags().isEmpty());
      assertMetricsNeedTheToken(service.httpPort());
    }
    assertThat(read("forecasts")).hasSize(WINDOWS);
    assertThat(read("dead-letters"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).asString().isEqualTo("{ n"));
  }

  private List<ConsumerRecord<byte[], byte[]>> read(String suffix) {
    return readTopic(pipeline + "." + suffix);
  }

  private static List<ConsumerRecord<byte[], byte[]>> readTopic(String topic) {
    Map<String, Object> client =
        Map.of("bootstrap.servers", broker.operators(), "isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static void assertMetricsNeedTheToken(int port) throws Exception {
    HttpClient client = HttpClient.newBuilder().sslContext(identity.trusting()).build();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/metrics"));
    assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    request.header("Authorization", "Bearer " + TOKEN);
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.body()).contains("sluice_records_total").doesNotContain(PASSWORD, TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void scramWithTheLeastPermissions_forecasts(String protocol) throws Exception {
    createOutputs();
    allow(least().stream());
    forecasts(file("SCRAM-SHA-512", scram("${file:kafka-password}"), "", protocol));
  }

  @Test
  void oauthbearerAndPermissionToCreateTheOutputs_forecasts() throws Exception {
    allow(least().stream());
    allow(OUTPUTS.stream().map(o -> new Permission(TOPIC, LITERAL, "%s." + o, CREATE)));
    forecasts(file("OAUTHBEARER", OAUTHBEARER, "", "classic"));
  }

  /** Kafka resolves its own references; they are escaped in our file. */
  @Test
  void kafkasOwnConfigProvider_worksForEveryClient() throws Exception {
    Files.writeString(directory.resolve("kafka.properties"), "password=" + PASSWORD);
    createOutputs();
    allow(least().stream());
    String reference = "$${secrets:" + directory.resolve("kafka.properties") + ":password}";
    String provider = "org.apache.kafka.common.config.provider.FileConfigProvider";
    forecasts(
        file(
            "SCRAM-SHA-512",
            scram(reference),
            "config.providers: secrets\n  config.providers.secrets.class: " + provider,
            "classic"));
  }

  @ParameterizedTest
  @CsvSource({
    "readings, READ, cannot look for topic %s.readings: the broker does not allow this user READ on it",
    "forecasts, WRITE, cannot look for topic %s.forecasts: the broker does not allow this user WRITE on",
    "alerts, WRITE, cannot look for topic %s.alerts: the broker does not allow this user WRITE on",
    "late, WRITE, cannot look for topic %s.late: the broker does not allow this user WRITE on",
    "dead-letters, WRITE, cannot look for topic %s.dead-letters: the broker does not allow this user W",
  })
  void withoutAPermissionOnATopic_doesNotStart(
      String suffix, AclOperation operation, String message) throws Exception {
    createOutputs();
    Permission missing = new Permission(TOPIC, LITERAL, "%s." + suffix, operation);
    allow(least().stream().filter(permission -> !permission.equals(missing)));
    assertThatThrownBy(() -> start(scramFile(), new PipelineCounts()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining(message.formatted(pipeline));
  }

  @Test
  void history_isReadWithThePermissionToReadTheSourceAlone() throws Exception {
    String config = scramFile().toString();
    StringWriter err = new StringWriter();
    String[] backtest = {
      "backtest", "-c", config, "--pipeline", pipeline, "--topic", "--out", directory.toString()
    };
    CommandLine commandLine = Sluice.commandLine().setErr(new PrintWriter(err));
    commandLine.execute(backtest);
    assertThat(err.toString())
        .contains(
            "cannot look for topic %s.readings: the broker does not allow this user READ on it"
                .formatted(pipeline));
    allow(Stream.of(new Permission(TOPIC, LITERAL, "%s.readings", READ)));
    commandLine.execute(backtest);
    assertThat(err.toString())
        .contains("%s.readings: 10 records, 1 series of 9 windows".formatted(pipeline));
  }

  @Test
  void reset_needsToDeleteOffsets_andSaysSoBeforeItDeletesAnything() throws Exception {
    createOutputs();
    allow(least().stream());
    Path file = scramFile();
    forecasts(file);
    Set<String> before = operator.listTopics().names().get();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Sluice.commandLine().setErr(new PrintWriter(err, true));
    String[] reset = {"reset", "-c", file.toString(), "--pipeline", pipeline, "--yes"};

    assertThat(commandLine.execute(reset)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "cannot delete the offsets of group acl-%s: the broker does not allow this user DELETE"
                .formatted(pipeline));
    assertThat(operator.listTopics().names().get()).isEqualTo(before);

    allow(Stream.of(new Permission(GROUP, LITERAL, "acl-%s", DELETE)));
    assertThat(commandLine.execute(reset)).as(err.toString()).isZero();
    assertThat(operator.listTopics().names().get())
        .noneMatch(topic -> topic.startsWith("acl-" + pipeline + "-"));
  }

  @Test
  void withoutPermissionToCreateMissingOutputs_doesNotStart() throws Exception {
    allow(least().stream());
    assertThatThrownBy(() -> start(scramFile(), new PipelineCounts()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("cannot create topic %s.forecasts", pipeline)
        .hasMessageContaining("this user CREATE on it");
  }

  @ParameterizedTest
  @CsvSource({
    "GROUP, READ, READ on group acl-%s",
    "TRANSACTIONAL_ID, WRITE, WRITE on transactional ids acl-%s-*",
  })
  void withoutAPermissionOnItsOwn_isDownAndSaysWhatToAllow(
      ResourceType type, AclOperation operation, String message) throws Exception {
    createOutputs();
    allowAllBut(type, operation);
    try (Service service = start(scramFile(), new PipelineCounts())) {
      await().atMost(Duration.ofSeconds(90)).until(service::isDown);
    }
    assertThat(logs.text())
        .contains("event=permission-missing pipeline=" + pipeline)
        .contains("permission=\"" + message.formatted(pipeline));
  }

  private void allowAllBut(ResourceType type, AclOperation operation) throws Exception {
    allow(
        least().stream()
            .filter(
                permission ->
                    permission.type() != type
                        || permission.operation() != operation
                        || !permission.name().startsWith("acl-")));
  }

  /** They agree there on their configuration before anything starts. */
  @ParameterizedTest
  @CsvSource({"CREATE, create", "READ, read", "WRITE, write to"})
  void withoutAPermissionOnItsInternalTopics_doesNotStart(AclOperation operation, String purpose)
      throws Exception {
    createOutputs();
    allowAllBut(TOPIC, operation);
    assertThatThrownBy(() -> start(scramFile(), new PipelineCounts()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("cannot %s topic acl-%s-configuration", purpose, pipeline)
        .hasMessageContaining("this user %s on it", operation);
  }

  @Test
  void permissionThatIsTakenAwayInFlight_isNamedInTheLog() throws Exception {
    createOutputs();
    allow(least().stream());
    PipelineCounts metrics = new PipelineCounts();
    try (Service service = start(scramFile(), metrics)) {
      await().atMost(Duration.ofSeconds(90)).until(() -> metrics.forecastCount() == WINDOWS);
      Permission taken = new Permission(TOPIC, LITERAL, "%s.dead-letters", WRITE);
      operator.deleteAcls(List.of(taken.binding(pipeline).toFilter())).all().get();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                send();
                return service.isDown();
              });
    }
    assertThat(logs.text())
        .contains("permission=\"READ or WRITE on topics [" + pipeline + ".dead-letters]\"");
  }

  /** Kafka Streams never says so, but the repartition topic would grow for ever. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void permissionToDelete_letsTheRepartitionTopicBePurged(boolean allowed) throws Exception {
    createOutputs();
    allow(least().stream().filter(p -> allowed || p.operation() != DELETE));
    PipelineCounts metrics = new PipelineCounts();
    TopicPartition repartition = new TopicPartition("acl-" + pipeline + "-events-repartition", 0);
    try (Service service = start(scramFile(), metrics)) {
      await().atMost(Duration.ofSeconds(90)).until(() -> metrics.forecastCount() == WINDOWS);
      String evidence = allowed ? "purged" : "denied";
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> (firstOffset(repartition) > 0 ? "purged" : denied()).equals(evidence));
      assertThat(service.isDown()).isFalse();
    }
  }

  private static long firstOffset(TopicPartition partition) throws Exception {
    return operator
        .listOffsets(Map.of(partition, OffsetSpec.earliest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private String denied() {
    return logs.text().contains("Denied operation = DELETE") ? "denied" : "";
  }

  @Test
  void wrongPassword_isSaidAtOnceAndNotShown() throws Exception {
    Path file = file("SCRAM-SHA-512", scram("wrong-" + PASSWORD), "", "classic");
    assertThatThrownBy(() -> start(file, new PipelineCounts()))
        .isInstanceOf(BrokerException.class)
        .hasMessageContaining("invalid credentials")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void secretsOfARun_standInNoLogNoSummaryAndNoRecord() throws Exception {
    logs.level(Level.DEBUG);
    createOutputs();
    allow(least().stream());
    String storedKey = Files.readString(identity.key()).lines().skip(1).findFirst().orElseThrow();
    Set<String> secrets = Set.of(PASSWORD, TOKEN, storedKey);
    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    Path file = scramFile();

    assertThat(
            Sluice.commandLine()
                .setOut(out)
                .setErr(out)
                .execute("validate", "--verbose", "-c", file.toString()))
        .as(printed.toString())
        .isZero();
    forecasts(file);

    assertThat(printed.toString()).contains("[hidden]", "bearer token").doesNotContain(secrets);
    assertThat(logs.text())
        .contains("event=http-started", "ProducerConfig values", "sasl.jaas.config = [hidden]")
        .doesNotContain(secrets);
    Set<String> topics = new TreeSet<>(operator.listTopics().names().get());
    topics.removeIf(topic -> !topic.contains(pipeline));
    assertThat(topics).hasSize(11);
    for (String topic : topics) {
      for (ConsumerRecord<byte[], byte[]> record : readTopic(topic)) {
        assertThat(text(record)).as(topic).doesNotContain(secrets);
      }
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    Stream<byte[]> headers =
        Stream.of(record.headers().toArray()).map(Header::value).filter(Objects::nonNull);
    Stream.concat(Stream.of(record.key(), record.value()).filter(Objects::nonNull), headers)
        .forEach(bytes -> text.append(new String(bytes, StandardCharsets.ISO_8859_1)).append(' '));
    return text.toString();
  }
}
