package io.sluice.demo.simulator;

import java.time.DayOfWeek;
import java.util.Random;

/** When the people of a home sleep, leave and are back: a routine that differs from day to day. */
final class Household {

  /** What the household does. */
  enum Phase {
    ASLEEP,
    MORNING,
    AWAY,
    DAYTIME,
    EVENING
  }

  private double wake;
  private double leave;
  private double back;
  private double sleep;
  private boolean out;

  /** Draws the routine of a new day. */
  void newDay(DayOfWeek day, Random random) {
    boolean weekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    wake = around(random, weekend ? 8.2 : 6.7, 0.25);
    leave = around(random, weekend ? 11 : 8.3, 0.25);
    back = around(random, weekend ? 15 : 17.2, 0.4);
    sleep = around(random, 22.7, 0.3);
    out = !weekend || random.nextDouble() < 0.5;
  }

  private static double around(Random random, double hour, double spread) {
    return hour + Math.max(-2, Math.min(2, random.nextGaussian())) * spread;
  }

  Phase phase(double hour) {
    if (hour < wake || hour >= sleep) {
      return Phase.ASLEEP;
    }
    if (hour < leave) {
      return Phase.MORNING;
    }
    if (hour < back) {
      return out ? Phase.AWAY : Phase.DAYTIME;
    }
    return Phase.EVENING;
  }
}
