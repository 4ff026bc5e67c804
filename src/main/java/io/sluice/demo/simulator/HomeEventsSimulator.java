package io.sluice.demo.simulator;

import io.sluice.demo.simulator.life.Resident;
import io.sluice.demo.simulator.life.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Twelve homes of one person each, whose sensors fire when something is used or somebody passes.
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><th>kind</th><th>what happens</th></tr>
 * <tr><td>{@code night-door}</td><td>the front door opens at night, and somebody walks about</td></tr>
 * <tr><td>{@code unused-fridge}</td><td>nobody opens the fridge for a day, though there is cooking</td></tr>
 * <tr><td>{@code foreign-sensor}</td><td>a sensor fires that was never heard of</td></tr>
 * <tr><td>{@code silence}</td><td>nothing happens for most of a day and night</td></tr>
 * <tr><td>{@code loop}</td><td>somebody goes to and fro between wardrobe and drawer for half an hour</td></tr>
 * </table>
 */
public final class HomeEventsSimulator extends Simulator {
  static final Duration TICK = Duration.ofMinutes(5);

  /** Monday, 6 January 2025, 02:00 UTC, from which the kinds of faults have their times of day. */
  public static final long START = Instant.parse("2025-01-06T02:00:00Z").toEpochMilli();

  static final String NIGHT_DOOR = "night-door";
  static final String UNUSED_FRIDGE = "unused-fridge";
  static final String FOREIGN_SENSOR = "foreign-sensor";
  static final String SILENCE = "silence";
  static final String LOOP = "loop";

  private static final Duration HISTORY = Duration.ofDays(14);

  /** Two fifths of a day: five kinds in turn begin at five times of day, each at its own. */
  private static final Duration FAULT_SPACING = Duration.ofMinutes(576);

  private static final List<String> NAMES =
      List.of(
          "Alder", "Aspen", "Beech", "Birch", "Cedar", "Elm", "Hazel", "Larch", "Maple", "Oak",
          "Pine", "Rowan");

  /** No home has these. */
  static final List<String> FOREIGN =
      List.of("garage-door", "smoke-alarm", "skylight", "water-leak", "cellar-window");

  private static final int LOOPS = 14;
  private static final int LOOP_SECONDS = 60;

  private final Random random;
  private final FaultSchedule schedule;
  private final List<Home> homes = new ArrayList<>();
  private @Nullable LocalDate day;

  /** A home, what its sensors are about to see, and the fault that was played last. */
  private static final class Home {
    final String name;
    final Resident resident;
    final Deque<SimulatedEvent> due = new ArrayDeque<>();
    @Nullable Fault played;

    Home(String name, Resident resident) {
      this.name = name;
      this.resident = resident;
    }
  }

  public HomeEventsSimulator(long seed) {
    super(START, HISTORY, TICK);
    random = new Random(seed);
    NAMES.forEach(name -> homes.add(new Home(name, new Resident(random))));
    schedule =
        new FaultSchedule(
            seed + 1,
            healthyUntil(),
            FAULT_SPACING,
            List.of(
                new FaultSchedule.Kind(NIGHT_DOOR, NAMES, Duration.ofMinutes(30)),
                new FaultSchedule.Kind(UNUSED_FRIDGE, NAMES, Duration.ofHours(24)),
                new FaultSchedule.Kind(FOREIGN_SENSOR, NAMES, Duration.ofMinutes(30)),
                new FaultSchedule.Kind(SILENCE, NAMES, Duration.ofHours(22)),
                new FaultSchedule.Kind(LOOP, NAMES, Duration.ofMinutes(30))));
  }

  @Override
  public List<String> keys() {
    return NAMES;
  }

  @Override
  FaultSchedule schedule() {
    return schedule;
  }

  @Override
  void tick(Consumer<SimulatedEvent> events) {
    LocalDate today = LocalDate.ofEpochDay(Math.floorDiv(now(), Duration.ofDays(1).toMillis()));
    if (!today.equals(day)) {
      day = today;
      homes.forEach(home -> newDay(home, today));
    }
    List<SimulatedEvent> all = new ArrayList<>();
    for (Home home : homes) {
      play(home, all);
      while (!home.due.isEmpty() && home.due.element().timestamp() < now() + TICK.toMillis()) {
        SimulatedEvent event = home.due.remove();
        if (event.timestamp() >= now() && !isHidden(home, event)) {
          all.add(event);
        }
      }
    }
    all.sort(Comparator.comparingLong(SimulatedEvent::timestamp));
    all.forEach(events);
  }

  private void newDay(Home home, LocalDate today) {
    long midnight = today.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    for (Step step : home.resident.day(today.getDayOfWeek(), random)) {
      home.due.add(event(home, midnight + step.second() * 1000L, step.sensor()));
    }
  }

  private static SimulatedEvent event(Home home, long at, String sensor) {
    String json =
        "{\"ts\":%d,\"home\":\"%s\",\"sensor\":\"%s\"}".formatted(at / 1000, home.name, sensor);
    return new SimulatedEvent(home.name, at, json);
  }

  /** What a fault adds. */
  private void play(Home home, List<SimulatedEvent> events) {
    Fault fault = schedule.at(home.name, now() + TICK.toMillis() - 1);
    if (fault == null) {
      return;
    }
    long begin = fault.start() / 1000 * 1000 + 1000;
    if (!fault.equals(home.played)) {
      home.played = fault;
      if (fault.kind().equals(NIGHT_DOOR)) {
        within(home, begin, "front-door", events);
        within(home, begin + 15_000, "hall-motion", events);
        within(home, begin + 40_000, "living-room-motion", events);
      } else if (fault.kind().equals(FOREIGN_SENSOR)) {
        within(home, begin, FOREIGN.get(schedule.begun().size() % FOREIGN.size()), events);
      } else if (fault.kind().equals(LOOP)) {
        for (int i = 0; i < 2 * LOOPS; i++) {
          long at = begin + 1000L * LOOP_SECONDS * i;
          within(home, at, i % 2 == 0 ? "wardrobe" : "drawer", events);
        }
      }
    }
  }

  /** Now, or among what is due later. */
  private void within(Home home, long at, String sensor, List<SimulatedEvent> events) {
    SimulatedEvent event = event(home, at, sensor);
    if (at < now() + TICK.toMillis()) {
      events.add(event);
      return;
    }
    List<SimulatedEvent> due = new ArrayList<>(home.due);
    due.add(event);
    due.sort(Comparator.comparingLong(SimulatedEvent::timestamp));
    home.due.clear();
    home.due.addAll(due);
  }

  private boolean isHidden(Home home, SimulatedEvent event) {
    Fault fault = schedule.at(home.name, event.timestamp());
    return fault != null
        && (fault.kind().equals(SILENCE)
            || (fault.kind().equals(UNUSED_FRIDGE) && event.json().contains("\"fridge\"")));
  }
}
