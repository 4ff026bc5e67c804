package io.sluice.train.torch;

import java.time.Duration;

/**
 * How a network is trained.
 *
 * @param epochs the most passes over the training data, at least 1
 * @param schedule the epochs over which the learning rate falls, at least {@code epochs}
 * @param patience epochs without a better validation loss after which training stops
 * @param learningRate Adam's at its highest; it falls along a cosine to a fiftieth over the
 *     schedule
 * @param batch examples stepped side by side
 * @param chunk steps of truncated backpropagation through time
 * @param piece the most steps between two initial states, a multiple of {@code chunk}
 * @param seed of weights, order and hidden windows
 * @param steps the most gradient steps, over which the learning rate falls; 0: epochs alone count
 * @param clip global norm that gradients are cut to, greater than 0
 * @param timeLimit after which no new epoch begins
 */
public record TrainingOptions(
    int epochs,
    int schedule,
    int patience,
    float learningRate,
    int batch,
    int chunk,
    int piece,
    long seed,
    int steps,
    float clip,
    Duration timeLimit) {
  /** The norm that gradients are cut to unless somebody asks for another. */
  public static final float CLIP = 1;

  /** The options that the command starts from. */
  public static TrainingOptions of(
      int epochs, int patience, float learningRate, long seed, Duration timeLimit) {
    return new TrainingOptions(
        epochs, epochs, patience, learningRate, 16, 96, 960, seed, 0, CLIP, timeLimit);
  }

  /** The same with another norm that gradients are cut to. */
  public TrainingOptions clippedAt(float norm) {
    return new TrainingOptions(
        epochs,
        schedule,
        patience,
        learningRate,
        batch,
        chunk,
        piece,
        seed,
        steps,
        norm,
        timeLimit);
  }

  /** The same with another time limit. */
  public TrainingOptions within(Duration limit) {
    return new TrainingOptions(
        epochs, schedule, patience, learningRate, batch, chunk, piece, seed, steps, clip, limit);
  }

  /** The same for so many gradient steps, however many epochs these are. */
  public TrainingOptions inSteps(int count) {
    return new TrainingOptions(
        count, count, count, learningRate, batch, chunk, piece, seed, count, clip, timeLimit);
  }

  /** The same with another learning rate. */
  public TrainingOptions at(float rate) {
    return new TrainingOptions(
        epochs, schedule, patience, rate, batch, chunk, piece, seed, steps, clip, timeLimit);
  }

  /**
   * These options for so many epochs of the same schedule, whatever the validation says.
   *
   * @param left the time that is left for them
   */
  public TrainingOptions refit(int bestEpoch, Duration left) {
    return new TrainingOptions(
        bestEpoch,
        schedule,
        bestEpoch + 1,
        learningRate,
        batch,
        chunk,
        piece,
        seed,
        steps,
        clip,
        left);
  }

  /**
   * The same for examples that are read whole, not chunk by chunk.
   *
   * @param batch examples side by side
   * @param steps the most steps of one
   */
  public TrainingOptions whole(int batch, int steps) {
    return new TrainingOptions(
        epochs,
        schedule,
        patience,
        learningRate,
        batch,
        steps,
        steps,
        seed,
        this.steps,
        clip,
        timeLimit);
  }
}
