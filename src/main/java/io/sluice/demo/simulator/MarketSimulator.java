package io.sluice.demo.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * An exchange that is open around the clock: the prices of a dozen symbols move by the imbalance of
 * the orders that arrive, and both the number of orders and their impact come in clusters. Every
 * symbol prints a trade each 75 seconds.
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><th>kind</th><th>what happens</th></tr>
 * <tr><td>{@code flash-crash}</td><td>the price falls by 9 % in ten minutes and comes back</td></tr>
 * <tr><td>{@code price-jump}</td><td>the price is 7 % higher from one trade to the next, and stays</td></tr>
 * </table>
 */
public final class MarketSimulator extends Simulator {
  static final Duration TICK = Duration.ofSeconds(75);

  /** Monday, 3 March 2025, 00:00 UTC. */
  public static final long START = Instant.parse("2025-03-03T00:00:00Z").toEpochMilli();

  static final String FLASH_CRASH = "flash-crash";
  static final String PRICE_JUMP = "price-jump";

  private static final Duration HISTORY = Duration.ofDays(2);
  private static final Duration FAULT_SPACING = Duration.ofHours(3);
  private static final List<String> SYMBOLS =
      List.of(
          "ACME", "BOLT", "CRUX", "DYNE", "ECHO", "FLUX", "GRID", "HALO", "IONA", "JADE", "KITE",
          "LUMO");

  private final Random random;
  private final FaultSchedule schedule;
  private final List<Symbol> symbols = new ArrayList<>();
  private double marketVolatility;

  public MarketSimulator(long seed) {
    super(START, HISTORY, TICK);
    random = new Random(seed);
    for (String name : SYMBOLS) {
      symbols.add(
          new Symbol(name, 60 + 340 * random.nextDouble(), 0.6 + 0.8 * random.nextDouble()));
    }
    schedule =
        new FaultSchedule(
            seed + 1,
            healthyUntil(),
            FAULT_SPACING,
            List.of(
                new FaultSchedule.Kind(FLASH_CRASH, SYMBOLS, Duration.ofMinutes(30)),
                new FaultSchedule.Kind(PRICE_JUMP, SYMBOLS, Duration.ofMinutes(5))));
  }

  @Override
  public List<String> keys() {
    return SYMBOLS;
  }

  @Override
  FaultSchedule schedule() {
    return schedule;
  }

  @Override
  void tick(Consumer<SimulatedEvent> events) {
    marketVolatility = Randomness.settle(random, marketVolatility, 0.995);
    double marketMove = random.nextGaussian();
    int index = 0;
    for (Symbol symbol : symbols) {
      long at = now() + TICK.toMillis() * index++ / symbols.size();
      int volume = symbol.trade(marketVolatility, marketMove, random);
      double price = symbol.price(schedule.at(symbol.name, at), at);
      String json =
          "{\"ts\":%d,\"symbol\":\"%s\",\"price\":%s,\"volume\":%d}"
              .formatted(at, symbol.name, Randomness.decimal(price, 2), volume);
      events.accept(new SimulatedEvent(symbol.name, at, json));
    }
  }
}
