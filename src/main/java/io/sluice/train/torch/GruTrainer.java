package io.sluice.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import io.sluice.train.data.Sequence;
import io.sluice.train.gru.GruWeights;
import io.sluice.train.gru.ModelSpec;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Trains a GRU on sequences: truncated backpropagation through time, Adam, pinball loss. What is
 * validated and kept is a running average of the weights (Polyak and Juditsky, 1992), which forgets
 * the order of the newest batches; of all epochs, the one that did best on the validation
 * sequences. The same arguments give the same weights on one machine, unless the time limit cuts
 * the run short.
 */
public final class GruTrainer {
  private static final double FINAL_RATE = 0.02;

  /** Share of the way that the averaged weights go towards the newest at each step, in the end. */
  private static final double AVERAGING = 0.01;

  /** Steps in which that share falls to half of what it begins with. */
  private static final int AVERAGING_BEGINS = 10;

  private final ModelSpec spec;
  private final TrainingOptions options;
  private final TrainingProgress progress;

  /** What training comes to: the best weights and their validation loss. */
  public record Result(GruWeights weights, double validationLoss, int epochs, boolean cutShort) {}

  public GruTrainer(ModelSpec spec, TrainingOptions options, TrainingProgress progress) {
    this.spec = spec;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Trains.
   *
   * @param start the weights to start from
   * @param epochs gives the training sequences of an epoch, drawn with the generator
   * @param validation the sequences that judge an epoch
   * @throws IllegalArgumentException when there is nothing to train on or to validate with
   */
  public Result train(
      GruWeights start, Function<Random, List<Sequence>> epochs, List<Sequence> validation) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new Run(manager, start).train(epochs, validation);
    }
  }

  /** One training. */
  private final class Run {
    private final NDManager manager;
    private final GruNetwork network;
    private final GruNetwork averaged;
    private final Adam adam;
    private final PinballLoss loss;
    private final Random random = new Random(options.seed());
    private final long begin = System.nanoTime();

    Run(NDManager manager, GruWeights start) {
      this.manager = manager;
      this.network = new GruNetwork(manager, spec, start);
      this.averaged = new GruNetwork(manager, spec, start);
      this.adam = new Adam(manager, network.parameters());
      this.loss = new PinballLoss(manager, spec.levels());
    }

    Result train(Function<Random, List<Sequence>> epochs, List<Sequence> validation) {
      List<MiniBatch> judges = batches(validation);
      GruWeights best = averaged.weights();
      double bestLoss = validate(judges);
      progress.begin(bestLoss);
      int bestEpoch = 0;
      int epoch = 0;
      boolean timeIsUp = false;
      while (epoch < options.epochs() && epoch - bestEpoch < options.patience() && !timeIsUp) {
        double trainLoss = trainEpoch(epoch, batches(epochs.apply(random)));
        epoch++;
        double validationLoss = validate(judges);
        if (validationLoss < bestLoss) {
          bestLoss = validationLoss;
          bestEpoch = epoch;
          best = averaged.weights();
        }
        progress.epoch(epoch, trainLoss, validationLoss, bestLoss);
        timeIsUp = System.nanoTime() - begin > options.timeLimit().toNanos();
      }
      return new Result(best, bestLoss, bestEpoch, timeIsUp);
    }

    private List<MiniBatch> batches(List<Sequence> sequences) {
      if (sequences.isEmpty()) {
        throw new IllegalArgumentException("no sequence has a step with a known target");
      }
      Collections.shuffle(sequences, random);
      List<MiniBatch> batches = MiniBatch.group(sequences, options.batch());
      Collections.shuffle(batches, random);
      return batches;
    }

    private double trainEpoch(int epoch, List<MiniBatch> batches) {
      Mean mean = new Mean();
      for (int i = 0; i < batches.size(); i++) {
        double done = (epoch + (double) i / batches.size()) / options.epochs();
        double fade = 0.5 * (1 + Math.cos(Math.PI * done));
        double rate = options.learningRate() * (FINAL_RATE + (1 - FINAL_RATE) * fade);
        walk(batches.get(i), rate, mean);
        progress.batch(epoch + 1, i + 1, batches.size(), mean.get());
      }
      return mean.get();
    }

    private double validate(List<MiniBatch> batches) {
      Mean mean = new Mean();
      for (MiniBatch batch : batches) {
        walk(batch, 0, mean);
      }
      return mean.get();
    }

    /** Steps through a batch chunk by chunk; learns from each chunk where the rate is not 0. */
    private void walk(MiniBatch batch, double rate, Mean mean) {
      try (NDManager scratch = manager.newSubManager()) {
        NDArray state = network.zeroState(scratch, batch.size());
        for (int from = 0; from < batch.steps(); from += options.chunk()) {
          int to = Math.min(from + options.chunk(), batch.steps());
          state = chunk(scratch, batch, from, to, state, rate, mean);
        }
      }
    }

    private NDArray chunk(
        NDManager scratch,
        MiniBatch batch,
        int from,
        int to,
        NDArray state,
        double rate,
        Mean mean) {
      float[] y = batch.y(from, to, spec.targets() * spec.horizon());
      int known = PinballLoss.count(y);
      NDArray next;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray x = batch.x(scratch, from, to, spec.features().size());
        if (rate > 0 && known > 0) {
          next = learn(scratch, x, state, y, known, mean);
        } else {
          NDList out = averaged.forward(x, state);
          mean.add(loss.sum(scratch, out.get(0), y).getFloat(), known * spec.levels().size());
          next = out.get(1).stopGradient();
        }
        NDScope.unregister(next);
        next.attach(scratch);
      }
      if (rate > 0 && known > 0) {
        adam.step(rate);
        averaged.follow(network, share());
      }
      state.close();
      return next;
    }

    /** The early weights are not worth an average: they are left behind faster. */
    private double share() {
      return Math.max(AVERAGING, (double) AVERAGING_BEGINS / (AVERAGING_BEGINS + adam.steps()));
    }

    private NDArray learn(
        NDManager scratch, NDArray x, NDArray state, float[] y, int known, Mean mean) {
      int terms = known * spec.levels().size();
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDList out = network.forward(x, state);
        NDArray sum = loss.sum(scratch, out.get(0), y);
        gradients.backward(sum.div(terms));
        mean.add(sum.getFloat(), terms);
        return out.get(1).stopGradient();
      }
    }
  }

  /** A running mean of sums. */
  private static final class Mean {
    private double sum;
    private long terms;

    void add(double sum, int terms) {
      this.sum += sum;
      this.terms += terms;
    }

    double get() {
      return terms == 0 ? Double.NaN : sum / terms;
    }
  }
}
