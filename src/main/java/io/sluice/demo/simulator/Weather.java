package io.sluice.demo.simulator;

import java.util.Random;

/** A winter's weather: temperature and daylight over the day, with fronts and clouds. */
final class Weather {
  private static final double MEAN = 4;
  private static final double DAILY_SWING = 3.5;
  private static final double FRONTS = 3;
  private static final double SUNRISE = 7.5;
  private static final double SUNSET = 17;
  private static final double CLEAR_SKY_LUX = 12_000;

  private double front;
  private double cloud;
  private double outdoor = MEAN;
  private double daylight;

  /** One step of some minutes; {@code hour} is the hour of the day with its fraction. */
  void step(double hour, Random random) {
    front = Randomness.settle(random, front, 0.9985);
    cloud = Randomness.settle(random, cloud, 0.97);
    outdoor = MEAN + FRONTS * front + DAILY_SWING * Math.sin((hour - 9) / 24 * 2 * Math.PI);
    double height = Math.sin((hour - SUNRISE) / (SUNSET - SUNRISE) * Math.PI);
    boolean day = hour > SUNRISE && hour < SUNSET;
    daylight = day ? CLEAR_SKY_LUX * height / (1 + Math.exp(0.9 * cloud)) : 0;
  }

  /** Degrees Celsius. */
  double outdoor() {
    return outdoor;
  }

  /** Lux outdoors. */
  double daylight() {
    return daylight;
  }
}
