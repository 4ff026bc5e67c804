package io.sluice.language;

import io.sluice.model.token.DelayCurve;
import io.sluice.model.token.TokenContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Says of one key how probable its next event is, and learns from what came. Not thread-safe. */
final class Scoring {
  /** Nothing is less probable. */
  static final double LEAST = 1e-12;

  private static final double LN_2 = Math.log(2);
  private static final int NOTHING = -1;

  private final Vocabulary vocabulary;
  private final Mixture mixture;
  private final boolean hasNetwork;
  private boolean learns = true;
  private final int[] top;

  Scoring(TokenContract contract, Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.mixture = new Mixture(contract);
    this.hasNetwork = contract.hasNetwork();
    this.top = new int[contract.tokens().size() + TokenCache.CAPACITY];
  }

  void learnsWeights(boolean learns) {
    this.learns = learns;
  }

  private void learn(KeyMemory memory, int index) {
    if (learns) {
      mixture.learn(memory, index);
    }
  }

  /** Finds what comes next; false when the network's logits are not finite. */
  boolean predict(KeyMemory memory, float[] logits) {
    return mixture.predict(memory, logits);
  }

  /**
   * Scores the event that came after what was predicted, and learns its weights.
   *
   * @param survival see {@link ScoredEvent#survival}
   */
  ScoredEvent score(KeyMemory memory, TokenEvent event, double survival) {
    long hash = Vocabulary.hashOf(event.text());
    int index = mixture.index(memory, hash, vocabulary.idOf(hash));
    double probability = probability(index);
    List<Likely> expected = named(index, ScoredEvent.MAX_EXPECTED);
    learn(memory, index);
    return new ScoredEvent(
        event.time(),
        event.text(),
        false,
        index == Vocabulary.UNK,
        bits(probability),
        networkBits(index),
        probability,
        survival,
        expected,
        null);
  }

  /**
   * Scores the end of a session by its gap. Where training knew of no ends it is as probable as so
   * long a silence.
   */
  ScoredEvent end(KeyMemory memory, DelayCurve delay, long gapMs) {
    boolean isToken = mixture.hasEos();
    double probability =
        isToken ? probability(Vocabulary.EOS) : Math.max(LEAST, delay.survival(gapMs));
    List<Likely> expected = named(Vocabulary.EOS, ScoredEvent.MAX_EXPECTED);
    if (isToken) {
      learn(memory, Vocabulary.EOS);
    }
    return new ScoredEvent(
        memory.lastTime + gapMs,
        Vocabulary.EOS_TEXT,
        true,
        false,
        bits(probability),
        isToken ? networkBits(Vocabulary.EOS) : Double.NaN,
        probability,
        delay.survival(gapMs),
        expected,
        null);
  }

  /** So many of the most likely tokens. */
  List<Likely> likely(int most) {
    return named(NOTHING, Math.min(most, top.length));
  }

  private double probability(int index) {
    return Math.max(LEAST, Math.min(1, mixture.p[index]));
  }

  private static double bits(double probability) {
    return Math.max(0, -Math.log(probability) / LN_2);
  }

  private double networkBits(int index) {
    return hasNetwork ? Math.max(0, -mixture.networkLog(index) / LN_2) : Double.NaN;
  }

  private List<Likely> named(int without, int most) {
    int count = 0;
    for (int index = 0; index < mixture.size(); index++) {
      float p = mixture.p[index];
      if (index == without || p <= 0 || (count == most && p <= mixture.p[top[most - 1]])) {
        continue;
      }
      int at = count < most ? count++ : most - 1;
      while (at > 0 && mixture.p[top[at - 1]] < p) {
        top[at] = top[at - 1];
        at--;
      }
      top[at] = index;
    }
    List<Likely> likely = new ArrayList<>(count);
    double unknown = 0;
    for (int i = 0; i < count; i++) {
      if (text(top[i]).equals(Vocabulary.UNK_TEXT)) {
        unknown += mixture.p[top[i]];
      } else {
        likely.add(new Likely(text(top[i]), mixture.p[top[i]]));
      }
    }
    if (unknown > 0) {
      likely.add(new Likely(Vocabulary.UNK_TEXT, unknown));
      likely.sort(Comparator.comparingDouble(Likely::probability).reversed());
    }
    return likely;
  }

  /** The text of a key's own token is not remembered: it is told as unknown. */
  private String text(int index) {
    return index < vocabulary.size() ? vocabulary.text(index) : Vocabulary.UNK_TEXT;
  }
}
