package io.sluice.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Aggregate;
import io.sluice.config.CovariatesConfig;
import io.sluice.config.MetricsConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.config.TargetConfig;
import io.sluice.config.TargetConfig.Bounds;
import io.sluice.config.TargetConfig.Empty;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows, targets and what else a pipeline has are right, by default too, or refused with their
 * place.
 */
final class PipelineReaderTest extends ReadConfig {
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
}
