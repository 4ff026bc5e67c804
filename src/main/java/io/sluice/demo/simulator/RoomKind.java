package io.sluice.demo.simulator;

import io.sluice.demo.simulator.Household.Phase;

/**
 * The rooms of the simulated home.
 *
 * <p>The presences are the share of time that somebody is in the room in the morning, in the
 * daytime and in the evening.
 */
enum RoomKind {
  KITCHEN("Kitchen", 20.5, 0.05, 90, 1800, 0.6, 0.3, 0.4, 0),
  LIVING_ROOM("LivingRoom", 21, 0.09, 45, 160, 0.3, 0.6, 0.85, 0),
  BEDROOM("Bedroom", 19.5, 0.06, 12, 60, 0.3, 0.1, 0.1, 0.98),
  CHILD_ROOM("ChildRoom", 20.5, 0.06, 15, 90, 0.3, 0.5, 0.5, 0.98),
  BATHROOM("Bathroom", 22, 0.03, 10, 700, 0.5, 0.1, 0.15, 0),
  OFFICE("Office", 20.5, 0.07, 35, 220, 0.05, 0.4, 0.15, 0);

  final String label;

  /** Degrees Celsius by day. */
  final double setpoint;

  /** The share of outdoor light that reaches the sensor. */
  final double window;

  /** Watts of what is always on, and of what people switch on. */
  final double baseLoad;

  final double applianceLoad;
  private final double morning;
  private final double daytime;
  private final double evening;
  private final double asleep;

  RoomKind(
      String label,
      double setpoint,
      double window,
      double baseLoad,
      double applianceLoad,
      double morning,
      double daytime,
      double evening,
      double asleep) {
    this.label = label;
    this.setpoint = setpoint;
    this.window = window;
    this.baseLoad = baseLoad;
    this.applianceLoad = applianceLoad;
    this.morning = morning;
    this.daytime = daytime;
    this.evening = evening;
    this.asleep = asleep;
  }

  /** The share of a phase's time that somebody is in the room. */
  double presence(Phase phase) {
    return switch (phase) {
      case ASLEEP -> asleep;
      case MORNING -> morning;
      case AWAY -> 0;
      case DAYTIME -> daytime;
      case EVENING -> evening;
    };
  }
}
