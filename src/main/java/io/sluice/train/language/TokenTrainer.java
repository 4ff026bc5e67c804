package io.sluice.train.language;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import io.sluice.train.language.TokenNetwork.Dropout;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.torch.Adam;
import io.sluice.train.torch.TimeLeft;
import io.sluice.train.torch.TorchEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network of tokens: truncated backpropagation through time with the state carried from
 * chunk to chunk, Adam, gradients clipped by their global norm, cross-entropy of the next token and
 * of the bin of its time. What is validated and kept is a running average of the weights. The same
 * arguments give the same weights on one machine.
 */
final class TokenTrainer {
  /** Steps that lead up to a piece's first counted one. */
  private static final int LEAD = 24;

  private static final double AVERAGING = 0.02;
  private static final int AVERAGING_BEGINS = 10;
  private static final double FINAL_RATE = 0.05;
  private static final double UNKNOWN_INPUTS = 0.02;
  private static final double UNKNOWN_ONCE = 0.5;

  /** The most steps of an epoch: of more, each epoch draws others. */
  static final int EPOCH = 200_000;

  /**
   * Steps of a batch where an epoch is drawn: short pieces stand side by side in greater number.
   */
  private static final int BATCH_STEPS = 1024;

  /** What the loss of a label weighs beside that of the token. */
  private static final float LABEL_WEIGHT = 1;

  private final TokenArchitecture shape;
  private final TokenOptions options;
  private final TokenBatchArrays arrays;
  private final TokenBatchArrays exact;
  private final int features;
  private final Consumer<String> progress;
  private final BooleanSupplier interrupted;

  /**
   * What training comes to.
   *
   * @param epochs the epoch of the weights
   * @param bits per token of the validation; NaN without one
   */
  record Result(TokenWeights weights, int epochs, double bits) {}

  TokenTrainer(
      TokenArchitecture shape,
      TokenOptions options,
      TokenBatchArrays arrays,
      TokenBatchArrays exact,
      int features,
      Consumer<String> progress,
      BooleanSupplier interrupted) {
    this.shape = shape;
    this.options = options;
    this.arrays = arrays;
    this.exact = exact;
    this.features = features;
    this.progress = progress;
    this.interrupted = interrupted;
  }

  /**
   * Trains.
   *
   * @param isTrained whether {@code start} has learned elsewhere: then it may be the best there is
   * @param validation what judges an epoch; empty: all epochs are trained
   */
  Result train(
      TokenWeights start,
      boolean isTrained,
      List<TokenSequence> training,
      List<TokenSequence.Piece> validation,
      int epochs) {
    try (NDManager manager = TorchEngine.newManager()) {
      return new Run(manager, start).train(isTrained, training, validation, epochs);
    }
  }

  /** A long stretch in pieces, each led up to by the steps before it. */
  static List<TokenSequence.Piece> pieces(TokenSequence sequence, int from, int to, int size) {
    List<TokenSequence.Piece> pieces = new ArrayList<>();
    for (int at = from; at < to; at += size) {
      int begin = Math.max(0, at - LEAD);
      pieces.add(new TokenSequence.Piece(sequence, begin, at, Math.min(to, at + size)));
    }
    return pieces;
  }

  /** The first pieces, until they count so many steps. */
  static List<TokenSequence.Piece> drawn(List<TokenSequence.Piece> shuffled, int steps) {
    int count = 0;
    long sum = 0;
    while (count < shuffled.size() && sum < steps) {
      TokenSequence.Piece piece = shuffled.get(count++);
      sum += piece.to() - piece.counted();
    }
    return shuffled.subList(0, count);
  }

  private final class Run {
    private final NDManager manager;
    private final TokenNetwork network;
    private final TokenNetwork averaged;
    private final Adam adam;
    private final Random random = new Random(options.seed());
    private int steps;

    Run(NDManager manager, TokenWeights start) {
      this.manager = manager;
      this.network = new TokenNetwork(manager, shape, features, start);
      this.averaged = new TokenNetwork(manager, shape, features, start);
      this.adam = new Adam(manager, network.parameters());
    }

