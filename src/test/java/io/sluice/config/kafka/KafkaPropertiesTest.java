package io.sluice.config.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import io.sluice.config.read.ConfigException;
import io.sluice.config.read.ConfigLoader;
import io.sluice.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of Kafka's settings are taken, and what is said of the others before anything starts. */
final class KafkaPropertiesTest {
  @TempDir Path directory;

  private SluiceConfig load(String yaml) throws ConfigException, IOException {
    Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml + SampleConfigs.MINIMAL);
    return ConfigLoader.loadForTraining(file, name -> null);
  }

  /** The only problem, which is on the second line. */
  private Problem refused(String section, String key, String value) {
    String yaml = "%s:%n  %s: %s%n".formatted(section, key, value);
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(yaml));
    assertThat(refused).as("%s.%s: %s", section, key, value).isNotNull();
    assertThat(refused.problems()).hasSize(1);
    Problem problem = refused.problems().get(0);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.path()).isEqualTo(section + "." + key);
    return problem;
  }

  @ParameterizedTest
  @CsvSource({
    "deserialization.exception.handler, LogAndContinueExceptionHandler",
    "default.deserialization.exception.handler, LogAndContinueExceptionHandler",
    "processing.exception.handler, LogAndContinueProcessingExceptionHandler",
    "production.exception.handler, com.example.Continue",
    "default.production.exception.handler, com.example.Continue"
  })
  void handlerThatDropsRecords_isRefusedUnderAnyName(String key, String handler) {
    String name = handler.contains(".") ? handler : "org.apache.kafka.streams.errors." + handler;

    assertThat(refused("streams", key, name).message()).contains("would lose records");
    assertThat(refused("kafka", key, name).message()).contains("would lose records");
  }

  @ParameterizedTest
  @CsvSource({
    "consumer.isolation.level, read_uncommitted, aborted records",
    "main.consumer.isolation.level, read_uncommitted, aborted records",
    "producer.enable.idempotence, false, duplicated",
    "acks, 1, lost",
    "producer.acks, 1, lost",
    "enable.auto.commit, true, transaction",
    "application.id, x, pipeline's name",
    "processing.guarantee, at_least_once, exactly_once_v2",
    "state.dir, /tmp, --data-dir",
    "default.timestamp.extractor, x, source.timestamp",
    "default.key.serde, x, serde of its own",
    "topic.retention.ms, 1000, deleted",
    "topic.cleanup.policy, delete, deleted",
    "rocksdb.config.setter, x, bounded memory",
    "global.consumer.max.poll.records, 1, global stores",
    "producer.partitioner.class, x, partition",
    "bootstrap.servers, b:1, under kafka",
    "consumer.ssl.truststore.location, x, under kafka",
    "num.stream.thread, 2, did you mean num.stream.threads?",
    "producer.snapshot.rate, 2, docs/kafka.md",
    "producer.lingerms, 2, did you mean producer.linger.ms?",
    "producer.max.poll.records, 2, unknown key",
    "interceptor.classes, x, unknown key",
    "num.stream.threads, two, expected an integer",
    "num.stream.threads, 0, must be",
    "max.in.flight.requests.per.connection, 6, at most 5",
    "metrics.recording.level, LOUD, must be"
  })
  void streamsSettingThatWouldBreakSomething_isRefusedWithTheReason(
      String key, String value, String reason) {
    assertThat(refused("streams", key, value).message()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "isolation.level, read_uncommitted, aborted records",
    "acks, 0, lost",
    "group.id, mine, application-id",
    "key.deserializer, x, serde",
    "commit.interval.ms, 100, under streams",
    "group.protocol, streams, under streams",
    "producer.linger.ms, 1, under streams",
    "linger.ms, soon, expected an integer",
    "compresion.type, lz4, did you mean compression.type?"
  })
  void kafkaSettingThatWouldBreakSomething_isRefusedWithTheReason(
      String key, String value, String reason) {
    assertThat(refused("kafka", key, value).message()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "streams: { num.stream.threads: 4, num.standby.replicas: 1, group.protocol: streams }",
        "streams: { main: { consumer: { session.timeout.ms: 10000 } } }",
        "streams: { restore.consumer.max.poll.records: 9, admin.request.timeout.ms: 5000 }",
        "streams: { topic.min.insync.replicas: 2, replication.factor: 3 }",
        "streams: { processing.guarantee: exactly_once_v2, producer.acks: all }",
        "streams: { config.providers: f, config.providers.f.class: x, poll.ms: '$${f:a:b}' }",
        "streams: { rack.aware.assignment.tags: zone, client.tag.zone: a }",
        "kafka: { client.id: me, interceptor.classes: org.example.Both, my.own.key: 1, acl: x }",
        "kafka: { ssl.truststore.location: /t, sasl.mechanism: PLAIN, acks: all }",
      })
  void settingThatPeopleNeed_isTaken(String yaml) throws Exception {
    assertThat(load(yaml + "\n").pipelines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "streams: { commit.interval.ms: 20000 } | streams.commit.interval.ms",
        "streams: { producer.transaction.timeout.ms: 500 } | streams.producer.transaction.timeout.ms",
        "kafka: { transaction.timeout.ms: 400 } | kafka.transaction.timeout.ms"
      })
  void commitIntervalBeyondTheTransactionTimeout_isRefused(String yaml, String path) {
    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(yaml + "\n"));

    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0).path()).isEqualTo(path);
    assertThat(refused.getMessage()).contains("the broker aborts it after transaction.timeout.ms");
  }

  @Test
  void secretValue_isNotQuoted() {
    assertThat(refused("kafka", "linger.ms", "hush").message()).doesNotContain("hush");
  }

  /** The first column of a table of docs/kafka.md. */
  private static Set<String> documented(String heading) throws IOException {
    String text = Files.readString(Path.of("docs/kafka.md"));
    String section = text.substring(text.indexOf("## " + heading)).substring(3);
    int end = section.indexOf("\n## ");
    return (end < 0 ? section : section.substring(0, end))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|", -1)[1])
        .flatMap(cell -> Pattern.compile("`([^`]+)`").matcher(cell).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void documents_listWhatIsAllowedAndWhatIsRefused() throws IOException {
    Set<String> allowed = new TreeSet<>();
    Allowed.BY_PREFIX.values().forEach(allowed::addAll);
    String text = Files.readString(Path.of("docs/kafka.md"));

    assertThat(documented("What `streams:` takes")).isEqualTo(allowed);
    assertThat(documented("What is refused")).isEqualTo(new TreeSet<>(Refused.REASONS.keySet()));
    Refused.REASONS.forEach(
        (name, refused) ->
            assertThat(text)
                .containsPattern(
                    "\\| .*`" + name + "`.* \\|.* " + Pattern.quote(refused.reason())));
  }
}
