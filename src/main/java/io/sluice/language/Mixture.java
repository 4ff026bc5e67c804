package io.sluice.language;

import io.sluice.model.ngram.Context;
import io.sluice.model.ngram.FastMath;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.token.TokenContract;
import java.util.Arrays;

/**
 * Pools the experts' opinions of the next token log-linearly: {@code p(v) ~ exp(sum of weight_k *
 * log p_k(v))} (Genest and Zidek, 1986; Hinton, 1999). Each key learns its weights from its own
 * events, by one step down the gradient of the surprise after each. Not thread-safe: it holds the
 * opinions on one key's next event.
 *
 * <p>Beside the vocabulary there are the key's own tokens that it does not have; what is said of
 * unknown tokens is split evenly among those and what is new.
 */
final class Mixture {
  private static final int NETWORK = 0;
  private static final int STATIC = 1;
  private static final int BIGRAM = STATIC + 1;
  private static final int TRIGRAM = STATIC + 2;
  private static final int CACHE = STATIC + NgramTables.DISTRIBUTIONS;
  private static final int PAIRS = CACHE + 1;
  private static final int TRIPLES = CACHE + 2;
  private static final int RECENT = CACHE + 3;

  /** The share of a token's count that is left after one more event, among the very last ones. */
  private static final float RECENT_DECAY = 0.8f;

  private static final float RECENT_PRIOR = 0.5f;

  /** How many events the vocabulary's distribution stands for beside a key's own counts. */
  private static final float CACHE_PRIOR = 4;

  private static final float FOLLOWERS_PRIOR = 1.5f;

  /** No expert is believed to be surer than this that a token does not come. */
  private static final float LEAST = -14;

  private static final float MAX_WEIGHT = 3;
  private static final float MAX_STEP = 4;

  /** Experts whose gradients are found in one pass. */
  private static final int TOGETHER = 4;

  private final TokenContract contract;
  private final int vocabulary;
  private final boolean hasEos;
  private final Context context = new Context();

  /** By expert: natural logarithms, of the vocabulary and of the key's own tokens. */
  private final float[][] logs;

  private final float[][] statics;
  private final float[] pooled;

  /** The probabilities. */
  final float[] p;

  /** The probabilities of the vocabulary after nothing. */
  private final float[] unigram;

  /** What one of the key's own tokens has of them. */
  private float unknown;

  /** By place in the key's cache: the index of its token. */
  private final int[] indexes = new int[TokenCache.CAPACITY];

  /** By index beyond the vocabulary: the place in the key's cache. */
  private final int[] places = new int[TokenCache.CAPACITY];

  private final float[] own = new float[TokenCache.CAPACITY];
  private int size;

  Mixture(TokenContract contract) {
    this.contract = contract;
    this.vocabulary = contract.tokens().size();
    this.hasEos = contract.counts().get(Vocabulary.EOS) > 0;
    int most = vocabulary + TokenCache.CAPACITY;
    this.logs = new float[TokenContract.EXPERTS][most];
    this.statics = Arrays.copyOfRange(logs, STATIC, CACHE);
    this.pooled = new float[most];
    this.p = new float[most];
    this.unigram = new float[vocabulary];
    contract.ngrams().fill(context, statics);
    for (int i = 0; i < vocabulary; i++) {
      unigram[i] = FastMath.exp(logs[STATIC][i]);
    }
  }

  /** Whether the end of a session is among what it expects. */
  boolean hasEos() {
    return hasEos;
  }

  /** The number of tokens: those of the vocabulary and of the key. */
  int size() {
    return size;
  }

  /** The place in the key's cache of an index beyond the vocabulary. */
  int place(int index) {
    return places[index - vocabulary];
  }

  /** The index of a token of the vocabulary or of the key; {@link Vocabulary#UNK}: it is new. */
  int index(KeyMemory memory, long hash, int id) {
    if (id != Vocabulary.UNK) {
      return id;
    }
    int place = memory.cache.find(hash);
    return place < 0 ? Vocabulary.UNK : indexes[place];
  }

  /** The network's logarithm of an index's probability. */
  float networkLog(int index) {
    return logs[NETWORK][index];
  }

