package io.sluice.bench.detect;

import io.sluice.bench.series.Drawn;
import io.sluice.bench.series.Kind;
import io.sluice.config.yaml.KebabCase;
import io.sluice.detect.fault.Fault;
import io.sluice.detect.run.Told;
import io.sluice.detect.run.Track;
import io.sluice.output.Alert;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plants faults into series of one kind, one in each key, and looks for alerts that the same key
 * has not without the fault. The faulty series may be one of several targets, the others of which
 * are sound.
 */
final class Faults {
  /** Windows before the first place of a fault. */
  private static final int BEFORE = 1200;

  /** Places, windows. */
  private static final int PLACES = 150;

  /** The longest time for which a fault is looked for, but that of a cycle, windows. */
  private static final int AFTER = 150;

  /** Those that can go either way. */
  private static final Set<Fault> DIRECTED =
      Set.of(Fault.SPIKE, Fault.SHIFT_3, Fault.SHIFT_6, Fault.DRIFT);

  private final DetectSetup setup;
  private final SeriesRun run;
  private final Kind kind;
  private final int targets;
  private final int budget;
  private final int length;
  private final List<Track> sound;

  /**
   * Runs the series without a fault.
   *
   * @param targets of each key
   * @param budget windows between two false alarms of a key
   */
  Faults(DetectSetup setup, Kind kind, int targets, int budget) {
    this.setup = setup;
    this.run = new SeriesRun(setup);
    this.kind = kind;
    this.targets = targets;
    this.budget = budget;
    this.length = BEFORE + PLACES + Math.max(AFTER, setup.cycle().period());
    this.sound = run(IntStream.range(0, setup.keys()).mapToObj(this::series).toList());
  }

  private List<Track> run(List<double[]> first) {
    List<List<double[]>> keys = new ArrayList<>();
    for (int key = 0; key < first.size(); key++) {
      List<double[]> all = new ArrayList<>(List.of(first.get(key)));
      for (int k = 1; k < targets; k++) {
        all.add(setup.series(kind, key + k * setup.keys(), length).values());
      }
      keys.add(all);
    }
    return run.run(keys, targets, budget);
  }

  private double[] series(int key) {
    return setup.series(kind, key, length).values();
  }

  /** Plants a fault of one kind into each key. */
  FaultResult of(Fault fault) {
    List<double[]> faulty = new ArrayList<>();
    int planted = 0;
    for (int key = 0; key < setup.keys(); key++) {
      double[] values = series(key);
      planted += plant(fault, values, key) ? 1 : 0;
      faulty.add(values);
    }
    List<Track> tracks = run(faulty);
    List<Found> found = new ArrayList<>();
    for (int key = 0; key < tracks.size(); key++) {
      found.addAll(found(fault, tracks.get(key), key));
    }
    return FaultResult.of(fault, planted, found);
  }

  /** In every other key what can go either way goes down. */
  private boolean plant(Fault fault, double[] values, int key) {
    Drawn drawn = setup.series(kind, key, 1);
    Random random = setup.random(fault.name(), key);
    boolean isDown = key % 2 == 1 && DIRECTED.contains(fault);
    turn(values, isDown);
    boolean isPlanted = fault.plant(values, place(key), drawn.sd(), setup.cycle().period(), random);
    turn(values, isDown);
    return isPlanted;
  }

  private static void turn(double[] values, boolean isDown) {
    for (int i = 0; isDown && i < values.length; i++) {
      values[i] = -values[i];
    }
  }

  /** The fault's first window. */
  private int place(int key) {
    return BEFORE + setup.random("place", key).nextInt(PLACES);
  }

  /** The first alert that fires soon enough, and not without the fault; empty: there is none. */
  private List<Found> found(Fault fault, Track track, int key) {
    int from = place(key);
    int to = from + fault.judged(setup.cycle().period());
    Set<Integer> before =
        sound.get(key).fired().stream().map(run::windowOf).collect(Collectors.toSet());
    return track.fired().stream()
        .filter(
            alert -> {
              int window = run.windowOf(alert);
              return window >= from && window < to && !before.contains(window);
            })
        .limit(1)
        .map(alert -> new Found(run.windowOf(alert) - from, finalType(track, alert)))
        .toList();
  }

  private static Alert.Type finalType(Track track, Told fired) {
    String type =
        track.alerts().stream()
            .filter(alert -> alert.id().equals(fired.id()))
            .map(Told::type)
            .reduce(fired.type(), (earlier, later) -> later);
    return KebabCase.find(Alert.Type.class, type).orElseThrow();
  }
}
