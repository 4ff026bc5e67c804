package io.sluice.demo.simulator.life;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Somebody who lives alone and has habits: when to get up and to go to bed, whether there is work
 * to go to, and what is done in between. Days are alike and never the same.
 */
public final class Resident {
  private static final int HOUR = 3600;

  private final double wake;
  private final double sleep;
  private final boolean isEmployed;
  private final boolean isSecondKind;
  private final boolean worksAtHome;
  private final double showers;
  private final int laundry;

  /** Somebody with habits of their own. */
  public Resident(Random random) {
    wake = 6.3 + 1.2 * random.nextDouble();
    sleep = 22 + random.nextDouble();
    isEmployed = random.nextDouble() < 0.7;
    isSecondKind = random.nextBoolean();
    worksAtHome = random.nextDouble() < 0.4;
    showers = 0.5 + 0.5 * random.nextDouble();
    laundry = random.nextInt(7);
  }

  /** What the sensors see of a day, in order of time, from midnight on. */
  public List<Step> day(DayOfWeek day, Random random) {
    List<Step> steps = new ArrayList<>();
    boolean isWeekend = day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY;
    if (random.nextDouble() < 0.3) {
      add(steps, Activity.AT_NIGHT, (int) ((2.5 + 2 * random.nextDouble()) * HOUR), random);
    }
    int at = second(random, wake + (isWeekend ? 1 : 0), 0.2);
    at = pause(add(steps, Activity.GET_UP, at, random), 2, random);
    if (random.nextDouble() < showers) {
      at = pause(add(steps, Activity.SHOWER, at, random), 4, random);
    }
    at = pause(add(steps, Activity.BREAKFAST, at, random), 15, random);
    if (isEmployed && !isWeekend) {
      add(steps, Activity.LEAVE, at, random);
      at = second(random, wake + 10.3, 0.4);
      at = pause(add(steps, Activity.RETURN, at, random), 5, random);
    } else {
      at = atHome(steps, at, second(random, 12.2, 0.3), day, random);
      at = pause(add(steps, Activity.COOK, at, random), 20, random);
      if (random.nextDouble() < 0.6) {
        add(steps, Activity.LEAVE, at, random);
        at += (int) ((1 + 2 * random.nextDouble()) * HOUR);
        at = pause(add(steps, Activity.RETURN, at, random), 5, random);
      }
    }
    at = atHome(steps, at, second(random, 18.5, 0.3), day, random);
    at = pause(add(steps, Activity.COOK, at, random), 20, random);
    at = atHome(steps, at, second(random, sleep, 0.3), day, random);
    add(steps, Activity.GO_TO_BED, at, random);
    steps.sort(Comparator.comparingInt(Step::second));
    return steps;
  }

  /** One thing after the other until it is late enough. */
  private int atHome(List<Step> steps, int from, int until, DayOfWeek day, Random random) {
    int at = from;
    while (at < until) {
      double what = random.nextDouble();
      if (what < 0.45) {
        at = pause(add(steps, Activity.REST, at, random), 45, random);
      } else if (what < 0.65) {
        at = pause(add(steps, Activity.SNACK, at, random), 10, random);
      } else if (what < 0.85) {
        at = pause(add(steps, Activity.TOILET, at, random), 20, random);
      } else if (worksAtHome) {
        at = pause(add(steps, Activity.WORK, at, random), 50, random);
      } else if (day.getValue() - 1 == laundry) {
        at = pause(add(steps, Activity.LAUNDRY, at, random), 15, random);
      } else {
        at = pause(at, 10, random);
      }
    }
    return at;
  }

  /** Returns when it is done. */
  private int add(List<Step> steps, Activity activity, int at, Random random) {
    List<Step> more = activity.steps(at, isSecondKind, random);
    steps.addAll(more);
    return more.get(more.size() - 1).second() + 1;
  }

  private static int pause(int at, int minutes, Random random) {
    return at + (int) (60 * minutes * (0.5 + random.nextDouble()));
  }

  private static int second(Random random, double hour, double spread) {
    double around = Math.max(-2, Math.min(2, random.nextGaussian())) * spread;
    return (int) ((hour + around) * HOUR);
  }
}
