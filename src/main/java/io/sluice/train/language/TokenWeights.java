package io.sluice.train.language;

import io.sluice.train.network.Cell;
import io.sluice.train.network.TokenExporter;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a network of tokens. Matrices are row-major and multiplied from the right.
 *
 * @param embedding {@code [tokens, columns]}
 * @param layers from the input up
 * @param logits {@code [hidden, tokens]}
 * @param delay {@code [hidden, bins]}
 * @param label {@code [hidden, labels]}; null: events are not labelled
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of arrays
record TokenWeights(
    float[] embedding, List<Layer> layers, Dense logits, Dense delay, @Nullable Dense label) {
  private static final float EMBEDDING_SCALE = 0.3f;

  /**
   * PyTorch's uniform initialisation, an LSTM's forget gate that is open at first, and a head that
   * begins with what was counted.
   *
   * @param logitBias by token
   * @param delayBias by bin
   * @param labels how many there are; 0: none
   */
  static TokenWeights random(
      TokenArchitecture shape,
      int features,
      float[] logitBias,
      float[] delayBias,
      int labels,
      long seed) {
    Random random = new Random(seed);
    int tokens = logitBias.length;
    int hidden = shape.hidden();
    int columns = shape.columns(tokens);
    int gates = shape.cell().gates() * hidden;
    float bound = (float) (1 / Math.sqrt(hidden));
    float[] embedding = embedding(shape, tokens, columns, random);
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < shape.layers(); i++) {
      int inputs = i == 0 ? columns + features : hidden;
      float[] bias = uniform(random, gates, bound);
      for (int j = hidden; shape.cell() == Cell.LSTM && j < 2 * hidden; j++) {
        bias[j] += 1;
      }
      layers.add(
          new Layer(
              uniform(random, inputs * gates, bound),
              uniform(random, hidden * gates, bound),
              bias,
              uniform(random, gates, bound)));
    }
    return new TokenWeights(
        embedding,
        layers,
        new Dense(uniform(random, hidden * tokens, bound), logitBias.clone()),
        new Dense(uniform(random, hidden * delayBias.length, bound / 4), delayBias.clone()),
        labels == 0 ? null : new Dense(uniform(random, hidden * labels, bound), new float[labels]));
  }

  /** These, with all of another network but the head for labels. */
  TokenWeights from(TokenExporter.Network other) {
    return new TokenWeights(
        other.embedding(), other.layers(), other.logits(), other.delay(), label);
  }

  private static float[] embedding(
      TokenArchitecture shape, int tokens, int columns, Random random) {
    if (shape.embedding() != TokenArchitecture.Embedding.ONE_HOT) {
      return uniform(random, tokens * columns, EMBEDDING_SCALE);
    }
    float[] identity = new float[tokens * columns];
    for (int i = 0; i < tokens; i++) {
      identity[i * columns + i] = 1;
    }
    return identity;
  }

  private static float[] uniform(Random random, int size, float bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return values;
  }
}
