package io.sluice.bench.detect;

import io.sluice.config.yaml.KebabCase;
import io.sluice.detect.fault.Fault;
import io.sluice.output.Alert;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found of one kind of fault.
 *
 * @param fault the kind
 * @param planted in how many keys
 * @param delays by fault that was found, in ascending order, windows
 * @param types how many of those have which type at last
 */
public record FaultResult(
    Fault fault, int planted, List<Integer> delays, Map<Alert.Type, Long> types) {
  public FaultResult {
    delays = delays.stream().sorted().toList();
    types = Map.copyOf(types);
  }

  static FaultResult of(Fault fault, int planted, List<Found> found) {
    Map<Alert.Type, Long> types = new EnumMap<>(Alert.Type.class);
    found.forEach(one -> types.merge(one.type(), 1L, Long::sum));
    return new FaultResult(fault, planted, found.stream().map(Found::delay).toList(), types);
  }

  /** The kind, as it is written. */
  public String name() {
    return KebabCase.of(fault);
  }

  public int found() {
    return delays.size();
  }

  /** The median delay, windows; NaN when none was found. */
  public double medianDelay() {
    int n = delays.size();
    return n == 0 ? Double.NaN : (delays.get((n - 1) / 2) + delays.get(n / 2)) / 2.0;
  }

  /** How many have a type at last. */
  public long count(Alert.Type type) {
    return types.getOrDefault(type, 0L);
  }

  /** How many have a name that fits. */
  public long named() {
    return names(fault).stream().mapToLong(this::count).sum();
  }

  /** What a person might call the fault: nothing but zeros is both a new level and a flat line. */
  static Set<Alert.Type> names(Fault fault) {
    return switch (fault) {
      case SPIKE -> Set.of(Alert.Type.OUTLIER);
      case SHIFT_3, SHIFT_6 -> Set.of(Alert.Type.SHIFT);
      case DRIFT -> Set.of(Alert.Type.DRIFT);
      case VARIANCE -> Set.of(Alert.Type.VARIANCE);
      case FROZEN -> Set.of(Alert.Type.FROZEN);
      case MISSING_PEAK -> Set.of(Alert.Type.MISSING_ACTIVITY);
      case ZERO -> Set.of(Alert.Type.SHIFT, Alert.Type.FROZEN);
      case SILENCE -> Set.of(Alert.Type.SILENT);
    };
  }
}
