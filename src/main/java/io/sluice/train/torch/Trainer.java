package io.sluice.train.torch;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import io.sluice.train.lesson.Encoder;
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
 * Trains a network on examples: truncated backpropagation through time with the state carried from
 * chunk to chunk, Adam, gradients clipped by their global norm, pinball loss. What is validated and
 * kept is a running average of the weights (Polyak and Juditsky, 1992), which forgets the order of
 * the newest batches; of all epochs, the one that did best on the validation examples. The same
 * arguments give the same weights on one machine, unless the time limit or an interrupt cuts the
 * run short.
 *
 * <p>A bidirectional network reads examples whole: they must be no longer than a chunk.
 */
public final class Trainer {
  private static final double FINAL_RATE = 0.02;

  /** Share of the way that the averaged weights go towards the newest at each step, in the end. */
  private static final double AVERAGING = 0.01;

  /** Steps in which that share falls to half of what it begins with. */
  private static final int AVERAGING_BEGINS = 10;

  /** So many forecasts, each of one step ahead, are enough for one step of learning. */
  private static final int MAX_FORECASTS = 32_768;

  /** A mean loss of this many times that of the untrained network has exploded. */
  private static final double EXPLODED = 100;

  /** An epoch that validates so many times as badly as the best has lost its way. */
  private static final double LOST = 4;

  /** A training that diverges goes on from its best weights, at most so often. */
  private static final int MAX_RESTARTS = 3;

  /** What the learning rate is multiplied by then. */
  private static final double SLOWER = 0.25;

  private final ModelSpec spec;
  private final TrainingOptions options;
  private final TrainingProgress progress;
  private final BooleanSupplier interrupted;

  /** Why a training ended. */
  public enum Ending {
    /** All epochs, or steps, were trained. */
    EPOCHS,
    /** The validation loss had not fallen for {@link TrainingOptions#patience} epochs. */
    EARLY,
    /** {@link TrainingOptions#timeLimit} was over. */
    TIME_LIMIT,
    /** Somebody asked for it. */
    INTERRUPTED,
    /** The loss or a gradient was not finite, or had exploded, at lower learning rates too. */
    DIVERGED
  }

