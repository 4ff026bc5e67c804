package io.sluice.detect.fault;

import io.sluice.detect.run.Track;
import io.sluice.detect.run.Values;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A copy of a key with one fault in its last half. */
final class Planting {
  /** Chosen once; another one gives other places. */
  private static final long SEED = 17;

  private final Fault fault;
  private final Track track;
  private final int season;
  private final int target;
  private final int from;
  private final double[] values;
  private final boolean isPlanted;
  private final Set<Integer> firedBefore;
  private int delay = -1;

  /**
   * Plants a fault at a place that the key's name and the kind of fault decide.
   *
   * @param season windows of a season
   */
  Planting(Fault fault, Track track, int season) {
    Random random = new Random(SEED + 31L * track.key().hashCode() + fault.name().hashCode());
    this.fault = fault;
    this.track = track;
    this.season = season;
    this.target = random.nextInt(track.targets());
    this.values = values(track, target);
    this.from = place(values, fault.judged(season), random);
    double sd = Spread.of(values, season);
    this.isPlanted = from > 0 && sd > 0 && fault.plant(values, from, sd, season, random);
    this.firedBefore =
        track.fired().stream()
            .map(alert -> track.windowOf(alert.decidedAt()))
            .collect(Collectors.toSet());
  }

  private static double[] values(Track track, int target) {
    double[] values = new double[track.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = track.observed(i, target);
    }
    return values;
  }

  /** A window of the last half that has a value and so many windows from it on; 0: none. */
  private static int place(double[] values, int judged, Random random) {
    int first = Math.max(1, values.length / 2);
    int room = values.length - judged - first;
    if (room < 1) {
      return 0;
    }
    int from = first + random.nextInt(room);
    while (from <= first + room && Double.isNaN(values[from])) {
      from++;
    }
    return from <= first + room ? from : 0;
  }

  Fault fault() {
    return fault;
  }

  /** Whether there is a fault in the copy: the key may be too short, constant, or unfit for it. */
  boolean isPlanted() {
    return isPlanted;
  }

  /** The copy's key. */
  String key() {
    return track.key() + '\n' + fault.name();
  }

  /** The copy's events, one at the start of each window. */
  Values copy() {
    long[] times = new long[values.length];
    double[][] rows = new double[values.length][track.targets()];
    for (int i = 0; i < values.length; i++) {
      times[i] = track.start(i);
      for (int k = 0; k < track.targets(); k++) {
        rows[i][k] = track.observed(i, k);
      }
      rows[i][target] = values[i];
      if (fault == Fault.SILENCE && i >= from) {
        Arrays.fill(rows[i], Double.NaN);
      }
    }
    return new Values(key(), times, rows);
  }

  /** An alert has fired in the copy: it found the fault unless it fires without it too. */
  void fired(long decidedAt) {
    int window = track.windowOf(decidedAt);
    boolean isDue = window >= from && window < from + fault.judged(season);
    if (delay < 0 && isDue && !firedBefore.contains(window)) {
      delay = window - from;
    }
  }

  /** Windows until the fault was found; negative: it was not. */
  int delay() {
    return delay;
  }
}
