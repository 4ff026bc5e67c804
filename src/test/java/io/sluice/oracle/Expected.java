package io.sluice.oracle;

import java.util.List;

/**
 * A record that a pipeline has to publish.
 *
 * @param key the series key, or the source partition of a dead letter: what orders records
 * @param id tells it from every other record of its topic
 * @param exact fields that must be equal to the letter
 * @param numbers fields that must be equal within {@link Verdict#TOLERANCE}; NaN stands for null
 */
public record Expected(String key, String id, List<String> exact, List<Double> numbers) {}
