package io.sluice.train;

import io.sluice.train.torch.Trainer;

/**
 * What came of a training.
 *
 * @param <S> what held-out figures there are
 * @param skill the held-out figures
 * @param training how the training went
 * @param written whether there is a model file
 */
public record Outcome<S>(S skill, Trainer.Result training, boolean written) {}
