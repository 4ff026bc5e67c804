package io.sluice.demo.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulatorTest {

  /** A simulator with the windows in which a healthy key always has an event. */
  record Case(String name, Maker maker, Duration window, Duration span) {
    Simulator make() {
      return maker.make(7);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  interface Maker {
    Simulator make(long seed);
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("home", HomeSimulator::new, Duration.ofMinutes(10), Duration.ofDays(10)),
        new Case("market", MarketSimulator::new, Duration.ofMinutes(5), Duration.ofDays(2)),
        new Case("supply", SupplyChainSimulator::new, Duration.ofDays(1), Duration.ofDays(90)),
        new Case(
            "home events", HomeEventsSimulator::new, Duration.ofHours(12), Duration.ofDays(20)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameSeedGivesTheSameWorldHoweverItIsAdvanced(Case which) {
    Simulator one = which.make();
    Simulator other = which.make();
    long end = one.healthyUntil() + which.span().toMillis();
    List<SimulatedEvent> events = run(one, end);
    List<SimulatedEvent> stepped = new ArrayList<>();
    for (long until = other.now(); until < end; until += which.window().toMillis() / 3) {
      other.advance(until, stepped::add);
    }
    other.advance(end, stepped::add);
    assertThat(stepped).isEqualTo(events);
    assertThat(other.faults()).isEqualTo(one.faults()).hasSizeGreaterThan(10);
    assertThat(run(which.maker().make(8), end)).isNotEqualTo(events);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void eventsComeInOrderAndEveryHealthyKeyHasOneInEveryWindow(Case which) {
    Simulator simulator = which.make();
    long start = simulator.now();
    List<SimulatedEvent> events = run(simulator, simulator.healthyUntil());
    assertThat(events).isSortedAccordingTo(Comparator.comparingLong(SimulatedEvent::timestamp));
    Map<String, Set<Long>> windows = new HashMap<>();
    for (SimulatedEvent event : events) {
      long window = event.timestamp() / which.window().toMillis();
      windows.computeIfAbsent(event.key(), key -> new HashSet<>()).add(window);
    }
    assertThat(windows.keySet()).containsExactlyInAnyOrderElementsOf(simulator.keys());
    long expected = (simulator.healthyUntil() - start) / which.window().toMillis();
    assertThat(windows.values())
        .allSatisfy(seen -> assertThat((double) seen.size()).isGreaterThan(0.99 * expected));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void faultsBeginAfterTheHistoryOnKnownKeysAndNeverTwiceAtOnce(Case which) {
    Simulator simulator = which.make();
    run(simulator, simulator.healthyUntil());
    assertThat(simulator.faults()).isEmpty();
    run(simulator, simulator.healthyUntil() + which.span().toMillis());
    Map<String, Fault> last = new HashMap<>();
    for (Fault fault : simulator.faults()) {
      assertThat(fault.start()).isBetween(simulator.healthyUntil(), simulator.now());
      assertThat(simulator.keys()).contains(fault.key());
      Fault before = last.put(fault.key(), fault);
      long gap = which.window().toMillis() * 6;
      assertThat(before == null || before.end() + gap < fault.start()).isTrue();
    }
  }

  @Test
  void homeFaultsShowInTheEventsThatTheyLabelAndNowhereElse() {
    HomeSimulator simulator = new HomeSimulator(7);
    List<SimulatedEvent> events =
        run(simulator, simulator.healthyUntil() + Duration.ofDays(4).toMillis());
    List<SimulatedEvent> stuck =
        events.stream()
            .filter(event -> event.key().endsWith("temperature"))
            .filter(event -> event.json().contains("\"value\":85.00"))
            .toList();
    assertThat(stuck).isNotEmpty().allMatch(event -> isFaulty(simulator, event, "stuck"));
    Fault silent =
        simulator.faults().stream()
            .filter(f -> f.kind().equals("silent"))
            .findFirst()
            .orElseThrow();
    assertThat(events)
        .noneMatch(event -> event.key().equals(silent.key()) && silent.covers(event.timestamp()));
  }

  @Test
  void marketJumpMovesThePriceBySevenPercentForGood() {
    MarketSimulator simulator = new MarketSimulator(7);
    List<SimulatedEvent> events =
        run(simulator, simulator.healthyUntil() + Duration.ofDays(1).toMillis());
    Fault jump =
        simulator.faults().stream()
            .filter(f -> f.kind().equals(MarketSimulator.PRICE_JUMP))
            .findFirst()
            .orElseThrow();
    List<Double> prices =
        events.stream()
            .filter(event -> event.key().equals(jump.key()))
            .filter(event -> Math.abs(event.timestamp() - jump.start()) < 900_000)
            .map(
                event -> Double.parseDouble(event.json().replaceAll(".*price\":([0-9.]+).*", "$1")))
            .toList();
    double ratio = prices.get(prices.size() - 1) / prices.get(0);
    assertThat(ratio).isBetween(1.05, 1.09);
  }

  @Test
  void supplyStockOutHasNoOrderLinesAndBulkOrderHasOneHugeLine() {
    SupplyChainSimulator simulator = new SupplyChainSimulator(7);
    List<SimulatedEvent> events =
        run(simulator, simulator.healthyUntil() + Duration.ofDays(40).toMillis());
    for (Fault fault : simulator.faults()) {
      List<SimulatedEvent> during =
          events.stream()
              .filter(e -> e.key().equals(fault.key()) && fault.covers(e.timestamp()))
              .toList();
      if (fault.kind().equals(SupplyChainSimulator.STOCK_OUT)) {
        assertThat(during.size()).isLessThan(3); // lines of the hour in which it begins
      }
      if (fault.kind().equals(SupplyChainSimulator.BULK_ORDER)) {
        assertThat(during).filteredOn(e -> quantity(e) > 200).hasSize(1);
      }
    }
    assertThat(events)
        .filteredOn(e -> e.timestamp() < simulator.healthyUntil())
        .allMatch(e -> quantity(e) < 30);
  }

  @Test
  void faultsOfHomes_showInTheEventsOfTheirHome_andInNoOther() {
    HomeEventsSimulator simulator = new HomeEventsSimulator(7);
    List<SimulatedEvent> events =
        run(simulator, simulator.healthyUntil() + Duration.ofDays(20).toMillis());
    assertThat(simulator.faults()).extracting(Fault::kind).hasSizeGreaterThan(40);
    for (Fault fault : simulator.faults()) {
      List<String> sensors =
          events.stream()
              .filter(e -> e.key().equals(fault.key()) && fault.covers(e.timestamp()))
              .map(e -> e.json().replaceAll(".*sensor\":\"([^\"]+).*", "$1"))
              .toList();
      switch (fault.kind()) {
        case HomeEventsSimulator.NIGHT_DOOR -> assertThat(sensors).contains("front-door");
        case HomeEventsSimulator.UNUSED_FRIDGE ->
            assertThat(sensors).contains("bed").doesNotContain("fridge");
        case HomeEventsSimulator.FOREIGN_SENSOR ->
            assertThat(sensors).containsAnyElementsOf(HomeEventsSimulator.FOREIGN);
        case HomeEventsSimulator.SILENCE -> assertThat(sensors).isEmpty();
        default -> assertThat(sensors).filteredOn("drawer"::equals).hasSizeGreaterThan(12);
      }
    }
    assertThat(events)
        .filteredOn(e -> HomeEventsSimulator.FOREIGN.stream().anyMatch(e.json()::contains))
        .allMatch(e -> isFaulty(simulator, e, HomeEventsSimulator.FOREIGN_SENSOR));
  }

  private static boolean isFaulty(Simulator simulator, SimulatedEvent event, String kind) {
    return simulator.faults().stream()
        .anyMatch(
            fault ->
                fault.kind().equals(kind)
                    && fault.key().equals(event.key())
                    && fault.covers(event.timestamp()));
  }

  private static int quantity(SimulatedEvent event) {
    return Integer.parseInt(event.json().replaceAll(".*quantity\":([0-9]+).*", "$1"));
  }

  private static List<SimulatedEvent> run(Simulator simulator, long until) {
    List<SimulatedEvent> events = new ArrayList<>();
    simulator.advance(until, events::add);
    return events;
  }
}
