package io.sluice.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import io.sluice.train.data.Sequence;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.TrainingProgress.Epoch;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network on sequences: truncated backpropagation through time with the state carried from
 * chunk to chunk, Adam, gradients clipped by their global norm, pinball loss. What is validated and
 * kept is a running average of the weights (Polyak and Juditsky, 1992), which forgets the order of
 * the newest batches; of all epochs, the one that did best on the validation sequences. The same
 * arguments give the same weights on one machine, unless the time limit or an interrupt cuts the
 * run short.
 *
 * <p>A bidirectional network reads sequences whole: they must be no longer than a chunk.
 */
public final class Trainer {
  private static final double FINAL_RATE = 0.02;

  /** Share of the way that the averaged weights go towards the newest at each step, in the end. */
  private static final double AVERAGING = 0.01;

  /** Steps in which that share falls to half of what it begins with. */
  private static final int AVERAGING_BEGINS = 10;

  /** A mean loss of this many times that of the untrained network has exploded. */
  private static final double EXPLODED = 100;

  private final ModelSpec spec;
  private final TrainingOptions options;
  private final TrainingProgress progress;
  private final BooleanSupplier interrupted;

  /** Why a training ended. */
  public enum Ending {
    /** All epochs were trained. */
    EPOCHS,
    /** The validation loss had not fallen for {@link TrainingOptions#patience} epochs. */
    EARLY,
    /** {@link TrainingOptions#timeLimit} was over. */
    TIME_LIMIT,
    /** Somebody asked for it. */
    INTERRUPTED,
    /** The loss or a gradient was not finite, or had exploded. */
    DIVERGED
  }

  /**
   * What training comes to.
   *
   * @param weights the best weights, by validation loss
   * @param validationLoss theirs
   * @param bestEpoch their epoch, from 1; 0: no epoch was better than the untrained network
   * @param ending why it ended
   * @param last the epoch in which it ended, whole or not
   */
  public record Result(
      Weights weights, double validationLoss, int bestEpoch, Ending ending, Epoch last) {

    /**
     * Makes sure that there is something worth keeping.
     *
     * @throws IllegalStateException when training diverged before any epoch was better than the
     *     untrained network
     */
    public void requireSuccess() {
      if (ending == Ending.DIVERGED && bestEpoch == 0) {
        throw new IllegalStateException(
            "training diverged in epoch %d (loss %.4g), before any epoch was worth keeping; try a lower --learning-rate"
                .formatted(last.number(), last.loss()));
      }
    }
  }

