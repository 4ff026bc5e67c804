package io.sluice.detect.fault;

import io.sluice.config.yaml.KebabCase;
import java.util.List;

/**
 * What was found of one kind of fault.
 *
 * @param fault the kind
 * @param planted in how many copies of a key
 * @param delays by fault that was found, in ascending order, the windows from its first one to the
 *     one on which an alert fired
 */
public record FaultShare(Fault fault, int planted, List<Integer> delays) {
  public FaultShare {
    delays = delays.stream().sorted().toList();
  }

  /** The kind, as it is written. */
  public String name() {
    return KebabCase.of(fault);
  }

  public int found() {
    return delays.size();
  }

  /** Found over planted; NaN when none was planted. */
  public double share() {
    return (double) found() / planted;
  }

  /** The median delay, windows; NaN when none was found. */
  public double medianDelay() {
    int n = delays.size();
    return n == 0 ? Double.NaN : (delays.get((n - 1) / 2) + delays.get(n / 2)) / 2.0;
  }
}