  /**
   * Finds the probabilities of what comes next.
   *
   * @param network the network's logits, one per token of the vocabulary; empty without one
   * @return whether all of them are finite
   */
  boolean predict(KeyMemory memory, float[] network) {
    float sum = gather(memory);
    if (network.length > 0 && !network(network)) {
      return false;
    }
    ngrams(memory);
    spread();
    unknown = FastMath.exp(logs[STATIC][Vocabulary.UNK]);
    cache(memory, sum);
    followers(memory, PAIRS, Followers.context(memory.hash(0)), logs[BIGRAM]);
    boolean hasTwo = memory.ringSize > 1 && memory.ring[0] != KeyMemory.EOS_PLACE;
    if (hasTwo) {
      followers(memory, TRIPLES, Followers.context(memory.hash(0), memory.hash(1)), logs[TRIGRAM]);
    } else {
      System.arraycopy(logs[PAIRS], 0, logs[TRIPLES], 0, size);
    }
    recent(memory);
    pool(memory.weights);
    return true;
  }

  /** The key's own tokens and their counts; returns the sum of the counts. */
  private float gather(KeyMemory memory) {
    TokenCache cache = memory.cache;
    size = vocabulary;
    float sum = 0;
    for (int place = 0; place < cache.size; place++) {
      int id = cache.ids[place];
      if (id == Vocabulary.UNK) {
        places[size - vocabulary] = place;
        id = size++;
      }
      indexes[place] = id;
      own[place] = cache.count(place, memory.events);
      sum += own[place];
    }
    return sum;
  }

