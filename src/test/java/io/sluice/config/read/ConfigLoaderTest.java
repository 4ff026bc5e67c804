package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.config.Aggregate;
import io.sluice.config.AlertChart;
import io.sluice.config.CalendarConfig;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.DeadLetterConfig;
import io.sluice.config.MetricsConfig;
import io.sluice.config.PipelineConfig;
import io.sluice.config.Provider;
import io.sluice.config.SampleConfigs;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TargetConfig.Bounds;
import io.sluice.config.TargetConfig.Empty;
import io.sluice.config.TopicsConfig;
import io.sluice.config.WindowConfig;
import io.sluice.config.http.HttpConfig;
import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.source.Envelope;
import io.sluice.config.source.EventsConfig;
import io.sluice.config.source.KeyConfig;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.config.source.TimestampConfig;
import io.sluice.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of a configuration: what it means, what it need not say, what is refused. */
class ConfigLoaderTest {
  private static final String MINIMAL = SampleConfigs.MINIMAL;

  @TempDir Path directory;

  @BeforeEach
  void createModel() throws IOException {
    Files.createFile(directory.resolve("model.onnx"));
  }

  @Test
  void fullFileIsReadIntoRecords() throws Exception {
    SluiceConfig config = load(SampleConfigs.FULL);

    assertThat(config.applicationId()).isEqualTo("house");
    assertThat(config.kafka())
        .containsOnly(
            Map.entry("bootstrap.servers", "broker:9092"),
            Map.entry("ssl.truststore.location", "/etc/trust"));
    assertThat(config.streams()).containsOnly(Map.entry("num.stream.threads", "2"));
    assertThat(config.http()).isEqualTo(new HttpConfig("0.0.0.0", 9000));
    assertThat(config.kafkaMetrics()).isEqualTo(KafkaMetrics.ALL);
    PipelineConfig climate = config.pipelines().get("climate");
    assertThat(climate.source().topic()).isEqualTo("home.readings");
    assertThat(climate.source().keyed()).isTrue();
    assertThat(climate.source().format().envelope()).isEqualTo(Envelope.CLOUDEVENTS);
    assertThat(climate.source().key().fields()).containsExactly("room", "measure");
    assertThat(climate.source().timestamp())
        .isEqualTo(new TimestampConfig("ts", "yyyy-MM-dd HH:mm:ss", ZoneId.of("Europe/Berlin")));
    assertThat(climate.window())
        .isEqualTo(
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                3,
                Duration.ZERO,
                Duration.ofHours(2),
                new CalendarConfig(
                    Set.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY), Set.of(LocalDate.of(2013, 2, 18))),
                ZoneId.of("Europe/Berlin")));
    assertThat(climate.targets())
        .containsExactly(
            new TargetConfig("value", "value", Aggregate.MEAN, null),
            new TargetConfig("peak", "value", Aggregate.MAX, "°C"));
    assertThat(climate.model()).isEqualTo(directory.resolve("model.onnx"));
    assertThat(climate.provider()).isEqualTo(Provider.CUDA);
    assertThat(climate.keyTtl()).isEqualTo(Duration.ofDays(7));
    assertThat(climate.alerts().budget()).isEqualTo(Duration.ofDays(7));
    assertThat(climate.alerts().off())
        .containsExactlyInAnyOrder(AlertChart.LEVEL, AlertChart.SPREAD_UP);
    assertThat(climate.topics()).isEqualTo(new TopicsConfig("f", "a", "l", "d"));
    assertThat(climate.deadLetters()).isEqualTo(new DeadLetterConfig(0));
    assertThat(climate.maxKeys()).isEqualTo(200_000);
    assertThat(climate.metrics().watch()).containsExactlyInAnyOrder("hall/light", "<b>");
    assertThat(climate.covariates())
        .isEqualTo(
            new CovariatesConfig(Set.of(LocalDate.of(2013, 12, 25)), List.of("heating", "open")));
  }

  @Test
  void quotedValueIsCutAndStaysOnOneLine() {
    String model = "\"model\\n" + "x".repeat(100_000) + "\"";
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> load(MINIMAL.replace("model.onnx", model)));
    assertThat(refused.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.message())
                    .contains("no readable model file")
                    .doesNotContain("\n")
                    .hasSizeLessThan(1_100));
  }

  @Test
  void minimalFileTakesEveryDefault() throws Exception {
    SluiceConfig config = load(MINIMAL);

    assertThat(config.applicationId()).isEqualTo("sluice");
    assertThat(config.kafka()).containsOnly(Map.entry("bootstrap.servers", "localhost:9092"));
    assertThat(config.streams()).isEmpty();
    assertThat(config.http()).isEqualTo(new HttpConfig("127.0.0.1", 8080));
    assertThat(config.kafkaMetrics()).isEqualTo(KafkaMetrics.NEEDED);
    PipelineConfig climate = config.pipelines().get("climate");
    assertThat(climate.source().keyed()).isFalse();
    assertThat(climate.source().key().fields()).containsExactly("room");
    assertThat(climate.source().timestamp().field()).isNull();
    assertThat(climate.source().format().numbers()).isEqualTo(Numbers.LENIENT);
    assertThat(climate.source().format().envelope()).isEqualTo(Envelope.NONE);
    assertThat(climate.source().format().missing())
        .containsExactly("", "-", "unavailable", "unknown", "none", "null", "nan", "n/a");
    assertThat(climate.window())
        .isEqualTo(
            new WindowConfig(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                6,
                false,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                CalendarConfig.EVERY_DAY,
                ZoneOffset.UTC));
    assertThat(climate.provider()).isEqualTo(Provider.CPU);
    assertThat(climate.keyTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(climate.alerts().budget()).isEqualTo(Duration.ofMinutes(10_000));
    assertThat(climate.deadLetters()).isEqualTo(new DeadLetterConfig(16_384));
    assertThat(climate.maxKeys()).isZero();
    assertThat(climate.metrics().watch()).isEmpty();
    assertThat(climate.covariates()).isEqualTo(new CovariatesConfig(Set.of(), List.of()));
    assertThat(climate.topics())
        .isEqualTo(
            new TopicsConfig(
                "climate.forecasts", "climate.alerts", "climate.late", "climate.dead-letters"));
  }

  @Test
  void constantKey_isNoField() throws Exception {
    String yaml = MINIMAL.replace("key: room", "key: { constant: %s }");
    KeyConfig key = load(yaml.formatted("plant-1")).pipelines().get("climate").source().key();
    assertThat(key).isEqualTo(new KeyConfig(List.of(), "plant-1"));
    assertThat(key.isRecordKey()).isFalse();

    assertThat(refused(yaml.formatted("\"a\\tb\"")).getMessage())
        .contains("pipelines.climate.source.key.constant: must be at most 1024 bytes");
    assertThat(refused(MINIMAL.replace("key: room", "key: { room: a }")).getMessage())
        .contains("source.key.constant: is required", "source.key.room: unknown key");
  }

  @Test
  void wordsForMissing_areTextsAndNumbers_ofLenientNumbersOnly() throws Exception {
    String source = "key: room, numbers: %s, missing: [\"\", Ausfall, -127]";
    SluiceConfig config = load(MINIMAL.replace("key: room", source.formatted("lenient")));
    assertThat(config.pipelines().get("climate").source().format())
        .isEqualTo(
            new RecordFormat(Numbers.LENIENT, List.of("", "Ausfall", "-127"), Envelope.NONE));

    assertThat(refused(MINIMAL.replace("key: room", source.formatted("strict"))).getMessage())
        .contains("pipelines.climate.source.missing: is for numbers: lenient");
    assertThat(refused(MINIMAL.replace("key: room", "key: room, numbers: exact")).getMessage())
        .contains("source.numbers: expected one of strict, lenient");
    assertThat(refused(MINIMAL.replace("key: room", "key: room, missing: [null]")).getMessage())
        .contains("source.missing[0]: expected a value, found nothing");
  }

  @Test
  void moreWatchedKeysThanAMetricsDatabaseShouldHold_areRefused() {
    String keys =
        IntStream.rangeClosed(0, MetricsConfig.MAX_WATCHED)
            .mapToObj(i -> "k" + i)
            .collect(Collectors.joining(", ", "[", "]"));

    ConfigException refused = refused(MINIMAL + "    metrics: { watch: %s }\n".formatted(keys));

    assertThat(refused.getMessage())
        .contains("pipelines.climate.metrics.watch: has 101 keys, at most 100 are possible");
  }

  @Test
  void moreKnownFieldsThanAKeyShouldRemember_areRefused() {
    String fields =
        IntStream.rangeClosed(0, CovariatesConfig.MAX_KNOWN)
            .mapToObj(i -> "f" + i)
            .collect(Collectors.joining(", ", "[", "]"));

    ConfigException refused =
        refused(MINIMAL + "    covariates: { known: %s }\n".formatted(fields));

    assertThat(refused.getMessage())
        .contains("pipelines.climate.covariates.known: has 17 fields, at most 16 are possible");
  }

  @Test
  void knownFieldOnTheWayToAnother_isRefused() {
    String yaml = MINIMAL.replace("value: mean", "plan.0: mean");
    for (String known : List.of("plan", "/plan/0", "plan.0", "plan.0.x")) {
      assertThat(refused(yaml + "    covariates: { known: [%s] }\n".formatted(known)).getMessage())
          .contains("field " + known + " is already read by target plan.0");
    }
  }

  @Test
  void knownFieldThatIsTheTimestamp_isRefused() {
    String timed = MINIMAL.replace("key: room", "key: room, timestamp: { field: at }");

    ConfigException refused = refused(timed + "    covariates: { known: [at] }\n");

    assertThat(refused.getMessage())
        .contains("covariates.known[0]: field at is already read by the timestamp");
  }

  @Test
  void timestampFieldDefaultsToIsoInUtc() throws Exception {
    SluiceConfig config = load(MINIMAL.replace("key: room", "key: room, timestamp: { field: at }"));

    assertThat(config.pipelines().get("climate").source().timestamp())
        .isEqualTo(new TimestampConfig("at", TimestampConfig.ISO_8601, ZoneOffset.UTC));
  }

  @Test
  void keyTtlOfLongWindowsDefaultsToHundredWindows() throws Exception {
    SluiceConfig config = load(MINIMAL.replace("10m", "1d"));

    assertThat(config.pipelines().get("climate").keyTtl()).isEqualTo(Duration.ofDays(100));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1s",
        "25m, zone: Europe/Berlin",
        "1d, zone: Europe/Berlin",
        "2d, zone: \"+05:30\"",
        "1w, zone: America/New_York",
        "36h",
        "36h, zone: Etc/UTC"
      })
  void windowsOfASecondToAWeekAreTaken(String window) throws Exception {
    assertThat(load(MINIMAL.replace("10m", window)).pipelines()).hasSize(1);
  }

  @Test
  void recordKeyMakesTheSourceKeyed() throws Exception {
    SluiceConfig config = load(MINIMAL.replace("key: room", "key: $record, keyed: false"));

    assertThat(config.pipelines().get("climate").source().keyed()).isTrue();
    assertThat(config.pipelines().get("climate").source().key().isRecordKey()).isTrue();
  }

  @Test
  void everyProblemIsReportedAtOnceWithPathAndLine() {
    ConfigException refused =
        refused(
            """
            aplication-id: x
            http: { port: 70000 }
            pipelines:
              climate:
                source: { topic: home readings, format: xml, keyed: maybe, key: [] }
                window:
                  size: 0s
                  max-gap: -1
                  grace: -1s
                  max_future: 1h
                targets: { value: avg }
                provider: gpu
              demand:
                window: { size: 1d }
                window: { size: 1h }
                targets: {}
                model: nowhere.onnx
                source: { topic: t, key: k, timestamp: { field: t, format: quux, zone: Mars } }
            """);

    assertThat(refused.problems())
        .extracting(p -> p.line() + " " + p.path())
        .containsExactly(
            "1 aplication-id",
            "2 http.port",
            "4 pipelines.climate.model",
            "5 pipelines.climate.source.topic",
            "5 pipelines.climate.source.format",
            "5 pipelines.climate.source.keyed",
            "5 pipelines.climate.source.key",
            "7 pipelines.climate.window.size",
            "8 pipelines.climate.window.max-gap",
            "9 pipelines.climate.window.grace",
            "10 pipelines.climate.window.max_future",
            "11 pipelines.climate.targets.value",
            "12 pipelines.climate.provider",
            "15 pipelines.demand.window",
            "16 pipelines.demand.targets",
            "17 pipelines.demand.model",
            "18 pipelines.demand.source.timestamp.format",
            "18 pipelines.demand.source.timestamp.zone");
    assertThat(refused).hasMessageContaining("sluice.yaml:1: aplication-id: unknown key; did you");
  }

  @Test
  void counterWrapsNowhere_unlessItIsSaid() throws Exception {
    String meter = "value: { aggregate: delta, wraps-at: 4294967296 }, flow: rate";
    assertThat(load(MINIMAL.replace("value: mean", meter)).pipelines().get("climate").targets())
        .containsExactly(
            new TargetConfig("value", "value", Aggregate.DELTA, null, 0x1p32, Bounds.NOT_NEGATIVE),
            new TargetConfig("flow", "flow", Aggregate.RATE, null, 0, Bounds.NOT_NEGATIVE));
  }

  @Test
  void noEventIsZeroForSumsAndCounts_unlessItIsSaid() throws Exception {
    String targets =
        "mean: mean, max: max, last: last, distinct: distinct, delta: delta, sum: sum, count: count,"
            + " level: { aggregate: sum, empty: missing }, told: { aggregate: count, empty: zero }";
    assertThat(load(MINIMAL.replace("value: mean", targets)).pipelines().get("climate").targets())
        .extracting(TargetConfig::empty)
        .containsExactly(
            Empty.MISSING,
            Empty.MISSING,
            Empty.MISSING,
            Empty.MISSING,
            Empty.MISSING,
            Empty.ZERO,
            Empty.ZERO,
            Empty.MISSING,
            Empty.ZERO);
    String zero = "value: { aggregate: mean, empty: zero }";
    assertThatThrownBy(() -> load(MINIMAL.replace("value: mean", zero)))
        .hasMessageContaining(
            "targets.value.empty: is zero, which the mean of nothing is not: only sum and count");
    String other = "value: { aggregate: sum, empty: none }";
    assertThatThrownBy(() -> load(MINIMAL.replace("value: mean", other)))
        .hasMessageContaining("targets.value.empty: expected one of zero, missing");
  }

  @Test
  void targetHasTheBoundsOfItsAggregate_unlessOthersAreSaid() throws Exception {
    String targets =
        "value: mean, visits: count, humidity: { aggregate: mean, bounds: { min: 0, max: 100 } },"
            + " shelf: { aggregate: count, bounds: { max: 40 } }";
    assertThat(load(MINIMAL.replace("value: mean", targets)).pipelines().get("climate").targets())
        .extracting(TargetConfig::bounds)
        .containsExactly(Bounds.NONE, Bounds.NOT_NEGATIVE, new Bounds(0, 100), new Bounds(0, 40));
    String none = "value: { aggregate: mean, bounds: { min: 5, max: 5 } }";
    assertThatThrownBy(() -> load(MINIMAL.replace("value: mean", none)))
        .hasMessageContaining("targets.value.bounds: has no value between min 5.0 and max 5.0");
    String text = "value: { aggregate: mean, bounds: { min: low } }";
    assertThatThrownBy(() -> load(MINIMAL.replace("value: mean", text)))
        .hasMessageContaining("targets.value.bounds.min: expected a number such as 0");
    String list = "value: { aggregate: mean, bounds: [0, 1] }";
    assertThatThrownBy(() -> load(MINIMAL.replace("value: mean", list)))
        .hasMessageContaining("targets.value.bounds");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10m                  | 500ms                    | window.size: must be at least 1s, is 500ms
          10m                  | 10 minutes               | window.size: expected a duration such as 500ms, 30s, 10m, 1h or 7d, found "10 minutes"
          10m                  | 10                       | window.size: expected a duration such as
          10m                  | 99999999999999w          | window.size: expected a duration such as
          10m                  | [1]                      | window.size: expected a duration such as 500ms, 30s, 10m, 1h or 7d, found a list
          10m                  | 10m, max-gap: 1.5        | window.max-gap: expected an integer, found "1.5"
          10m                  | 10m, max-gap: 9999999999 | window.max-gap: must be an integer from 0 to 100000
          10m                  | 10m, idle: -1s           | window.idle: must not be negative, is -1s
          10m                  | 10m, max-future: soon    | window.max-future: expected a duration
          10m                  | 2d, calendar: {}         | window.calendar: needs windows of at most one day
          10m                  | 36h, zone: Europe/Berlin | window.zone: needs windows of at most one day, or of whole days; window.size is 36h
          10m                  | 1d, zone: CEST           | window.zone: unknown time zone; expected a name such as Europe/Berlin
          10m                  | 1d, zone: 1              | window.zone: expected text, found "1"; put it in quotes
          10m                  | 1d, calendar: { days: [] }             | window.calendar.days: needs at least one day
          10m                  | 1d, calendar: { days: [monn] }         | window.calendar.days[0]: unknown day
          10m                  | 1d, calendar: { holidays: [2013-02-30] } | window.calendar.holidays[0]: expected a date such as 2013-02-18, or a country, a part of one or an exchange such as DE, US-ny or NYSE, found "2013-02-30"
          size: 10m            | size: 10m, szie: 1m      | window.szie: unknown key; did you mean size?
          size: 10m            | size: 10m, maxGap: 1     | window.maxGap: unknown key; did you mean max-gap?
          size: 10m            | size: 10m, colour: red   | window.colour: unknown key; known here: size, grace,
          size: 10m            | grace: 1m                | window.size: is required: a duration
          { size: 10m }        | [10m]                    | window: expected a map, found a list
          home.readings        | home/readings            | source.topic: is not a legal name for Kafka
          home.readings        | ..                       | source.topic: is not a legal name for Kafka
          home.readings        | 17                       | source.topic: expected text, found "17"; put it in quotes
          home.readings        | true                     | source.topic: expected text, found "true"
          home.readings        | climate.alerts           | topics.alerts: topic climate.alerts is already used by pipelines.climate.source.topic
          home.readings        | climate_alerts           | topics.alerts: topic climate.alerts collides with climate_alerts, used by
          key: room            | key: [$record, a]        | source.key[0]: $record cannot stand beside fields
          key: room            | key: [a, a]              | source.key[1]: field a appears twice
          key: room            | key: {}                  | source.key.constant: is required: text
          key: room            | keyed: false             | source.key: is required
          key: room            | key: r, timestamp: ts    | source.timestamp: expected $record or a map
          key: room            | key: r, timestamp: {}    | source.timestamp.field: is required
          key: room            | key: r, timestamp: { field: t, format: HH:mm }    | source.timestamp.format: pattern has no full date
          key: room            | key: r, timestamp: { field: t, format: yyyy-MM-dd hh:mm } | source.timestamp.format: pattern has an incomplete time of day
          key: room            | key: r, timestamp: { field: t, format: epoch-second } | source.timestamp.format: is neither of epoch-seconds, epoch-millis, epoch-micros, epoch-nanos, iso-8601 nor a java.time pattern
          key: room            | key: r, timestamp: { field: t, zone: Moon } | source.timestamp.zone: unknown time zone
          value: mean          | value: maen              | targets.value: expected one of mean, sum, min, max, last, first, count, stddev, range, delta, rate, distinct, median, p90; found "maen"; did you mean mean?
          value: mean          | value: { aggregate: max, wraps-at: 9 }   | targets.value.wraps-at: needs aggregate: delta or rate
          value: mean          | value: { aggregate: rate, wraps-at: 0 }  | targets.value.wraps-at: expected a number above 0 such as 100000, found "0"
          value: mean          | value: p100              | targets.value: expected one of mean, sum,
          value: mean          | value: { unit: K }       | targets.value.aggregate: is required
          value: mean          | v: { aggregat: mean }    | targets.v.aggregat: unknown key; did you mean aggregate?
          { value: mean }      | {}                       | targets: needs at least one target
          { value: mean }      | mean                     | targets: expected a map, found "mean"
          model: model.onnx    | provider: cpu            | model: is required
          model: model.onnx    | 'model: "a\\0b"'         | model: is not a path
          model: model.onnx    | 'model: model.onnx, '    | model: no readable model file
          model.onnx           | none.onnx                | model: no readable model file; looked for
          """)
  void impossibleValueIsReportedWithWhatWouldBeRight(String part, String wrong, String problem) {
    ConfigException refused = refused(MINIMAL.replace(part, wrong));

    assertThat(refused.getMessage()).contains("pipelines.climate." + problem);
    assertThat(refused.problems()).allSatisfy(p -> assertThat(p.line()).isPositive());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'key-ttl: 1h'                     | key-ttl: must be at least 70m, which is window.size * (window.max-gap + 1), is 1h
          'alerts: { budget: 3h }'          | alerts.budget: must be at least 200m, which is 20 windows, is 3h
          'max-keys: -1'                    | max-keys: must be an integer of at least 0, is "-1"
          'metrics: { watch: hall }'        | metrics.watch: expected a list, found "hall"
          'metrics: { watch: [a, b, a] }'   | metrics.watch[2]: key a appears twice
          'metrics: { watch: [{}] }'        | metrics.watch[0]: expected text, found a map
          'metrics: { keys: [a] }'          | metrics.keys: unknown key
          'covariates: { known: promo }'    | covariates.known: expected a list, found "promo"
          'covariates: { known: [1] }'      | covariates.known[0]: expected text, found "1"; put it in quotes
          'covariates: { known: [p, p] }'   | covariates.known[1]: field p is already read by covariates.known
          'covariates: { known: [value] }'  | covariates.known[0]: field value is already read by target value
          'covariates: { known: [room] }'   | covariates.known[0]: field room is already read by the key
          'covariates: { known: ["a,b"] }'  | covariates.known[0]: field a,b has a comma, which no model can name
          'covariates: { knwon: [p] }'      | covariates.knwon: unknown key; did you mean known?
          'covariates: { holidays: [x] }'   | covariates.holidays[0]: expected a date
          'max-keys: many'                  | max-keys: expected an integer, found "many"
          'alerts: { budgets: 3d }'         | alerts.budgets: unknown key; did you mean budget?
          'alerts: { off: [frozn] }'        | alerts.off[0]: expected one of forecast, distance, level, spread-up, change, frozen, range; found "frozn"; did you mean frozen?
          'alerts: { off: [forecast, distance, level, spread-up, change, frozen, range] }' | alerts.off: must leave a chart on
          'topics: { forecasts: a, late: a }' | topics.late: topic a is already used by pipelines.climate.topics.forecasts
          'topics: { late: "" }'            | topics.late: must not be blank
          'topics: { dead_letters: x }'     | topics.dead_letters: unknown key; did you mean dead-letters?
          'model: other.onnx'               | model: appears twice, first on line 6
          'provider:'                       | provider: expected one of cpu, cuda, found nothing
          """)
  void impossiblePipelineSettingIsReported(String line, String problem) {
    ConfigException refused = refused(MINIMAL + "    " + line + "\n");

    assertThat(refused.problems()).hasSize(1);
    assertThat(refused.problems().get(0).line()).isEqualTo(7);
    assertThat(refused.getMessage()).contains("sluice.yaml:7: pipelines.climate." + problem);
  }

  @Test
  void eventsInPlaceOfTargets_makeAPipelineOfTokens() throws Exception {
    String events = "events: { token: [sensor, state], session: { gap: 30m, end: [door shut] } }";
    PipelineConfig pipeline =
        load(MINIMAL.replace("targets: { value: mean }", events)).pipelines().get("climate");
    assertThat(pipeline.targets()).isEmpty();
    assertThat(pipeline.events())
        .isEqualTo(
            new EventsConfig(
                List.of("sensor", "state"), Duration.ofMinutes(30), Set.of("door shut")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'events: { token: [] }'               | events.token: needs 1 to 8 event fields, such as [sensor, state]
          'events: {}'                          | events.token: is required: text
          'events: { token: [a, a] }'           | events.token[1]: field a is already part of the token
          'events: { token: a, session: { gap: 0s } }' | events.session.gap: must be at least 1s
          'events: { token: a, session: { gap: 90d } }' | events.session.gap: must be shorter than key-ttl, 30d, is 90d
          'events: { token: a, session: { end: [x, x] } }' | events.session.end[1]: token x appears twice
          'events: { token: [a, room] }'        | events.token[1]: field room is already read by the key
          'key-ttl: 10d'                        | targets: is required, such as { value: mean } for numbers, or else events
          'events: { tokens: [a] }'             | events.tokens: unknown key; did you mean token?
          """)
  void impossibleEventsAreReported(String line, String problem) {
    assertThat(refused(MINIMAL.replace("targets: { value: mean }", line)).getMessage())
        .contains("pipelines.climate." + problem);
  }

  @Test
  void tokenOfTheTimestampsField_isRefused() {
    String key = "key: room, timestamp: { field: ts, format: epoch-seconds }";
    String events = MINIMAL.replace("targets: { value: mean }", "events: { token: ts }");
    assertThat(refused(events.replace("key: room", key)).getMessage())
        .contains("climate.events.token: field ts is already read by the timestamp");
  }

  @Test
  void targetsBesideEvents_areRefused() {
    ConfigException refused = refused(MINIMAL + "    events: { token: sensor }\n");
    assertThat(refused.getMessage())
        .contains("pipelines.climate.targets: has no meaning beside events");
  }

  @Test
  void pipelineNamesThatKafkaCannotTellApartAreRefused() {
    ConfigException refused =
        refused(
            MINIMAL.replace("climate:", "cli.mate:")
                + MINIMAL.replace("pipelines:\n", "").replace("climate:", "cli_mate:")
                + MINIMAL.replace("pipelines:\n", "").replace("climate:", "Climate:"));

    assertThat(refused.problems())
        .extracting(Problem::path, Problem::message)
        .anySatisfy(
            p ->
                assertThat(p.toList())
                    .containsExactly(
                        "pipelines.cli_mate",
                        "collides with pipeline cli.mate: to Kafka '.' and '_' are the same"))
        .anySatisfy(p -> assertThat(p.toList().get(0)).isEqualTo("pipelines.Climate"));
  }

  @Test
  void pipelinesMayShareAnOutputTopicForTheSameKindOnly() throws Exception {
    String second = MINIMAL.replace("pipelines:\n", "").replace("climate:", "other:");
    String alerts = "    topics: { alerts: all.alerts }\n";

    assertThat(load(MINIMAL + alerts + second + alerts).pipelines()).hasSize(2);
    assertThat(
            refused(MINIMAL + alerts + second + "    topics: { late: all.alerts }\n").getMessage())
        .contains(
            "pipelines.other.topics.late: topic all.alerts is already used by"
                + " pipelines.climate.topics.alerts");
  }

  @Test
  void variablesAreReplacedInAnyValueAndTypedAfterwards() throws Exception {
    SluiceConfig config =
        load(
            """
            application-id: ${TEAM}-${STAGE:dev}
            kafka: { bootstrap.servers: "${HOST:localhost}:${PORT:9092}", literal: "$${file:x}" }
            http: { port: "${HTTP_PORT:9000}" }
            """
                + MINIMAL
                    .replace("10m", "\"${SIZE}\"")
                    .replace("key: room", "key: room, keyed: \"${KEYED:true}\""));

    assertThat(config.applicationId()).isEqualTo("red-dev");
    assertThat(config.kafka())
        .containsEntry("bootstrap.servers", "broker:9092")
        .containsEntry("literal", "${file:x}");
    assertThat(config.http().port()).isEqualTo(9000);
    assertThat(config.pipelines().get("climate").window().size()).isEqualTo(Duration.ofHours(1));
    assertThat(config.pipelines().get("climate").source().keyed()).isTrue();
  }

  @Test
  void quotedNumberWithoutVariableIsNoNumber() {
    assertThat(refused("http: { port: \"8080\" }\n" + MINIMAL).getMessage())
        .contains(":1: http.port: expected an integer, found \"8080\"");
  }

  @Test
  void unsetVariableWithoutDefaultIsReported() {
    ConfigException refused =
        refused("application-id: ${NOBODY}\nhttp: { host: \"${un closed\" }\n" + MINIMAL);

    assertThat(refused.getMessage())
        .contains(":1: application-id: environment variable NOBODY is not set")
        .contains(":2: http.host: ${ does not begin");
  }

  @Test
  void secretsAreNotPrinted() throws Exception {
    SluiceConfig config =
        load(
            """
            kafka: { sasl.jaas.config: hush, ssl.keystore.password: hush, client.id: me }
            streams: { config.providers.vault.param.token: hush }
            """
                + MINIMAL);

    assertThat(config.toString()).contains("client.id=me").doesNotContain("hush");
    assertThat(config.kafka()).containsEntry("sasl.jaas.config", "hush");
    assertThat(refused("kafka: { ssl.key.password: [hush] }\n" + MINIMAL).getMessage())
        .contains("kafka.ssl.key.password: expected a value, found a list")
        .doesNotContain("hush");
  }

  @Test
  void propertyThatIsSetTwiceOrNotToBeSetIsReported() {
    assertThat(refused("kafka: { a.b: 1, a: { b: 2 } }\n" + MINIMAL).getMessage())
        .contains("kafka.a.b: is set twice");
    assertThat(refused("streams: { application.id: x }\n" + MINIMAL).getMessage())
        .contains("streams.application.id: must not be set");
    assertThat(refused("streams: { processing.guarantee: at_least_once }\n" + MINIMAL).getMessage())
        .contains("streams.processing.guarantee: must not be set");
  }

  @Test
  void missingModelNamesEveryPlaceThatWasSearched() {
    String message = refused(MINIMAL.replace("model.onnx", "models/m.onnx")).getMessage();

    assertThat(message)
        .contains(directory.resolve("models/m.onnx").toString())
        .contains(Path.of("models/m.onnx").toAbsolutePath().toString());
  }

  @Test
  void fileThatIsNoConfigurationIsRefusedInOneLine() throws IOException {
    assertThat(refused("").getMessage()).endsWith("sluice.yaml: is empty");
    assertThat(refused("- a").getMessage()).endsWith("sluice.yaml:1: expected a map, found a list");
    assertThat(refused("a: [").getMessage()).contains("is not YAML");
    assertThat(refused("a: b\n c: d\n").getMessage()).contains("sluice.yaml:2: is not YAML");
    assertThat(refused("a: 1\n---\nb: 2\n").getMessage()).contains("is not YAML");
    assertThat(refused("a: \u0007").getMessage()).contains("is not YAML");
    assertThat(refused("? [a]\n: b\n" + MINIMAL).getMessage()).contains(":1: has a key that is");
    assertThat(refused("http: {}").getMessage()).endsWith("pipelines: is required: a map");
    assertThat(refused("pipelines: {}").getMessage()).contains("needs at least one pipeline");
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
    assertThatThrownBy(() -> ConfigLoader.load(binary, name -> null))
        .hasMessageEndingWith("binary: is not UTF-8 text");
    assertThatThrownBy(() -> ConfigLoader.load(directory.resolve("none"), name -> null))
        .hasMessageEndingWith("none: no such file");
    assertThatThrownBy(() -> ConfigLoader.load(directory, name -> null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void hostileFileIsRefusedWithinLimits() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i <= 24; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(refused("[".repeat(500_000)).getMessage()).contains("nested deeper than 32 levels");
    assertThat(refused(laughs.toString()).getMessage()).contains("aliases grow without bound");
    assertThat(refused("a: &a { b: *a }").getMessage()).contains("aliases grow without bound");
    assertThat(refused("#" + "x".repeat(1 << 20)).getMessage()).contains("larger than 1 MiB");
  }

  private SluiceConfig load(String yaml) throws ConfigException, IOException {
    Path file = Files.writeString(directory.resolve("sluice.yaml"), yaml);
    Map<String, String> env =
        Map.of("TEAM", "red", "HOST", "broker", "SIZE", "1h", "HOME", "/home/me");
    return ConfigLoader.load(file, env::get);
  }

  private ConfigException refused(String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> load(yaml));
  }
}
