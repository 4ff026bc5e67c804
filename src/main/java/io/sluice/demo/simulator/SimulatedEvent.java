package io.sluice.demo.simulator;

/**
 * One event of a simulated world.
 *
 * @param key the series key
 * @param timestamp event time, epoch ms
 * @param json the event as a JSON object
 */
public record SimulatedEvent(String key, long timestamp, String json) {}
