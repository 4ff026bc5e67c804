package io.sluice.demo;

import io.sluice.config.PipelineConfig;
import io.sluice.config.yaml.KebabCase;
import io.sluice.demo.simulator.HomeEventsSimulator;
import io.sluice.demo.simulator.HomeSimulator;
import io.sluice.demo.simulator.MarketSimulator;
import io.sluice.demo.simulator.Simulator;
import io.sluice.demo.simulator.SupplyChainSimulator;

/** The simulated worlds, each named as the pipeline that watches it. */
enum World {
  /** 24 windows a second. */
  HOME(14_400),
  STOCK(7_200),
  /** Two days a second. */
  SUPPLY_CHAIN(172_800),
  /** A day in six seconds. */
  HOME_EVENTS(14_400);

  private static final long SEED = 20_250_106;

  private final double speed;

  World(double speed) {
    this.speed = speed;
  }

  /**
   * The world of a pipeline.
   *
   * @throws IllegalArgumentException when the pipeline is named after none
   */
  static World of(PipelineConfig pipeline) {
    String name = pipeline.name();
    return KebabCase.find(World.class, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pipelines."
                        + name
                        + ": there is no such world; there are home, stock,"
                        + " supply-chain and home-events"));
  }

  /** The world at its beginning; the same events every time. */
  Simulator simulator() {
    return simulator(SEED);
  }

  /** A world of another seed. */
  Simulator simulator(long seed) {
    return switch (this) {
      case HOME -> new HomeSimulator(seed);
      case STOCK -> new MarketSimulator(seed);
      case SUPPLY_CHAIN -> new SupplyChainSimulator(seed);
      case HOME_EVENTS -> new HomeEventsSimulator(seed);
    };
  }

  /** Event time per wall time. */
  double speed() {
    return speed;
  }
}
