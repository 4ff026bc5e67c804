package io.sluice.bench;

/**
 * All keys' windows closing at once.
 *
 * @param newKeysSeconds from the watermark until the forecasts of keys without state are committed
 * @param seconds the same for keys that have a state
 * @param storedBytes bytes of all key states and open windows just before the second watermark
 * @param heapBytes heap in use after a collection at that time, the broker's included
 */
public record Burst(double newKeysSeconds, double seconds, long storedBytes, long heapBytes) {}
