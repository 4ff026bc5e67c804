package io.sluice.detect.fault;

import java.util.List;

/**
 * What was found of one kind of fault.
 *
 * @param name the kind, as it is written
 * @param planted in how many copies of a key
 * @param delays by fault that was found, in ascending order, the windows from its first one to the
 *     one on which an alert fired; of events, the events from the first that is wrong to the last
 *     of the window on which one did
 * @param passes of events, how often places were gone over, each time with other faults at them
 * @param auc of events, the probability that what is planted surprises more than what stood there
 *     before; NaN: it is of values
 */
public record FaultShare(String name, int planted, List<Integer> delays, int passes, double auc) {
  public FaultShare {
    delays = delays.stream().sorted().toList();
  }

  public int found() {
    return delays.size();
  }

  /** Found over planted; NaN when none was planted. */
  public double share() {
    return (double) found() / planted;
  }

  /** The median delay; NaN when none was found. */
  public double medianDelay() {
    int n = delays.size();
    return n == 0 ? Double.NaN : (delays.get((n - 1) / 2) + delays.get(n / 2)) / 2.0;
  }
}
