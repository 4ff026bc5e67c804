package io.sluice.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.series.Cycle;
import io.sluice.bench.series.Drawn;
import io.sluice.bench.series.Kind;
import io.sluice.detect.fault.Fault;
import io.sluice.output.Alert;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What faults are called at last, of keys that live through them. */
class DiagnosisTest {
  private static final Cycle DAY = new Cycle(144, 4);
  private static final int KEYS = 12;
  private static final int FROM = 1300;

  @ParameterizedTest
  @CsvSource({
    "SPIKE, AR, OUTLIER",
    "SPIKE, SEASONAL, OUTLIER",
    "SHIFT_6, AR, SHIFT",
    "SHIFT_6, SEASONAL, SHIFT",
    "DRIFT, AR, DRIFT",
    "VARIANCE, AR, VARIANCE",
    "VARIANCE, SEASONAL, VARIANCE",
    "FROZEN, AR, FROZEN",
    "FROZEN, SEASONAL, FROZEN",
    "MISSING_PEAK, SEASONAL, MISSING_ACTIVITY"
  })
  void mostFaults_haveTheNameThatAPersonWouldGive(Fault fault, Kind kind, Alert.Type type) {
    Map<Alert.Type, Integer> names = new EnumMap<>(Alert.Type.class);
    for (int i = 0; i < KEYS; i++) {
      Alert.Type name = name(fault, kind, i);
      if (name != null) {
        names.merge(name, 1, Integer::sum);
      }
    }
    int all = names.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(all).as(names.toString()).isGreaterThanOrEqualTo(KEYS / 2);
    assertThat(names.getOrDefault(type, 0)).as(names.toString()).isGreaterThan(all / 2);
  }

  /** The last name of the first alert that fires on the fault; null: none does. */
  private static Alert.@Nullable Type name(Fault fault, Kind kind, int i) {
    Drawn drawn = kind.draw(FROM + 200, DAY, new Random(31L * kind.name().hashCode() + i));
    double[] values = drawn.values();
    fault.plant(values, FROM, drawn.sd(), DAY.period(), new Random(i));
    WatchedKey key = new WatchedKey(1000);
    key.observe(values, 0, FROM);
    if (key.state.episode.isFiring()) {
      return null;
    }
    int before = key.alerts.size();
    key.observe(values, FROM, FROM + fault.judged(DAY.period()));
    if (key.alerts.size() == before) {
      return null;
    }
    String id = key.alerts.get(before).id();
    return key.alerts.stream()
        .filter(alert -> alert.id().equals(id))
        .map(Alert::type)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }
}
