package io.sluice.demo.simulator;

import io.sluice.demo.simulator.Household.Phase;
import java.util.Random;

/**
 * The physics of one room: a wall that loses heat, a thermostat, moisture that airs out, light from
 * the window and the lamp, and appliances that people use.
 */
final class Room {
  private static final double STEP_HOURS = HomeSimulator.TICK.toMinutes() / 60.0;
  private static final double LOSS_HOURS = 30;
  private static final double OPEN_LOSS_HOURS = 1.5;
  private static final double MAX_HEAT = 1.2;
  private static final double SETBACK = 1;
  private static final double PERSON_HEAT = 0.15;

  /** The meters report a running mean. */
  private static final double METER_RATE = 0.35;

  private static final double DARK_LUX = 120;
  private static final double LAMP_LUX = 180;

  final RoomKind kind;
  private double temperature;
  private double moisture;
  private double light;
  private double power;
  private boolean occupied;
  private int applianceTicks;

  Room(RoomKind kind) {
    this.kind = kind;
    this.temperature = kind.setpoint;
    this.power = kind.baseLoad;
  }

  /**
   * One step of {@link HomeSimulator#TICK}.
   *
   * @param heated whether the heating works
   * @param open whether the window is open
   */
  void step(Phase phase, Weather weather, boolean heated, boolean open, Random random) {
    if (random.nextDouble() < 0.3) {
      occupied = random.nextDouble() < kind.presence(phase);
    }
    boolean awake = occupied && phase != Phase.ASLEEP;
    stepTemperature(phase, weather.outdoor(), heated, open);
    stepAppliance(awake, random);
    moisture += moistureGain(awake, random) - moisture * STEP_HOURS / 1.5;
    double daylight = weather.daylight() * kind.window;
    light = daylight + (awake && daylight < DARK_LUX ? LAMP_LUX : 0);
  }

  private void stepTemperature(Phase phase, double outdoor, boolean heated, boolean open) {
    boolean low = phase == Phase.ASLEEP || phase == Phase.AWAY;
    double target = kind.setpoint - (low ? SETBACK : 0);
    double loss = (outdoor - temperature) / (open ? OPEN_LOSS_HOURS : LOSS_HOURS);
    double demand = (target - temperature) * 0.8 - loss;
    double heat = heated ? Math.max(0, Math.min(MAX_HEAT, demand)) : 0;
    temperature += STEP_HOURS * (loss + heat + (occupied ? PERSON_HEAT : 0));
  }

  private void stepAppliance(boolean awake, Random random) {
    if (applianceTicks > 0) {
      applianceTicks--;
    } else if (awake && random.nextDouble() < 0.15) {
      applianceTicks = 2 + random.nextInt(5);
    }
    double cycle = random.nextDouble() < 0.5 ? 1 : 1.4;
    double load = kind.baseLoad * cycle + (applianceTicks > 0 ? kind.applianceLoad : 0);
    power += METER_RATE * (load - power);
  }

  private double moistureGain(boolean awake, Random random) {
    double steam = kind == RoomKind.BATHROOM ? 7 : kind == RoomKind.KITCHEN ? 3 : 0;
    boolean steaming = steam > 0 && awake && applianceTicks > 0;
    return (occupied ? 0.4 : 0) + (steaming ? steam : 0) + 0.2 * random.nextGaussian();
  }

  /** What a healthy sensor reads, in steps of its resolution. */
  double read(Measure measure, Random random) {
    double noise = random.nextGaussian();
    double value =
        switch (measure) {
          case TEMPERATURE -> temperature + 0.02 * noise;
          case HUMIDITY -> Math.min(99, 42 + moisture + 0.1 * noise);
          case LIGHT -> Math.max(0, light * (1 + 0.02 * noise));
          case POWER -> Math.max(0, power * (1 + 0.02 * noise));
        };
    return Math.round(value / measure.resolution) * measure.resolution;
  }
}
