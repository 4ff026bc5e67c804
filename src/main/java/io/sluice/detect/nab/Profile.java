package io.sluice.detect.nab;

/**
 * What a profile of NAB pays and charges.
 *
 * @param name its name in {@code profiles.json}
 * @param truePositive the most that a detected window earns
 * @param falseNegative what a missed window costs
 * @param falsePositive the most that a detection outside of all windows costs
 */
public record Profile(
    String name, double truePositive, double falseNegative, double falsePositive) {}
