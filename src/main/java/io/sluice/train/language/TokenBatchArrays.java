package io.sluice.train.language;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.language.Vocabulary;
import io.sluice.model.token.TokenFeatures;
import io.sluice.train.language.count.DelayCounts;
import io.sluice.train.language.count.TokenSequence;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Pieces side by side as arrays, for some of their steps. */
final class TokenBatchArrays {
  private final TokenFeatures features;
  private final List<Double> bins;
  private final Vocabulary vocabulary;
  private final double smoothing;
  private final int labels;

  TokenBatchArrays(
      TokenFeatures features,
      List<Double> bins,
      Vocabulary vocabulary,
      double smoothing,
      int labels) {
    this.labels = labels;
    this.features = features;
    this.bins = bins;
    this.vocabulary = vocabulary;
    this.smoothing = smoothing;
  }

  /**
   * What a network reads and what it is to say; rows are pieces, one after the other step by step.
   *
   * @param oneHot {@code [batch, steps, tokens]}
   * @param x {@code [batch, steps, features]}
   * @param targets {@code [batch * steps, tokens]}: the next token, smoothed; zeros where nothing
   *     counts
   * @param events {@code [batch * steps, bins]}: 1 in the bin of the delay
   * @param atRisk {@code [batch * steps, bins]}: 1 up to the bin of the delay
   * @param labels {@code [batch * steps, labels]}: 1 at the newest token's; null: there are none
   * @param known how many next tokens count
   */
  record Arrays(
      NDArray oneHot,
      NDArray x,
      NDArray targets,
      NDArray events,
      NDArray atRisk,
      @Nullable NDArray labels,
      int known) {}

  /** Which tokens are taken for unknown ones, so that something is learned of those. */
  record Unknown(double share, double shareOfOnce, Random random) {}

  Arrays arrays(
      NDManager manager,
      List<TokenSequence.Piece> pieces,
      int from,
      int to,
      @Nullable Unknown unknown) {
    int steps = to - from;
    int rows = pieces.size() * steps;
    int tokens = vocabulary.size();
    int width = features.size();
    float[] oneHot = new float[rows * tokens];
    float[] x = new float[rows * width];
    float[] targets = new float[rows * tokens];
    float[] events = new float[rows * bins.size()];
    float[] atRisk = new float[rows * bins.size()];
    float[] labelled = new float[rows * labels];
    int known = 0;
    int row = 0;
    for (TokenSequence.Piece piece : pieces) {
      for (int at = from; at < to; at++, row++) {
        if (at >= piece.size()) {
          oneHot[row * tokens + Vocabulary.UNK] = 1;
          continue;
        }
        int step = piece.from() + at;
        oneHot[row * tokens + hidden(piece.sequence().token(step), unknown, true)] = 1;
        encode(piece.sequence(), step, x, row * width);
        if (step >= piece.counted()) {
          target(hidden(piece.sequence().target(step), unknown, false), targets, row * tokens);
          delay(piece.sequence().delay(step), events, atRisk, row * bins.size());
          int label = piece.sequence().label(step);
          if (labels > 0 && label >= 0) {
            labelled[row * labels + label] = 1;
          }
          known++;
        }
      }
    }
    long batch = pieces.size();
    Shape ofBins = new Shape(rows, bins.size());
    return new Arrays(
        manager.create(oneHot, new Shape(batch, steps, tokens)),
        manager.create(x, new Shape(batch, steps, width)),
        manager.create(targets, new Shape(rows, tokens)),
        manager.create(events, ofBins),
        manager.create(atRisk, ofBins),
        labels == 0 ? null : manager.create(labelled, new Shape(rows, labels)),
        known);
  }

  private int hidden(int token, @Nullable Unknown unknown, boolean isInput) {
    if (unknown == null || token <= Vocabulary.EOS) {
      return token;
    }
    boolean isOnce = vocabulary.count(token) == 1;
    double share = isOnce ? unknown.shareOfOnce() : isInput ? unknown.share() : 0;
    return share > 0 && unknown.random().nextDouble() < share ? Vocabulary.UNK : token;
  }

  private void encode(TokenSequence sequence, int step, float[] x, int at) {
    FloatBuffer out = FloatBuffer.wrap(x);
    if (sequence.token(step) == Vocabulary.EOS) {
      features.encodeBegin(out, at);
    } else {
      features.encode(sequence.time(step), sequence.gap(step), out, at);
    }
  }

  private void target(int token, float[] targets, int at) {
    int tokens = vocabulary.size();
    for (int i = 0; smoothing > 0 && i < tokens; i++) {
      targets[at + i] = (float) (smoothing / tokens);
    }
    targets[at + token] += (float) (1 - smoothing);
  }

  private void delay(long delay, float[] events, float[] atRisk, int at) {
    if (delay < 0) {
      return;
    }
    int bin = DelayCounts.bin(bins, delay);
    for (int i = 0; i <= Math.min(bin, bins.size() - 1); i++) {
      atRisk[at + i] = 1;
    }
    if (bin < bins.size()) {
      events[at + bin] = 1;
    }
  }
}
