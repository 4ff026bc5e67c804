package io.sluice.bench.detect;

import io.sluice.config.yaml.KebabCase;
import io.sluice.detect.fault.Fault;
import io.sluice.output.Alert;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints what was measured for people. */
public final class DetectTables {
  private final PrintWriter out;
  private final DetectResult result;

  public DetectTables(DetectResult result, PrintWriter out) {
    this.result = result;
    this.out = out;
  }

  /** Prints all tables. */
  public void print() {
    printRates();
    printFaults();
    printTypes();
    printOfEight();
  }

  private void printRates() {
    List<AlarmRate> any = result.rates().get(0).settled();
    DetectSetup setup = result.setup();
    line(
        "%nfalse alarms over those that the budget allows, %,d keys of %,d windows of each kind",
        setup.keys(), setup.windows());
    line(
        "  %-14s%s%10s%12s",
        "budget", cells(any, rate -> "%,d".formatted(rate.budget())), "30-300", "80% holds");
    for (KindRates kind : result.rates()) {
      line(
          "  %-14s%s%10.2f%11.0f%%",
          KebabCase.of(kind.kind()),
          cells(kind.settled(), rate -> fixed("%.2f", rate.ratio())),
          kind.young().ratio(),
          100 * kind.coverage());
    }
    line(
        "  %-14s%s%10.0f",
        "allowed",
        cells(any, rate -> fixed("%,.0f", rate.expected())),
        result.rates().get(0).young().expected());
  }

  private void printFaults() {
    line("%nfaults found of %,d, and the median delay in windows", result.setup().keys());
    line("  %-14s%8s%8s%10s%8s", "fault", "ar", "delay", "seasonal", "delay");
    for (Fault fault : Fault.values()) {
      String ar = found(result.ar(), fault);
      line("  %-14s%s  %s", KebabCase.of(fault), ar, found(result.seasonal(), fault));
    }
  }

  private static String found(List<FaultResult> results, Fault fault) {
    return of(results, fault)
        .map(one -> fixed("%8d", one.found()) + fixed("%8s", delay(one)))
        .orElse(fixed("%8s", "-") + fixed("%8s", "-"));
  }

  private static String delay(FaultResult one) {
    return one.found() == 0 ? "-" : fixed("%.1f", one.medianDelay());
  }

  private static Optional<FaultResult> of(List<FaultResult> results, Fault fault) {
    return results.stream().filter(one -> one.fault() == fault).findFirst();
  }

  private void printTypes() {
    List<Alert.Type> types =
        Stream.of(Alert.Type.values()).filter(type -> !type.isOfEvents()).toList();
    line(
        "%nfaults found, by the last type of their alert; %.0f%% have a fitting one",
        100 * DetectResult.namedShare(result.single()));
    line("  %-14s%s", "fault", cells(types, DetectTables::shortened));
    for (Fault fault : Fault.values()) {
      List<FaultResult> both =
          result.single().stream().filter(one -> one.fault() == fault).toList();
      line(
          "  %-14s%s",
          KebabCase.of(fault),
          cells(types, type -> "" + both.stream().mapToLong(one -> one.count(type)).sum()));
    }
  }

  private void printOfEight() {
    line(
        "%nfaults found of %,d, alone, in one of eight targets, and under an eighth of alarms",
        result.setup().keys());
    line(
        "  %-14s%8s%8s%10s%8s%10s%8s",
        "fault", "alone", "delay", "of eight", "delay", "eighth", "delay");
    for (FaultResult one : result.ofEight()) {
      line(
          "  %-14s%s  %s  %s",
          one.name(),
          found(result.ar(), one.fault()),
          found(result.ofEight(), one.fault()),
          found(result.shared(), one.fault()));
    }
  }

  private static <T> String cells(List<T> all, Function<T, String> text) {
    return all.stream().map(one -> fixed("%9s", text.apply(one))).collect(Collectors.joining());
  }

  /** Of the words of a name the first, which tells the types apart. */
  private static String shortened(Alert.Type type) {
    return KebabCase.of(type).split("-", -1)[0];
  }

  private static String fixed(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void line(String format, Object... values) {
    out.printf(Locale.ROOT, format + "%n", values);
  }
}