  /**
   * What training comes to.
   *
   * @param weights the best weights, by validation loss
   * @param validationLoss theirs; NaN when nothing validated, so that they are the last
   * @param bestEpoch their epoch, from 1; 0: no epoch was better than the untrained network
   * @param ending why it ended
   * @param last the epoch in which it ended, whole or not
   * @param steps gradient steps in all
   * @param restarts how often it diverged and went on from the best weights
   */
  public record Result(
      Weights weights,
      double validationLoss,
      int bestEpoch,
      Ending ending,
      Epoch last,
      int steps,
      int restarts) {

    /** Whether a validation chose the weights. */
    public boolean isValidated() {
      return !Double.isNaN(validationLoss);
    }

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
   * @param epochs gives the training pieces of an epoch, drawn with the generator
   * @param validation the pieces that judge an epoch; none: the last epoch is kept
   * @param encoder turns pieces into numbers
   * @throws IllegalArgumentException when there is nothing to train on
   */
  public <P> Result train(
      Weights start, Function<Random, List<P>> epochs, List<P> validation, Encoder<P> encoder) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new Run<>(manager, start, encoder).train(epochs, validation);
    }
  }

  /** One training. */
  private final class Run<P> {
    private final NDManager manager;
    private final Encoder<P> encoder;
    private final Norms norms = new Norms(options.clip());
    private Network network;
    private Network averaged;
    private Adam adam;
    private final PinballLoss loss;
    private final Random random = new Random(options.seed());
    private final long begin = System.nanoTime();
    private @Nullable Ending ending;
    private double explodedLoss;
    private int restarts;

    Run(NDManager manager, Weights start, Encoder<P> encoder) {
      this.manager = manager;
      this.encoder = encoder;
      this.network = new Network(manager, spec, start);
      this.averaged = new Network(manager, spec, start);
      this.adam = new Adam(manager, network.parameters(), options.clip(), norms);
      this.loss = new PinballLoss(manager, spec.levels());
    }

    Result train(Function<Random, List<P>> epochs, List<P> validation) {
      List<List<P>> judges = group(validation);
      Weights best = averaged.weights();
      double bestLoss = validate(judges);
      progress.begin(bestLoss);
      int bestEpoch = 0;
      int restarted = 0;
      Epoch last = new Epoch(0, Double.NaN, bestLoss, bestLoss, 0, 0);
      for (int epoch = 1; ending == null; epoch++) {
        double trainLoss = trainEpoch(epoch, batches(epochs.apply(random)));
        double validationLoss = ending == Ending.DIVERGED ? Double.NaN : validate(judges);
        boolean isKept = validation.isEmpty() && ending != Ending.DIVERGED;
        if (validationLoss < bestLoss || isKept) {
          bestLoss = validationLoss;
          bestEpoch = epoch;
          best = averaged.weights();
        }
        last =
            new Epoch(
                epoch,
                trainLoss,
                validationLoss,
                bestLoss,
                norms.clippedShare(),
                norms.ninthDecile());
        progress.epoch(last);
        if (ending == null) {
          ending = endAfter(last, Math.max(bestEpoch, restarted), !judges.isEmpty());
        }
        if (ending == Ending.DIVERGED && restarts < MAX_RESTARTS && epoch < options.epochs()) {
          restart(best);
          restarted = epoch;
        }
      }
      return new Result(best, bestLoss, bestEpoch, ending, last, norms.count(), restarts);
    }

    /** Goes on from weights that were good, more slowly, as if it had just begun. */
    private void restart(Weights from) {
      restarts++;
      ending = null;
      network = new Network(manager, spec, from);
      averaged = new Network(manager, spec, from);
      adam = new Adam(manager, network.parameters(), options.clip(), norms);
    }

    private @Nullable Ending endAfter(Epoch epoch, int since, boolean judged) {
      if (judged && !(epoch.validationLoss() <= LOST * epoch.bestLoss())) {
        return Ending.DIVERGED;
      } else if (epoch.number() >= options.epochs()) {
        return Ending.EPOCHS;
      } else if (epoch.number() - since >= options.patience()) {
        return Ending.EARLY;
      } else if (System.nanoTime() - begin > options.timeLimit().toNanos()) {
        return Ending.TIME_LIMIT;
      }
      return null;
    }

    private List<List<P>> batches(List<P> pieces) {
      if (pieces.isEmpty()) {
        throw new IllegalArgumentException("no sequence has a step with a known target");
      }
      Collections.shuffle(pieces, random);
      List<List<P>> batches = group(pieces);
      Collections.shuffle(batches, random);
      return batches;
    }

    private List<List<P>> group(List<P> pieces) {
      return MiniBatch.group(pieces, options.batch(), encoder, network.isBidirectional());
    }

    private double trainEpoch(int epoch, List<List<P>> batches) {
      MeanLoss mean = new MeanLoss();
      for (int i = 0; i < batches.size() && ending == null; i++) {
        double done =
            options.steps() > 0
                ? (double) norms.count() / options.steps()
                : (epoch - 1 + (double) i / batches.size()) / options.schedule();
        double fade = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done)));
        double highest = options.learningRate() * Math.pow(SLOWER, restarts);
        double rate = highest * (FINAL_RATE + (1 - FINAL_RATE) * fade);
        walk(MiniBatch.of(batches.get(i), encoder), rate, mean);
        progress.batch(epoch, i + 1, batches.size(), mean.get());
      }
      return mean.get();
    }

    /** The mean loss; NaN where there is nothing to validate with. */
    private double validate(List<List<P>> batches) {
      MeanLoss mean = new MeanLoss();
      for (List<P> batch : batches) {
        walk(MiniBatch.of(batch, encoder), 0, mean);
      }
      return mean.get();
    }

    /** Steps through a batch chunk by chunk; learns from each chunk where the rate is not 0. */
    private void walk(MiniBatch batch, double rate, MeanLoss mean) {
      try (NDManager scratch = manager.newSubManager()) {
        NDList state = new NDList();
        for (int from = 0; from < batch.steps(); from += options.chunk()) {
          if (rate > 0 && ending == null) {
            ending = endWithin();
          }
          if (rate > 0 && ending != null) {
            return;
          }
          int to = Math.min(from + options.chunk(), batch.steps());
          state = chunk(scratch, batch, from, to, state, rate, mean);
        }
      }
    }

    /** What ends an epoch before it is over. */
    private @Nullable Ending endWithin() {
      if (interrupted.getAsBoolean()) {
        return Ending.INTERRUPTED;
      }
      return options.steps() > 0 && norms.count() >= options.steps() ? Ending.EPOCHS : null;
    }

    /** Steps through a chunk from a state, or from the beginning where that is empty. */
    private NDList chunk(
        NDManager scratch,
        MiniBatch batch,
        int from,
        int to,
        NDList state,
        double rate,
        MeanLoss mean) {
      int perForecast = spec.targets() * spec.horizon();
      Stride stride = stride(to - from, batch.size() * perForecast, rate > 0);
      float[] y = batch.y(from, to, perForecast, stride);
      float[] weights = batch.weights(from, to, perForecast, stride);
      int known = PinballLoss.count(y);
      boolean learns = rate > 0 && known > 0;
      NDList next = new NDList();
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray x = batch.x(scratch, from, to, spec.features().size());
        NDList stepped =
            learns
                ? learn(scratch, x, state, new Targets(y, weights, stride, known), mean)
                : judge(scratch, x, state, new Targets(y, weights, stride, known), mean);
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
        NDManager scratch, NDArray x, NDList state, Targets targets, MeanLoss mean) {
      int terms = targets.known() * spec.levels().size();
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDList out = forward(network, scratch, x, state, targets.stride());
        NDArray sum = loss.sum(scratch, out.get(0), targets.y(), targets.weights());
        gradients.backward(loss.mean(scratch, sum, terms));
        mean.add(sum.getFloat(), terms);
        checkLoss(mean.get());
        return out.subNDList(1);
      }
    }

    /** The steps that forecasts are learnt from: all, unless they are far more than are needed. */
    private Stride stride(int steps, int forecasts, boolean learns) {
      int every = Stride.every(steps, forecasts, MAX_FORECASTS);
      return every == 1 ? Stride.EACH : new Stride(learns ? random.nextInt(every) : 0, every);
    }

    /** The first loss is that of the untrained network, on data like that which follows. */
    private void checkLoss(double mean) {
      explodedLoss = explodedLoss == 0 ? EXPLODED * mean : explodedLoss;
      if (!(mean <= explodedLoss)) {
        ending = Ending.DIVERGED;
      }
    }

    private NDList judge(
        NDManager scratch, NDArray x, NDList state, Targets targets, MeanLoss mean) {
      NDList out = forward(averaged, scratch, x, state, targets.stride());
      NDArray sum = loss.sum(scratch, out.get(0), targets.y(), targets.weights());
      mean.add(sum.getFloat(), targets.known() * spec.levels().size());
      return out.subNDList(1);
    }

    private NDList forward(
        Network stepped, NDManager scratch, NDArray x, NDList state, Stride stride) {
      NDList from =
          state.isEmpty() ? stepped.initialState(scratch, (int) x.getShape().get(0)) : state;
      return stepped.forward(x, from, stride);
    }
  }

  /**
   * What the forecasts of a chunk should have been.
   *
   * @param stride the steps after which there are forecasts
   * @param known how many of the targets are known
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Targets(float[] y, float[] weights, Stride stride, int known) {}
}
