package io.sluice.train;

/**
 * What came of a training.
 *
 * @param <S> what held-out figures there are
 * @param skill the held-out figures
 * @param training how the network was fitted
 * @param written whether there is a model file
 */
public record Outcome<S>(S skill, Fit training, boolean written) {}
