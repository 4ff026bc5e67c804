package io.sluice.demo.simulator.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What somebody does, as the sensors that fire in turn. A sensor that ends with {@code ?} is left
 * out now and then; {@code a|b} is the one that the home has.
 */
enum Activity {
  GET_UP(25, "bed", "bedroom-motion", "hall-motion", "bathroom-motion", "toilet", "basin"),
  SHOWER(150, "bathroom-motion", "shower", "basin"),
  BREAKFAST(
      50,
      "kitchen-motion",
      "kettle|coffee-machine",
      "cupboard",
      "fridge",
      "toaster?",
      "fridge",
      "dishwasher?"),
  LEAVE(30, "hall-motion", "wardrobe?", "front-door"),
  RETURN(20, "front-door", "hall-motion", "wardrobe?"),
  SNACK(30, "kitchen-motion", "fridge", "cupboard?"),
  COOK(200, "kitchen-motion", "fridge", "drawer", "stove", "cupboard", "stove", "dishwasher?"),
  TOILET(35, "hall-motion", "bathroom-motion", "toilet", "basin"),
  REST(20, "living-room-motion", "television|radio", "sofa"),
  WORK(40, "study-motion", "desk-lamp"),
  LAUNDRY(60, "bathroom-motion", "washing-machine"),
  GO_TO_BED(60, "bathroom-motion", "basin", "bedroom-motion", "bed"),
  AT_NIGHT(40, "bed", "bedroom-motion", "bathroom-motion", "toilet", "bedroom-motion", "bed");

  /** How often something that may be left out is not. */
  private static final double OPTIONAL = 0.6;

  /** How often somebody fetches something on the way. */
  private static final double DETOUR = 0.02;

  private final int pace;

  @SuppressWarnings("ImmutableEnumChecker") // a List.of
  private final List<String> sensors;

  /**
   * An activity.
   *
   * @param pace mean seconds between two sensors
   */
  Activity(int pace, String... sensors) {
    this.pace = pace;
    this.sensors = List.of(sensors);
  }

  /**
   * The steps of doing it once.
   *
   * @param second of the day at which it begins
   * @param second choice of a home for what comes in two kinds
   */
  List<Step> steps(int second, boolean isSecondKind, Random random) {
    List<Step> steps = new ArrayList<>();
    int at = second;
    for (String sensor : sensors) {
      boolean isOptional = sensor.endsWith("?");
      if (isOptional && random.nextDouble() >= OPTIONAL) {
        continue;
      }
      if (random.nextDouble() < DETOUR) {
        steps.add(new Step(at, "hall-motion"));
        at += 5 + random.nextInt(20);
      }
      String name = isOptional ? sensor.substring(0, sensor.length() - 1) : sensor;
      String[] kinds = name.split("\\|", -1);
      steps.add(new Step(at, kinds[isSecondKind ? kinds.length - 1 : 0]));
      at += (int) (2 + pace * (0.3 - Math.log(1 - random.nextDouble()) * 0.7));
    }
    return steps;
  }
}
