package io.sluice.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the events of one key's window were, in the order in which they came. */
final class Row {
  private final List<Rules.Target> targets;
  private final List<Values> events = new ArrayList<>();
  private final Map<Integer, long[]> offsets = new TreeMap<>();
  final List<Calls.Said> said = new ArrayList<>();
  private boolean hasValue;

  /** What one event says of the targets, NaN where it says nothing. */
  @SuppressWarnings("ArrayRecordComponent") // is never compared
  private record Values(long time, double[] values) {}

  Row(List<Rules.Target> targets) {
    this.targets = targets;
  }

  void add(JsonNode event, int partition, long offset) {
    double[] values = new double[targets.size()];
    Arrays.setAll(values, i -> event.path(targets.get(i).name()).asDouble(Double.NaN));
    events.add(new Values(event.get("ts").asLong(), values));
    hasValue |= hasValue(event, targets);
    if (event.hasNonNull("promo")) {
      said.add(new Calls.Said(event.get("ts").asLong(), event.get("promo")));
    }
    offsets.merge(
        partition,
        new long[] {offset, offset},
        (a, b) -> new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
  }

  boolean hasValue() {
    return hasValue;
  }

  static boolean hasValue(JsonNode event, List<Rules.Target> targets) {
    return targets.stream().anyMatch(target -> event.hasNonNull(target.name()));
  }

  /** NaN where no event has one. */
  double value(int target) {
    List<Values> with =
        events.stream().filter(event -> !Double.isNaN(event.values()[target])).toList();
    if (with.isEmpty()) {
      return Double.NaN;
    }
    double[] values = with.stream().mapToDouble(event -> event.values()[target]).toArray();
    int first = 0;
    int last = 0;
    for (int i = 0; i < values.length; i++) {
      first = with.get(i).time() < with.get(first).time() ? i : first;
      last = with.get(i).time() >= with.get(last).time() ? i : last;
    }
    return switch (targets.get(target).aggregate()) {
      case MEAN -> sum(values) / values.length;
      case SUM -> sum(values);
      case MIN -> Arrays.stream(values).min().getAsDouble();
      case MAX -> Arrays.stream(values).max().getAsDouble();
      case FIRST -> values[first];
      case LAST -> values[last];
      case COUNT -> values.length;
      case STDDEV -> deviation(values);
      case RANGE ->
          Arrays.stream(values).max().getAsDouble() - Arrays.stream(values).min().getAsDouble();
      case DISTINCT -> Arrays.stream(values).distinct().count();
      case MEDIAN -> median(Arrays.stream(values).sorted().toArray());
    };
  }

  /** Of the numbers as they are: rounded once. */
  private static double sum(double[] values) {
    return Arrays.stream(values)
        .mapToObj(BigDecimal::new)
        .reduce(BigDecimal.ZERO, BigDecimal::add)
        .doubleValue();
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().getAsDouble();
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().getAsDouble());
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }

  /** Partition and first and last offset of each, by partition. */
  String sources() {
    StringBuilder out = new StringBuilder();
    offsets.forEach(
        (p, range) ->
            out.append(p).append(':').append(range[0]).append('-').append(range[1]).append(';'));
    return out.toString();
  }
}
