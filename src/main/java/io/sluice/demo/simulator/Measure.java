package io.sluice.demo.simulator;

import io.sluice.config.yaml.KebabCase;

/** What the sensors of the simulated home measure. */
enum Measure {
  /** Degrees Celsius. */
  TEMPERATURE(0.1),
  /** Percent of relative humidity. */
  HUMIDITY(0.5),
  /** Lux. */
  LIGHT(1),
  /** Watts. */
  POWER(1);

  /** The step in which the sensor reports. */
  final double resolution;

  Measure(double resolution) {
    this.resolution = resolution;
  }

  String label() {
    return KebabCase.of(this);
  }
}
