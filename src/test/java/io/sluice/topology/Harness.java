package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sluice.close.Pipeline;
import io.sluice.config.Aggregate;
import io.sluice.config.AlertConfig;
import io.sluice.config.CalendarConfig;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.Defaults;
import io.sluice.config.MetricsConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.TargetConfig;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.SourceConfig;
import io.sluice.config.source.TimestampConfig;
import io.sluice.feature.ScalerSpec;
import io.sluice.metrics.MicrometerMetrics;
import io.sluice.metrics.PipelineCounts;
import io.sluice.metrics.PipelineMetrics;
import io.sluice.metrics.TracedMeters;
import io.sluice.model.ModelShelf;
import io.sluice.time.ReadToTheEnd;
import io.sluice.time.SilenceClock;
import io.sluice.time.StreamClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** A pipeline of ten-minute windows on a {@link TopologyTestDriver}, fed with JSON. */
public final class Harness implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  final PersistenceModel model;
  final PipelineCounts metrics = new PipelineCounts();
  final MeterRegistry meters = new SimpleMeterRegistry();
  final ReadToTheEnd reading = new ReadToTheEnd();
  private Instant wall = NOON.plus(Duration.ofDays(400));
  private final Duration tick;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> input;

  /** What a test may want different. */
  static final class Settings {
    boolean keyed;
    Duration grace = Duration.ZERO;
    int maxGap = 2;
    boolean isGapStated = true;
    Map<String, String> metadata = Map.of();
    Duration idle = Duration.ofSeconds(30);
    Duration keyTtl = Duration.ofHours(2);
    Duration budget = Duration.ofDays(7);
    CalendarConfig calendar = CalendarConfig.EVERY_DAY;
    List<TargetConfig> targets = List.of(new TargetConfig("value", "value", Aggregate.MEAN, null));
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
    int warmup = 4;
    Duration window = Duration.ofMinutes(10);
    int maxKeys;
    Set<String> watch = Set.of();
    ZoneId zone = ZoneOffset.UTC;
    KeyConfig key = new KeyConfig(List.of("key"));
    List<String> known = List.of();
    @Nullable EventsConfig events;

    private PersistenceModel model() {
      return new PersistenceModel(scaler, warmup, known, metadata);
    }

    PipelineConfig config() {
      return new PipelineConfig(
          "home",
          new SourceConfig(
              "readings",
              keyed,
              key,
              new TimestampConfig("ts", TimestampConfig.EPOCH_MILLIS, ZoneOffset.UTC)),
          new WindowConfig(
              window,
              grace,
              maxGap,
              isGapStated,
              idle,
              Duration.ofHours(1),
              Defaults.maxDrift(window),
              calendar,
              zone),
          events == null ? targets : List.of(),
          Path.of("persistence.onnx"),
          Provider.CPU,
          keyTtl,
          new AlertConfig(budget),
          new TopicsConfig("forecasts", "alerts", "late", "dead"),
          new DeadLetterConfig(Defaults.DEAD_LETTER_BYTES),
          maxKeys,
          new MetricsConfig(watch),
          new CovariatesConfig(Set.of(), known),
          events);
    }
  }

  Harness(Settings settings, Path stateDir) {
    this(settings, stateDir, settings.model());
  }

  private Harness(Settings settings, Path stateDir, PersistenceModel model) {
    this(settings, stateDir, model, new ModelShelf<>(model));
  }

  /** Served by other models than the {@link #model} that counts. */
  Harness(Settings settings, Path stateDir, ModelShelf<?> models) {
    this(settings, stateDir, settings.model(), models);
  }

  private Harness(Settings settings, Path stateDir, PersistenceModel model, ModelShelf<?> models) {
    this.model = model;
    PipelineConfig config = settings.config();
    this.tick = SilenceClock.tickOf(settings.idle);
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-home");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver =
        new TopologyTestDriver(
            PipelineTopology.of(
                new Pipeline(config, 1, models, counted(config), reading, () -> wall),
                AutoOffsetReset.earliest()),
            properties,
            wall);
    input =
        driver.createInputTopic("readings", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private PipelineMetrics counted(PipelineConfig config) {
    List<String> targets = config.targets().stream().map(TargetConfig::name).toList();
    return new MicrometerMetrics(
        meters,
        new TracedMeters(new PrometheusRegistry()),
        config.name(),
        targets,
        config.covariates().known(),
        metrics);
  }

  /** An event of one field {@code value}. */
  void send(String key, Instant time, double value) {
    sendRaw("{\"key\":\"%s\",\"ts\":%d,\"value\":%s}".formatted(key, time.toEpochMilli(), value));
  }

  void sendRaw(String json) {
    sendRaw(json.getBytes(StandardCharsets.UTF_8));
  }

  void sendRaw(byte[] value) {
    send(new TestRecord<>(new byte[0], value));
  }

  void send(TestRecord<byte[], byte[]> record) {
    input.pipeInput(record);
    // What a drain did not finish in its time waits for a punctuator, and so for the wall clock.
    while (new StreamClock(driver.getKeyValueStore(Stores.META), 0).hasBacklog()) {
      driver.advanceWallClockTime(Duration.ofMillis(10));
    }
  }

  void sendTombstone() {
    send(new TestRecord<>(new byte[0], null));
  }

  void watermark(Instant time) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(
        "sluice-watermark", Long.toString(time.toEpochMilli()).getBytes(StandardCharsets.US_ASCII));
    send(new TestRecord<>(null, null, headers));
  }

  /** A tick counts for no more than the time between two, so that all of them have to come. */
  void passWallTime(Duration duration) {
    for (Duration left = duration; !left.isZero(); ) {
      Duration step = left.compareTo(tick) < 0 ? left : tick;
      leapWallTime(step);
      left = left.minus(step);
    }
  }

  /** The clock on the wall is set ahead. */
  void leapWallTime(Duration duration) {
    wall = wall.plus(duration);
    driver.advanceWallClockTime(duration);
  }

  List<JsonNode> forecasts() {
    return json("forecasts");
  }

  List<JsonNode> alerts() {
    return json("alerts");
  }

  List<JsonNode> late() {
    return json("late");
  }

  /** What a dead letter says of its original. */
  record DeadLetter(String reason, String topic, long offset, long size, int bodyBytes) {}

  List<DeadLetter> deadLetters() {
    return driver
        .createOutputTopic("dead", new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream()
        .map(
            letter ->
                new DeadLetter(
                    header(letter, "sluice-reason"),
                    header(letter, "sluice-topic"),
                    Long.parseLong(header(letter, "sluice-offset")),
                    Long.parseLong(header(letter, "sluice-size")),
                    letter.value() == null ? 0 : letter.value().length))
        .toList();
  }

  private static String header(TestRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  List<String> deadReasons() {
    return deadLetters().stream().map(DeadLetter::reason).toList();
  }

  /** What a topic has had since it was read last, as it is on the wire. */
  List<TestRecord<byte[], byte[]>> records(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  List<String> rawForecasts() {
    return driver
        .createOutputTopic("forecasts", new ByteArrayDeserializer(), new StringDeserializer())
        .readValuesToList();
  }

  /** What went to the window processor. */
  List<TestRecord<byte[], byte[]>> repartitioned() {
    return records("test-home-events-repartition");
  }

  /** The model that the store says steps the windows. */
  ServedModel served() {
    return ServedModel.read(driver.getKeyValueStore(Stores.META));
  }

  /** Bytes of the states of all keys. */
  long storedBytes() {
    long bytes = 0;
    try (var all = driver.getKeyValueStore(Stores.KEY_STATE).all()) {
      while (all.hasNext()) {
        bytes += ((byte[]) all.next().value).length;
      }
    }
    return bytes;
  }

  long storedKeys() {
    long keys = 0;
    try (var all = driver.getKeyValueStore(Stores.KEY_STATE).all()) {
      while (all.hasNext()) {
        all.next();
        keys++;
      }
    }
    return keys;
  }

  private List<JsonNode> json(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new StringDeserializer())
        .readValuesToList()
        .stream()
        .map(Harness::parse)
        .toList();
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every record and every closed window is accounted for. */
  void assertIdentities() {
    assertThat(metrics.accountedCount())
        .as("windowed + late + empty + dead-lettered")
        .isEqualTo(metrics.recordCount());
    assertThat(metrics.forecastCount() + metrics.windowsDeadLetteredCount())
        .as("forecasts + dead-lettered windows")
        .isEqualTo(metrics.windowsClosedCount());
  }

  @Override
  public void close() {
    driver.close();
  }
}