    Result train(
        boolean isTrained,
        List<TokenSequence> training,
        List<TokenSequence.Piece> validation,
        int epochs) {
      TokenWeights best = averaged.weights();
      double bestBits =
          isTrained && !validation.isEmpty() ? validate(validation) : Double.POSITIVE_INFINITY;
      int bestEpoch = 0;
      long all = training.stream().mapToLong(TokenSequence::size).sum();
      if (all > EPOCH) {
        progress.accept(
            String.format(Locale.ROOT, "an epoch is %,d of %,d events, drawn anew", EPOCH, all));
      }
      TimeLeft left = new TimeLeft(progress);
      for (int epoch = 1; epoch <= epochs && !interrupted.getAsBoolean(); epoch++) {
        double fade = 0.5 * (1 + Math.cos(Math.PI * (epoch - 1) / options.epochs()));
        double rate = options.learningRate() * (FINAL_RATE + (1 - FINAL_RATE) * fade);
        List<List<TokenSequence.Piece>> batches = batches(cut(training), all > EPOCH);
        for (int at = 0; at < batches.size(); at++) {
          walk(network, batches.get(at), rate);
          double done = (epoch - 1 + (at + 1.0) / batches.size()) / epochs;
          left.tell("network: epoch " + epoch + " of at most " + epochs, done);
        }
        if (validation.isEmpty()) {
          bestEpoch = epoch;
          continue;
        }
        double bits = validate(validation);
        if (bits < bestBits) {
          bestBits = bits;
          bestEpoch = epoch;
          best = averaged.weights();
        } else if (epoch - bestEpoch >= options.patience()) {
          break;
        }
      }
      return validation.isEmpty()
          ? new Result(averaged.weights(), bestEpoch, Double.NaN)
          : new Result(best, bestEpoch, bestBits);
    }

    /** Pieces of the sequences, cut elsewhere in each epoch. */
    private List<TokenSequence.Piece> cut(List<TokenSequence> training) {
      List<TokenSequence.Piece> pieces = new ArrayList<>();
      for (TokenSequence sequence : training) {
        int first = 0;
        if (sequence.size() > options.piece()) {
          first = 1 + random.nextInt(options.piece());
          pieces.addAll(pieces(sequence, 0, first, options.piece()));
        }
        pieces.addAll(pieces(sequence, first, sequence.size(), options.piece()));
      }
      return pieces;
    }

    private List<List<TokenSequence.Piece>> batches(
        List<TokenSequence.Piece> all, boolean isDrawn) {
      Collections.shuffle(all, random);
      List<TokenSequence.Piece> pieces = isDrawn ? drawn(all, EPOCH) : all;
      int together = isDrawn ? together(pieces) : options.batch();
      pieces.sort(Comparator.comparingInt(piece -> piece.size() / options.chunk()));
      List<List<TokenSequence.Piece>> batches = new ArrayList<>();
      for (int from = 0; from < pieces.size(); from += together) {
        batches.add(pieces.subList(from, Math.min(pieces.size(), from + together)));
      }
      Collections.shuffle(batches, random);
      return batches;
    }

    private int together(List<TokenSequence.Piece> pieces) {
      long steps = pieces.stream().mapToLong(TokenSequence.Piece::size).sum();
      return (int)
          Math.max(options.batch(), (long) BATCH_STEPS * pieces.size() / Math.max(1, steps));
    }

    private double validate(List<TokenSequence.Piece> validation) {
      double sum = 0;
      long count = 0;
      for (int from = 0; from < validation.size(); from += options.batch()) {
        List<TokenSequence.Piece> batch =
            validation.subList(from, Math.min(validation.size(), from + options.batch()));
        sum += walk(averaged, batch, 0);
        for (TokenSequence.Piece piece : batch) {
          count += piece.to() - piece.counted();
        }
      }
      return sum / Math.max(1, count) / Math.log(2);
    }