  private boolean network(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        return false;
      }
      max = Math.max(max, logit);
    }
    float sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += FastMath.exp(logits[i] - max);
    }
    float norm = max + FastMath.log(sum);
    float[] out = logs[NETWORK];
    for (int i = 0; i < vocabulary; i++) {
      out[i] = Math.max(LEAST, logits[i] - norm);
    }
    return true;
  }

  private void ngrams(KeyMemory memory) {
    context.clear();
    int tokens = Math.min(Context.MAX_TOKENS, memory.sessionTokens());
    for (int back = tokens - 1; back >= 0; back--) {
      context.push(memory.id(back));
    }
    boolean isBegin = memory.ring[0] == KeyMemory.EOS_PLACE;
    context.at(
        Math.max(0, memory.gapWithin(0)),
        isBegin ? 0 : contract.features().hourOf(memory.lastTime));
    contract.ngrams().fill(context, statics);
  }

  /** Splits what is said of unknown tokens between the key's own and what is new. */
  private void spread() {
    int unknown = size - vocabulary;
    if (unknown == 0) {
      return;
    }
    float share = -FastMath.log(unknown + 1);
    for (int expert = 0; expert < CACHE; expert++) {
      float[] of = logs[expert];
      of[Vocabulary.UNK] += share;
      Arrays.fill(of, vocabulary, size, of[Vocabulary.UNK]);
    }
  }

  private void cache(KeyMemory memory, float sum) {
    float[] lower = logs[STATIC];
    float[] out = logs[CACHE];
    float norm = FastMath.log(sum + CACHE_PRIOR);
    float backoff = FastMath.log(CACHE_PRIOR) - norm;
    for (int i = 0; i < size; i++) {
      out[i] = lower[i] + backoff;
    }
    for (int place = 0; place < memory.cache.size; place++) {
      int index = indexes[place];
      float prior = CACHE_PRIOR * (index < vocabulary ? unigram[index] : unknown);
      out[index] = FastMath.log(own[place] + prior) - norm;
    }
  }

  /** The last tokens alone, the newer the more. */
  private void recent(KeyMemory memory) {
    float[] lower = logs[STATIC];
    float[] out = logs[RECENT];
    Arrays.fill(own, 0, memory.cache.size, 0);
    float sum = 0;
    float count = 1;
    for (int back = 0; back < memory.ringSize; back++) {
      if (memory.ring[back] != KeyMemory.EOS_PLACE) {
        own[memory.ring[back]] += count;
        sum += count;
        count *= RECENT_DECAY;
      }
    }
    float norm = FastMath.log(sum + RECENT_PRIOR);
    float backoff = FastMath.log(RECENT_PRIOR) - norm;
    for (int i = 0; i < size; i++) {
      out[i] = lower[i] + backoff;
    }
    for (int place = 0; place < memory.cache.size; place++) {
      if (own[place] > 0) {
        int index = indexes[place];
        float prior = RECENT_PRIOR * (index < vocabulary ? unigram[index] : unknown);
        out[index] = FastMath.log(own[place] + prior) - norm;
      }
    }
  }

  private void followers(KeyMemory memory, int expert, short of, float[] lower) {
    Followers followers = memory.followers;
    float[] out = logs[expert];
    float sum = FOLLOWERS_PRIOR;
    for (int i = 0; i < followers.size; i++) {
      if (followers.contexts[i] == of) {
        sum += followers.counts[i];
      }
    }
    sum = (sum - FOLLOWERS_PRIOR) / TokenCache.ONE + FOLLOWERS_PRIOR;
    float norm = FastMath.log(sum);
    float backoff = FastMath.log(FOLLOWERS_PRIOR) - norm;
    for (int i = 0; i < size; i++) {
      out[i] = lower[i] + backoff;
    }
    for (int i = 0; i < followers.size; i++) {
      if (followers.contexts[i] == of) {
        int index = indexes[followers.places[i]];
        float prior = FOLLOWERS_PRIOR * FastMath.exp(lower[index]);
        float count = (float) followers.counts[i] / TokenCache.ONE;
        out[index] = FastMath.log(count + prior) - norm;
      }
    }
  }

  private void pool(float[] weights) {
    Arrays.fill(pooled, 0, size, 0);
    for (int expert = first(); expert < TokenContract.EXPERTS; expert++) {
      float weight = weights[expert];
      float[] of = logs[expert];
      for (int i = 0; i < size; i++) {
        pooled[i] += weight * of[i];
      }
    }
    if (!hasEos) {
      pooled[Vocabulary.EOS] = Float.NEGATIVE_INFINITY;
    }
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      max = Math.max(max, pooled[i]);
    }
    float sum = 0;
    for (int i = 0; i < size; i++) {
      p[i] = FastMath.exp(pooled[i] - max);
      sum += p[i];
    }
    float scale = 1 / sum;
    for (int i = 0; i < size; i++) {
      p[i] *= scale;
    }
  }

  private int first() {
    return contract.hasNetwork() ? NETWORK : STATIC;
  }

  /** Learns from what came: {@code d log p(w) / d weight_k = log p_k(w) - E log p_k}. */
  void learn(KeyMemory memory, int index) {
    int expert = first();
    for (; expert + TOGETHER <= TokenContract.EXPERTS; expert += TOGETHER) {
      learn(memory, index, expert);
    }
    for (; expert < TokenContract.EXPERTS; expert++) {
      step(memory, expert, gradient(expert, index));
    }
  }

  /** What {@link #gradient} says of four, side by side: their sums do not wait for each other. */
  private void learn(KeyMemory memory, int index, int expert) {
    float[] a = logs[expert];
    float[] b = logs[expert + 1];
    float[] c = logs[expert + 2];
    float[] d = logs[expert + 3];
    float meanA = 0;
    float meanB = 0;
    float meanC = 0;
    float meanD = 0;
    for (int i = 0; i < size; i++) {
      float probability = p[i];
      meanA += probability * a[i];
      meanB += probability * b[i];
      meanC += probability * c[i];
      meanD += probability * d[i];
    }
    step(memory, expert, a[index] - meanA);
    step(memory, expert + 1, b[index] - meanB);
    step(memory, expert + 2, c[index] - meanC);
    step(memory, expert + 3, d[index] - meanD);
  }

  private void step(KeyMemory memory, int expert, float gradient) {
    float step = contract.weightsRate() * Math.max(-MAX_STEP, Math.min(MAX_STEP, gradient));
    float weight = memory.weights[expert] + step;
    memory.weights[expert] = Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));
  }

  /** How the logarithm of an index's probability grows with an expert's weight. */
  float gradient(int expert, int index) {
    float[] of = logs[expert];
    float mean = 0;
    for (int i = 0; i < size; i++) {
      mean += p[i] * of[i];
    }
    return of[index] - mean;
  }
}
