package io.sluice.config;

import io.sluice.config.kafka.KafkaMetrics;
import io.sluice.config.source.TimestampConfig;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** What a configuration file need not say. */
public final class Defaults {
  /** {@code application-id}. */
  public static final String APPLICATION_ID = "sluice";

  /** {@code kafka.bootstrap.servers}. */
  public static final String BOOTSTRAP_SERVERS = "localhost:9092";

  /** {@code http.host}: reachable from this machine only. */
  public static final String HTTP_HOST = "127.0.0.1";

  /** {@code http.port}. */
  public static final int HTTP_PORT = 8080;

  /** {@code http.open}: what other machines reach needs a token. */
  public static final boolean HTTP_OPEN = false;

  /** {@code metrics.kafka}. */
  public static final KafkaMetrics KAFKA_METRICS = KafkaMetrics.NEEDED;

  /** {@code source.keyed}; a key of {@code $record} makes it true. */
  public static final boolean KEYED = false;

  /** {@code source.timestamp.format} of a field. */
  public static final String TIMESTAMP_FORMAT = TimestampConfig.ISO_8601;

  /** {@code source.timestamp.zone} and {@code window.zone}. */
  public static final ZoneId ZONE = ZoneOffset.UTC;

  /** {@code window.max-gap}, windows, where the model states none. */
  public static final int MAX_GAP = 6;

  /** Beyond any sensible one; keeps products of durations within range. */
  public static final int MAX_GAP_LIMIT = 100_000;

  /** {@code window.idle}, wall time. */
  public static final Duration IDLE = Duration.ofSeconds(30);

  /** The least that {@code window.max-future} is by default: clocks differ by seconds. */
  public static final Duration MIN_MAX_FUTURE = Duration.ofMinutes(1);

  /** The most that {@code window.max-future} is by default. */
  public static final Duration MAX_MAX_FUTURE = Duration.ofHours(1);

  /** The least that {@code window.max-drift} is by default. */
  public static final Duration MIN_MAX_DRIFT = Duration.ofHours(1);

  /** {@code provider}. */
  public static final Provider PROVIDER = Provider.CPU;

  /** The least that {@code key-ttl} is by default, event time. */
  public static final Duration MIN_KEY_TTL = Duration.ofDays(30);

  /** The least that {@code key-ttl} is by default, windows. */
  public static final int MIN_KEY_TTL_WINDOWS = 100;

  /** {@code alerts.budget}, windows between two false alarms of a healthy key. */
  public static final int BUDGET_WINDOWS = 1000;

  /** {@code metrics}: no key is watched. */
  public static final MetricsConfig METRICS = new MetricsConfig(Set.of());

  /** {@code covariates}: nothing is known of windows beside their values. */
  public static final CovariatesConfig COVARIATES = new CovariatesConfig(Set.of(), List.of());

  /** {@code max-keys}: no limit. */
  public static final int MAX_KEYS = 0;

  /** {@code dead-letters.max-bytes}. */
  public static final int DEAD_LETTER_BYTES = 16 * 1024;

  private static final int GRACE_DIVISOR = 10;

  private Defaults() {}

  /** {@code window.grace}: a tenth of the window. */
  public static Duration grace(Duration window) {
    return Duration.ofMillis(window.toMillis() / GRACE_DIVISOR);
  }

  /** {@code window.max-future}: a window, but at least a minute and at most an hour. */
  public static Duration maxFuture(Duration window) {
    Duration least = window.compareTo(MIN_MAX_FUTURE) < 0 ? MIN_MAX_FUTURE : window;
    return least.compareTo(MAX_MAX_FUTURE) > 0 ? MAX_MAX_FUTURE : least;
  }

  /** {@code window.max-drift}: two windows, but at least an hour. */
  public static Duration maxDrift(Duration window) {
    Duration two = window.multipliedBy(2);
    return two.compareTo(MIN_MAX_DRIFT) < 0 ? MIN_MAX_DRIFT : two;
  }

  /** {@code key-ttl}: 30 days or 100 windows, whichever is longer. */
  public static Duration keyTtl(Duration window) {
    Duration windows = window.multipliedBy(MIN_KEY_TTL_WINDOWS);
    return windows.compareTo(MIN_KEY_TTL) > 0 ? windows : MIN_KEY_TTL;
  }

  /** {@code alerts.budget}: one false alarm in 1000 windows. */
  public static Duration budget(Duration window) {
    return window.multipliedBy(BUDGET_WINDOWS);
  }

  /** {@code topics}: the pipeline's name and the kind of record. */
  public static TopicsConfig topics(String pipeline) {
    return new TopicsConfig(
        pipeline + ".forecasts",
        pipeline + ".alerts",
        pipeline + ".late",
        pipeline + ".dead-letters");
  }
}
