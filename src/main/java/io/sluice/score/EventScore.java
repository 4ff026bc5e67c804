package io.sluice.score;

/**
 * How odd a window of a key's events was.
 *
 * @param value {@code -log10} of how many windows of the key are as odd, those without an event
 *     counted, at least 0
 * @param novelty what it is made of, for comparison with others of the key
 * @param oddest the most surprising of the events: its place among them
 * @param isStretch whether it is not so much that event as several in a row
 */
public record EventScore(double value, double novelty, int oddest, boolean isStretch) {}
