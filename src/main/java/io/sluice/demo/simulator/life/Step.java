package io.sluice.demo.simulator.life;

/**
 * A sensor that fires.
 *
 * @param second of the day; beyond 86,400: after midnight
 */
public record Step(int second, String sensor) {}
