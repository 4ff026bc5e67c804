package io.sluice.demo.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * A shop of twenty items: order lines by a weekly pattern, promotions that draw more of them, and a
 * stock that is refilled when it runs low.
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><th>kind</th><th>what happens</th></tr>
 * <tr><td>{@code bulk-order}</td><td>one line of many days' demand</td></tr>
 * <tr><td>{@code demand-collapse}</td><td>hardly any orders, as of an item that is no longer listed</td></tr>
 * <tr><td>{@code stock-out}</td><td>a delivery does not come, and no line can be served</td></tr>
 * </table>
 */
public final class SupplyChainSimulator extends Simulator {
  static final Duration TICK = Duration.ofHours(1);

  /** Monday, 1 January 2024, 00:00 UTC. */
  public static final long START = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

  static final String BULK_ORDER = "bulk-order";
  static final String DEMAND_COLLAPSE = "demand-collapse";
  static final String STOCK_OUT = "stock-out";

  private static final int ITEMS = 20;
  private static final int OPENS = 8;
  private static final int CLOSES = 20;
  private static final Duration HISTORY = Duration.ofDays(112);
  private static final Duration FAULT_SPACING = Duration.ofDays(5);

  private final Random random;
  private final FaultSchedule schedule;
  private final List<Item> items = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private long order = 100_000;

  public SupplyChainSimulator(long seed) {
    super(START, HISTORY, TICK);
    random = new Random(seed);
    for (int i = 1; i <= ITEMS; i++) {
      Item item = new Item("SKU-%03d".formatted(i), 7 + 8 * random.nextDouble(), random);
      items.add(item);
      keys.add(item.name);
    }
    schedule =
        new FaultSchedule(
            seed + 1,
            healthyUntil(),
            FAULT_SPACING,
            List.of(
                new FaultSchedule.Kind(BULK_ORDER, keys, Duration.ofDays(1)),
                new FaultSchedule.Kind(STOCK_OUT, keys, Duration.ofDays(8)),
                new FaultSchedule.Kind(DEMAND_COLLAPSE, keys, Duration.ofDays(10))));
  }

  @Override
  public List<String> keys() {
    return List.copyOf(keys);
  }

  @Override
  FaultSchedule schedule() {
    return schedule;
  }

  @Override
  void tick(Consumer<SimulatedEvent> events) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(now() / 1000, 0, ZoneOffset.UTC);
    if (time.getHour() == 0) {
      items.forEach(item -> item.newDay(schedule.at(item.name, now()), random));
    }
    if (time.getHour() < OPENS || time.getHour() >= CLOSES) {
      return;
    }
    List<SimulatedEvent> lines = new ArrayList<>();
    for (Item item : items) {
      Fault fault = schedule.at(item.name, now());
      for (int quantity : item.demand(fault, time.getDayOfWeek(), CLOSES - OPENS, random)) {
        lines.add(line(item, quantity));
      }
    }
    lines.sort(Comparator.comparingLong(SimulatedEvent::timestamp));
    lines.forEach(events);
  }

  private SimulatedEvent line(Item item, int quantity) {
    long at = now() + random.nextInt((int) TICK.toMillis());
    String json =
        "{\"ts\":%d,\"order\":%d,\"item\":\"%s\",\"quantity\":%d,\"stock\":%d}"
            .formatted(at, order++, item.name, quantity, item.stock());
    return new SimulatedEvent(item.name, at, json);
  }
}