  /**
   * A trainer.
   *
   * @param interrupted asked between steps; true ends the training with the best weights so far,
   *     those of the epoch that is cut short included
   */
  public Trainer(
      ModelSpec spec,
      TrainingOptions options,
      TrainingProgress progress,
      BooleanSupplier interrupted) {
    this.spec = spec;
    this.options = options;
    this.progress = progress;
    this.interrupted = interrupted;
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
      Weights start, Function<Random, List<Sequence>> epochs, List<Sequence> validation) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new Run(manager, start).train(epochs, validation);
    }
  }

  /** One training. */
  private final class Run {
    private final NDManager manager;
    private final Network network;
    private final Network averaged;
    private final Adam adam;
    private final PinballLoss loss;
    private final Random random = new Random(options.seed());
    private final long begin = System.nanoTime();
    private @Nullable Ending ending;
    private double explodedLoss;

    Run(NDManager manager, Weights start) {
      this.manager = manager;
      this.network = new Network(manager, spec, start);
      this.averaged = new Network(manager, spec, start);
      this.adam = new Adam(manager, network.parameters());
      this.loss = new PinballLoss(manager, spec.levels());
    }

    Result train(Function<Random, List<Sequence>> epochs, List<Sequence> validation) {
      List<MiniBatch> judges = batches(validation);
      Weights best = averaged.weights();
      double bestLoss = validate(judges);
      progress.begin(bestLoss);
      int bestEpoch = 0;
      Epoch last = new Epoch(0, Double.NaN, bestLoss, bestLoss, 0);
      for (int epoch = 1; ending == null; epoch++) {
        double trainLoss = trainEpoch(epoch, batches(epochs.apply(random)));
        double validationLoss = ending == Ending.DIVERGED ? Double.NaN : validate(judges);
        if (validationLoss < bestLoss) {
          bestLoss = validationLoss;
          bestEpoch = epoch;
          best = averaged.weights();
        }
        last = new Epoch(epoch, trainLoss, validationLoss, bestLoss, adam.clippedShare());
        progress.epoch(last);
        if (ending == null) {
          ending = endAfter(last, bestEpoch);
        }
      }
      return new Result(best, bestLoss, bestEpoch, ending, last);
    }

    private @Nullable Ending endAfter(Epoch epoch, int bestEpoch) {
      if (!Double.isFinite(epoch.validationLoss())) {
        return Ending.DIVERGED;
      } else if (epoch.number() >= options.epochs()) {
        return Ending.EPOCHS;
      } else if (epoch.number() - bestEpoch >= options.patience()) {
        return Ending.EARLY;
      } else if (System.nanoTime() - begin > options.timeLimit().toNanos()) {
        return Ending.TIME_LIMIT;
      }
      return null;
    }

    private List<MiniBatch> batches(List<Sequence> sequences) {
      if (sequences.isEmpty()) {
        throw new IllegalArgumentException("no sequence has a step with a known target");
      }
      Collections.shuffle(sequences, random);
      List<MiniBatch> batches =
          MiniBatch.group(sequences, options.batch(), network.isBidirectional());
      Collections.shuffle(batches, random);
      return batches;
    }

    private double trainEpoch(int epoch, List<MiniBatch> batches) {
      Mean mean = new Mean();
      for (int i = 0; i < batches.size() && ending == null; i++) {
        double done = (epoch - 1 + (double) i / batches.size()) / options.epochs();
        double fade = 0.5 * (1 + Math.cos(Math.PI * done));
        double rate = options.learningRate() * (FINAL_RATE + (1 - FINAL_RATE) * fade);
        walk(batches.get(i), rate, mean);
        progress.batch(epoch, i + 1, batches.size(), mean.get());
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
        NDList state = new NDList();
        for (int from = 0; from < batch.steps(); from += options.chunk()) {
          if (rate > 0 && ending == null && interrupted.getAsBoolean()) {
            ending = Ending.INTERRUPTED;
          }
          if (rate > 0 && ending != null) {
            return;
          }
          int to = Math.min(from + options.chunk(), batch.steps());
          state = chunk(scratch, batch, from, to, state, rate, mean);
        }
      }
    }

    /** Steps through a chunk from a state, or from the beginning where that is empty. */
    private NDList chunk(
        NDManager scratch,
        MiniBatch batch,
        int from,
        int to,
        NDList state,
        double rate,
        Mean mean) {
      float[] y = batch.y(from, to, spec.targets() * spec.horizon());
      int known = PinballLoss.count(y);
      boolean learns = rate > 0 && known > 0;
      NDList next = new NDList();
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray x = batch.x(scratch, from, to, spec.features().size());
        NDList stepped =
            learns
                ? learn(scratch, x, state, y, known, mean)
                : judge(scratch, x, state, y, known, mean);
        for (NDArray part : stepped) {
          NDArray kept = part.stopGradient();
          NDScope.unregister(kept);
          kept.attach(scratch);
          next.add(kept);
        }
      }
      if (learns && ending == null) {
        if (Double.isFinite(adam.step(rate))) {
          averaged.follow(network, share());
        } else {
          ending = Ending.DIVERGED;
        }
      }
      state.close();
      return next;
    }

    /** The early weights are not worth an average: they are left behind faster. */
    private double share() {
      return Math.max(AVERAGING, (double) AVERAGING_BEGINS / (AVERAGING_BEGINS + adam.steps()));
    }

    private NDList learn(
        NDManager scratch, NDArray x, NDList state, float[] y, int known, Mean mean) {
      int terms = known * spec.levels().size();
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDList out = forward(network, scratch, x, state);
        NDArray sum = loss.sum(scratch, out.get(0), y);
        gradients.backward(sum.div(terms));
        mean.add(sum.getFloat(), terms);
        checkLoss(mean.get());
        return out.subNDList(1);
      }
    }

    /** The first loss is that of the untrained network, on data like that which follows. */
    private void checkLoss(double mean) {
      explodedLoss = explodedLoss == 0 ? EXPLODED * mean : explodedLoss;
      if (!(mean <= explodedLoss)) {
        ending = Ending.DIVERGED;
      }
    }

    private NDList judge(
        NDManager scratch, NDArray x, NDList state, float[] y, int known, Mean mean) {
      NDList out = forward(averaged, scratch, x, state);
      mean.add(loss.sum(scratch, out.get(0), y).getFloat(), known * spec.levels().size());
      return out.subNDList(1);
    }

    private NDList forward(Network stepped, NDManager scratch, NDArray x, NDList state) {
      return stepped.forward(
          x, state.isEmpty() ? stepped.initialState(scratch, (int) x.getShape().get(0)) : state);
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
