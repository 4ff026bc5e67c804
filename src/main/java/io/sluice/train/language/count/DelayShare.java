package io.sluice.train.language.count;

import io.sluice.language.Vocabulary;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenModel;
import java.util.List;

/** Finds how far a network's hazards are believed beside what was counted, on held-out events. */
public final class DelayShare {
  private static final int SHARES = 5;

  private final TokenModel model;
  private final double[] losses = new double[SHARES];

  private DelayShare(TokenModel model) {
    this.model = model;
  }

  /** The share, of 0, 1/4, 1/2, 3/4 and 1, under which what came was the least surprising. */
  public static float of(TokenModel model, List<TokenSequence.Piece> validation)
      throws StepException {
    DelayShare shares = new DelayShare(model);
    try (TokenBatch batch = model.newBatch(1)) {
      for (TokenSequence.Piece piece : validation) {
        shares.add(piece, batch);
      }
    }
    int best = 0;
    for (int i = 1; i < SHARES; i++) {
      best = shares.losses[i] < shares.losses[best] ? i : best;
    }
    return (float) best / (SHARES - 1);
  }

  private void add(TokenSequence.Piece piece, TokenBatch batch) throws StepException {
    TokenContract contract = model.contract();
    TokenSequence sequence = piece.sequence();
    for (int i = 0; i < contract.stateSize(); i++) {
      batch.state().put(i, 0);
    }
    for (int step = piece.from(); step < piece.to(); step++) {
      batch.token().put(0, sequence.token(step));
      if (sequence.token(step) == Vocabulary.EOS) {
        contract.features().encodeBegin(batch.x(), 0);
      } else {
        contract.features().encode(sequence.time(step), sequence.gap(step), batch.x(), 0);
      }
      batch.run(1);
      for (int i = 0; i < contract.stateSize(); i++) {
        batch.state().put(i, batch.nextState().get(i));
      }
      if (step >= piece.counted() && sequence.delay(step) >= 0) {
        score(sequence.token(step), sequence.delay(step), batch);
      }
    }
  }

  private void score(int token, long delay, TokenBatch batch) {
    List<Double> bins = model.contract().delayBins();
    int bin = DelayCounts.bin(bins, delay);
    for (int i = 0; i < SHARES; i++) {
      double share = (double) i / (SHARES - 1);
      for (int at = 0; at <= Math.min(bin, bins.size() - 1); at++) {
        double counted = model.contract().delays().logits().get(token * bins.size() + at);
        double logit = share * batch.delay().get(at) + (1 - share) * counted;
        losses[i] += Math.log1p(Math.exp(at == bin ? -logit : logit));
      }
    }
  }
}