    /** Steps through pieces chunk by chunk, learns where the rate is not 0; returns the loss. */
    private double walk(TokenNetwork stepped, List<TokenSequence.Piece> batch, double rate) {
      int longest = batch.stream().mapToInt(TokenSequence.Piece::size).max().orElse(0);
      double sum = 0;
      try (NDManager scratch = manager.newSubManager()) {
        NDList state = stepped.initialState(scratch, batch.size());
        for (int from = 0; from < longest; from += options.chunk()) {
          int to = Math.min(longest, from + options.chunk());
          NDList next = new NDList();
          try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList out =
                rate > 0
                    ? learn(scratch, batch, from, to, state)
                    : judge(stepped, scratch, batch, from, to, state);
            sum += out.get(0).getFloat();
            for (NDArray part : out.subNDList(1)) {
              NDArray kept = part.stopGradient();
              NDScope.unregister(kept);
              kept.attach(scratch);
              next.add(kept);
            }
          }
          if (rate > 0) {
            step(rate);
          }
          state.close();
          state = next;
        }
      }
      return sum;
    }

    private void step(double rate) {
      if (!Double.isFinite(adam.step(rate))) {
        throw new IllegalStateException(
            "training diverged: a gradient is not finite; try a lower --learning-rate");
      }
      steps++;
      double share = (double) AVERAGING_BEGINS / (AVERAGING_BEGINS + steps);
      averaged.follow(network, Math.max(AVERAGING, share));
    }

    private NDList learn(
        NDManager scratch, List<TokenSequence.Piece> batch, int from, int to, NDList state) {
      TokenBatchArrays.Unknown unknown =
          new TokenBatchArrays.Unknown(UNKNOWN_INPUTS, UNKNOWN_ONCE, random);
      TokenBatchArrays.Arrays in = arrays.arrays(scratch, batch, from, to, unknown);
      @Nullable Dropout dropout =
          options.dropout() > 0 ? new Dropout(options.dropout(), random) : null;
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDList out = network.forward(in.oneHot(), in.x(), state, dropout);
        NDArray tokens = tokenLoss(out.get(0), in);
        NDArray delays = delayLoss(scratch, out.get(1), in);
        NDArray share = scratch.create((float) options.delayWeight());
        NDArray count = scratch.create((float) Math.max(1, in.known()));
        NDArray loss = tokens.add(delays.mul(share));
        if (in.labels() != null) {
          NDArray labels = out.get(2).logSoftmax(1).mul(in.labels()).sum().neg();
          loss = loss.add(labels.mul(scratch.create(LABEL_WEIGHT)));
        }
        gradients.backward(loss.div(count));
        NDList result = new NDList(tokens.stopGradient());
        result.addAll(out.subNDList(network.heads()));
        return result;
      }
    }

    private NDList judge(
        TokenNetwork stepped,
        NDManager scratch,
        List<TokenSequence.Piece> batch,
        int from,
        int to,
        NDList state) {
      TokenBatchArrays.Arrays in = exact.arrays(scratch, batch, from, to, null);
      NDList out = stepped.forward(in.oneHot(), in.x(), state, null);
      NDList result = new NDList(tokenLoss(out.get(0), in));
      result.addAll(out.subNDList(stepped.heads()));
      return result;
    }

    private NDArray tokenLoss(NDArray logits, TokenBatchArrays.Arrays in) {
      return logits.logSoftmax(1).mul(in.targets()).sum().neg();
    }

    /** {@code softplus(z)} where there was a risk, less {@code z} where the event came. */
    private NDArray delayLoss(NDManager scratch, NDArray z, TokenBatchArrays.Arrays in) {
      NDArray one = scratch.create(1f);
      NDArray softplus = z.getNDArrayInternal().relu().add(z.abs().neg().exp().add(one).log());
      return softplus.mul(in.atRisk()).sub(z.mul(in.events())).sum();
    }
  }
}
