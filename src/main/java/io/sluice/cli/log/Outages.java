package io.sluice.cli.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Which brokers cannot be reached. One is named when it is first reported, and again when it is
 * back: when it takes connections and no client has complained of it for a while. A broker that
 * takes connections and ends them all is not back.
 */
final class Outages {
  /** Longer than clients wait between two attempts, by default a second. */
  private static final long QUIET_NANOS = Duration.ofSeconds(3).toNanos();

  /** How many addresses are followed; a cluster that is larger is represented by its first ones. */
  private static final int MAX_ADDRESSES = 1_000;

  private final LongSupplier clock;
  private final Predicate<String> takesConnections;
  private final Map<String, Outage> byAddress = new HashMap<>();

  private static final class Outage {
    private final long since;
    private long reported;

    Outage(long now) {
      this.since = now;
      this.reported = now;
    }
  }

  /**
   * A broker that is back.
   *
   * @param address host and port
   * @param seconds for how long it could not be reached
   */
  record Back(String address, long seconds) {}

  /**
   * No outage so far.
   *
   * @param takesConnections whether something listens at a host and port
   */
  Outages(LongSupplier clock, Predicate<String> takesConnections) {
    this.clock = clock;
    this.takesConnections = takesConnections;
  }

  /** Takes a client's report; whether it is news. */
  synchronized boolean report(String address) {
    Outage known = byAddress.get(address);
    if (known != null) {
      known.reported = clock.getAsLong();
      return false;
    }
    if (byAddress.size() < MAX_ADDRESSES) {
      byAddress.put(address, new Outage(clock.getAsLong()));
    }
    return true;
  }

  /** The brokers that are back since the last look. */
  List<Back> look() {
    List<Back> back = new ArrayList<>();
    for (String address : quiet()) {
      if (takesConnections.test(address)) {
        end(address, back);
      }
    }
    return back;
  }

  private synchronized List<String> quiet() {
    long now = clock.getAsLong();
    return byAddress.entrySet().stream()
        .filter(entry -> now - entry.getValue().reported > QUIET_NANOS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private synchronized void end(String address, List<Back> back) {
    Outage outage = byAddress.get(address);
    long now = clock.getAsLong();
    if (outage != null && now - outage.reported > QUIET_NANOS) {
      byAddress.remove(address);
      back.add(new Back(address, Duration.ofNanos(now - outage.since).toSeconds()));
    }
  }
}
