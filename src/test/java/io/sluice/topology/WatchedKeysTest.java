package io.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The few keys that a dashboard draws, and no others, have metrics of their own. */
final class WatchedKeysTest {
  private static final String HOSTILE = "<b>\"\\{}";

  @TempDir Path stateDir;
  private Harness home;
  private boolean closed;

  @BeforeEach
  void watchTwoKeys() {
    Harness.Settings settings = new Harness.Settings();
    settings.watch = Set.of("hall", HOSTILE);
    home = new Harness(settings, stateDir);
  }

  @AfterEach
  void close() {
    if (!closed) {
      closed = true;
      home.close();
    }
  }

  private void window(int number, double value, String... keys) {
    for (String key : keys) {
      String json = key.replace("\\", "\\\\").replace("\"", "\\\"");
      home.send(json, Harness.NOON.plus(Duration.ofMinutes(10L * number + 1)), value);
    }
    home.watermark(Harness.NOON.plus(Duration.ofMinutes(10L * number + 10)));
  }

  private double gauge(String name, String... tags) {
    Gauge gauge = home.meters.find("sluice.watched." + name).tags(tags).gauge();
    return gauge == null ? Double.NEGATIVE_INFINITY : gauge.value();
  }

  private List<String> watched() {
    return home.meters.getMeters().stream()
        .map(Meter::getId)
        .filter(id -> id.getName().startsWith("sluice.watched."))
        .map(id -> id.getTag("key"))
        .distinct()
        .toList();
  }

  @Test
  void showsWhatWasObservedBesideWhatHadBeenForecastOfTheSameWindow() {
    window(0, 20, "hall", "attic");
    JsonNode quantiles = home.forecasts().get(1).at("/quantiles/value/0");
    window(1, 23, "hall", "attic");

    assertThat(watched()).containsExactly("hall");
    assertThat(gauge("observed", "key", "hall", "target", "value")).isEqualTo(23);
    assertThat(quantiles).hasSize(5);
    assertThat(gauge("forecast", "key", "hall", "level", "0.1"))
        .isEqualTo(quantiles.get(1).doubleValue());
    assertThat(gauge("forecast", "key", "hall", "level", "0.99"))
        .isEqualTo(quantiles.get(4).doubleValue());
    assertThat(gauge("score", "key", "hall")).as("too little is known yet").isZero();
    assertThat(gauge("firing", "key", "hall")).isZero();
  }

  @Test
  void firstWindowHasNoForecastToShow_andAnImputedOneNoValue() {
    window(0, 20, "hall");
    assertThat(gauge("observed", "key", "hall")).isEqualTo(20);
    assertThat(gauge("forecast", "key", "hall", "level", "0.5")).isNaN();

    window(1, 20, "attic");
    assertThat(gauge("observed", "key", "hall")).isNaN();
    assertThat(gauge("forecast", "key", "hall", "level", "0.5")).isEqualTo(20);
  }

  @Test
  void firingAlertIsMarked() {
    for (int i = 0; i < 200; i++) {
      window(i, 20 + i % 2, "hall");
    }
    assertThat(gauge("score", "key", "hall")).isLessThan(2);
    window(200, 1e6, "hall");

    assertThat(home.alerts()).hasSize(1);
    assertThat(gauge("firing", "key", "hall")).isEqualTo(1);
    assertThat(gauge("score", "key", "hall")).isGreaterThan(3);
  }

  @Test
  void keyOfWhichNothingIsExpectedAnyMore_isNotShownUntilItComesBack() {
    window(0, 20, "hall", HOSTILE);
    assertThat(watched()).containsExactlyInAnyOrder("hall", HOSTILE);

    window(1, 20, "hall");
    window(2, 20, "hall");
    assertThat(watched()).containsExactly("hall");

    window(3, 20, "hall", HOSTILE);
    assertThat(watched()).containsExactlyInAnyOrder("hall", HOSTILE);
  }

  @Test
  void taskThatIsGivenUp_leavesNothingBehindThatLooksCurrent() {
    window(0, 20, "hall");
    assertThat(home.meters.find("sluice.stream.time").gauges()).hasSize(1);

    close();

    assertThat(watched()).isEmpty();
    assertThat(home.meters.find("sluice.stream.time").gauges()).isEmpty();
    assertThat(home.meters.find("sluice.closed.through").gauges()).isEmpty();
    assertThat(home.meters.find("sluice.drained.through").gauges()).isEmpty();
  }
}
