package io.sluice.bench.detect;

import io.sluice.bench.series.Kind;
import io.sluice.config.Defaults;
import io.sluice.detect.fault.Fault;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures how often healthy series alert, and which faults are found. All runs through the code
 * that serves, with nothing set but the budget.
 */
public final class DetectBench {
  /** Windows between two false alarms of a key, the default among them. */
  public static final List<Integer> BUDGETS = List.of(100, Defaults.BUDGET_WINDOWS, 5000);

  private static final int TARGETS = 8;
  private static final List<Kind> BASES = List.of(Kind.AR, Kind.SEASONAL);

  private final DetectSetup setup;

  public DetectBench(DetectSetup setup) {
    this.setup = setup;
  }

  /** Measures everything, with as many threads as there are cores. */
  public DetectResult run(Consumer<String> progress) {
    progress.accept("running series without a fault");
    List<KindRates> rates = falseAlarms(BUDGETS);
    progress.accept("planting faults");
    List<FaultResult> ar = faults(BASES.get(0));
    List<FaultResult> seasonal = faults(BASES.get(1));
    progress.accept("planting faults into one target of eight");
    return new DetectResult(setup, rates, ar, seasonal, ofEight(), shared());
  }

  /** False alarms of each kind of series, at each of the budgets. */
  public List<KindRates> falseAlarms(List<Integer> budgets) {
    FalseAlarms alarms = new FalseAlarms(setup);
    return Stream.of(Kind.values()).parallel().map(kind -> alarms.of(kind, budgets)).toList();
  }

  /** Faults in series of one kind; those that could not be planted are left out. */
  public List<FaultResult> faults(Kind kind) {
    Faults faults = new Faults(setup, kind, 1, Defaults.BUDGET_WINDOWS);
    return planted(Stream.of(Fault.values()), faults);
  }

  /** Faults in one of eight targets; a key is silent with all of them. */
  public List<FaultResult> ofEight() {
    return inTargets(new Faults(setup, BASES.get(0), TARGETS, Defaults.BUDGET_WINDOWS));
  }

  /** The same in single targets, each under its share of the false alarms of eight. */
  public List<FaultResult> shared() {
    return inTargets(new Faults(setup, BASES.get(0), 1, TARGETS * Defaults.BUDGET_WINDOWS));
  }

  private static List<FaultResult> inTargets(Faults faults) {
    return planted(Stream.of(Fault.values()).filter(fault -> fault != Fault.SILENCE), faults);
  }

  private static List<FaultResult> planted(Stream<Fault> kinds, Faults faults) {
    return kinds.parallel().map(faults::of).filter(result -> result.planted() > 0).toList();
  }
}
