package io.sluice.demo.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A home of six rooms with four sensors each, in winter. Every sensor reports each 7 minutes.
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><th>kind</th><th>what the sensor reports</th></tr>
 * <tr><td>{@code stuck}</td><td>the power-on value of a failed chip: 85 °C, 100 %</td></tr>
 * <tr><td>{@code silent}</td><td>nothing</td></tr>
 * <tr><td>{@code offset}</td><td>5 °C or 22 % too much, as of a sensor that fell behind a radiator</td></tr>
 * <tr><td>{@code overload}</td><td>2,400 W more: a heater that does not switch off</td></tr>
 * <tr><td>{@code spike}</td><td>the full scale of the light sensor</td></tr>
 * <tr><td>{@code open-window}</td><td>the truth: a room that a window left open cools</td></tr>
 * <tr><td>{@code heating-failure}</td><td>the truth: a room that goes cold slowly</td></tr>
 * </table>
 */
public final class HomeSimulator extends Simulator {
  /** Between two reports of one sensor. */
  static final Duration TICK = Duration.ofMinutes(7);

  /** Monday, 6 January 2025: an evening, so that a detector sees life before it sees a night. */
  public static final long START = Instant.parse("2025-01-06T16:00:00Z").toEpochMilli();

  private static final Duration HISTORY = Duration.ofDays(14);
  private static final Duration FAULT_SPACING = Duration.ofHours(15);
  private static final double FULL_SCALE_LUX = 40_000;

  private final Random random;
  private final FaultSchedule schedule;
  private final Weather weather = new Weather();
  private final Household household = new Household();
  private final List<Room> rooms = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private int day = -1;

  public HomeSimulator(long seed) {
    super(START, HISTORY, TICK);
    random = new Random(seed);
    for (RoomKind kind : RoomKind.values()) {
      rooms.add(new Room(kind));
      for (Measure measure : Measure.values()) {
        keys.add(key(kind, measure));
      }
    }
    schedule = new FaultSchedule(seed + 1, healthyUntil(), FAULT_SPACING, kinds());
  }

  private List<FaultSchedule.Kind> kinds() {
    List<String> climate = new ArrayList<>(keysOf(Measure.TEMPERATURE));
    climate.addAll(withoutSteam(keysOf(Measure.HUMIDITY)));
    List<String> quietPower = withoutSteam(keysOf(Measure.POWER));
    return List.of(
        new FaultSchedule.Kind("stuck", climate, Duration.ofHours(2)),
        new FaultSchedule.Kind("silent", keys, Duration.ofHours(3)),
        new FaultSchedule.Kind("offset", climate, Duration.ofHours(4)),
        new FaultSchedule.Kind("overload", quietPower, Duration.ofMinutes(90)),
        new FaultSchedule.Kind("spike", keysOf(Measure.LIGHT), Duration.ofMinutes(20)),
        new FaultSchedule.Kind("open-window", keysOf(Measure.TEMPERATURE), Duration.ofMinutes(100)),
        new FaultSchedule.Kind(
            "heating-failure", keysOf(Measure.TEMPERATURE), Duration.ofHours(24)));
  }

  /** Without the rooms in which a lot of steam and of power is nothing special. */
  private static List<String> withoutSteam(List<String> keys) {
    return keys.stream()
        .filter(key -> !key.startsWith("Kitchen") && !key.startsWith("Bathroom"))
        .toList();
  }

  private static List<String> keysOf(Measure... measures) {
    List<String> keys = new ArrayList<>();
    for (Measure measure : measures) {
      for (RoomKind kind : RoomKind.values()) {
        keys.add(key(kind, measure));
      }
    }
    return keys;
  }

  private static String key(RoomKind kind, Measure measure) {
    return kind.label + "/" + measure.label();
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
    double hour = time.toLocalTime().toSecondOfDay() / 3600.0;
    if (time.getDayOfYear() != day) {
      day = time.getDayOfYear();
      household.newDay(time.getDayOfWeek(), random);
    }
    weather.step(hour, random);
    int sensor = 0;
    for (Room room : rooms) {
      String fault = kindAt(room);
      room.step(
          household.phase(hour),
          weather,
          !fault.equals("heating-failure"),
          fault.equals("open-window"),
          random);
      for (Measure measure : Measure.values()) {
        long at = now() + TICK.toMillis() * sensor++ / keys.size() / 1000 * 1000;
        report(room, measure, at, events);
      }
    }
  }

  /** The kind of fault that a room's climate has now; empty: none. */
  private String kindAt(Room room) {
    Fault fault = schedule.at(key(room.kind, Measure.TEMPERATURE), now());
    return fault == null ? "" : fault.kind();
  }

  private void report(Room room, Measure measure, long at, Consumer<SimulatedEvent> events) {
    String key = key(room.kind, measure);
    double healthy = room.read(measure, random);
    Fault fault = schedule.at(key, at);
    if (fault != null && fault.kind().equals("silent")) {
      return;
    }
    String json =
        "{\"ts\":%d,\"room\":\"%s\",\"measure\":\"%s\",\"value\":%s}"
            .formatted(
                at / 1000,
                room.kind.label,
                measure.label(),
                Randomness.decimal(broken(fault, measure, healthy), 2));
    events.accept(new SimulatedEvent(key, at, json));
  }

  private static double broken(@Nullable Fault fault, Measure measure, double healthy) {
    if (fault == null) {
      return healthy;
    }
    return switch (fault.kind()) {
      case "stuck" -> measure == Measure.TEMPERATURE ? 85 : 100;
      case "offset" -> healthy + (measure == Measure.TEMPERATURE ? 5 : 22);
      case "overload" -> healthy + 2400;
      case "spike" -> FULL_SCALE_LUX;
      default -> healthy;
    };
  }
}
