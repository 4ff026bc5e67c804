package io.sluice.bench.detect;

import java.util.List;
import java.util.stream.Stream;

/**
 * What {@link DetectBench} measured.
 *
 * @param rates false alarms of each kind of series
 * @param ar faults in autoregressive series
 * @param seasonal faults in seasonal ones
 * @param ofEight faults in one of eight autoregressive targets, whose keys have the budget of those
 *     of {@code ar}
 * @param shared faults in {@code ar} series under an eighth of the false alarms: what each of eight
 *     has of their key's budget
 */
public record DetectResult(
    DetectSetup setup,
    List<KindRates> rates,
    List<FaultResult> ar,
    List<FaultResult> seasonal,
    List<FaultResult> ofEight,
    List<FaultResult> shared) {
  public DetectResult {
    rates = List.copyOf(rates);
    ar = List.copyOf(ar);
    seasonal = List.copyOf(seasonal);
    ofEight = List.copyOf(ofEight);
    shared = List.copyOf(shared);
  }

  /** All faults in single targets. */
  public List<FaultResult> single() {
    return Stream.concat(ar.stream(), seasonal.stream()).toList();
  }

  /** Of faults that were found, the share that has a fitting name at last, 0 to 1. */
  public static double namedShare(List<FaultResult> results) {
    long named = results.stream().mapToLong(FaultResult::named).sum();
    return (double) named / results.stream().mapToLong(FaultResult::found).sum();
  }
}
