package io.sluice.train.language.begin;

import io.sluice.language.Vocabulary;
import io.sluice.train.network.TokenExporter.Network;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * A network with the rows of another vocabulary. Tokens of the same name keep theirs, those that
 * the network does not know have copies of what it has for the unknown, as likely as they were met.
 */
public final class NetworkRows {
  private final Network network;
  private final Vocabulary vocabulary;
  private final int[] theirs;

  private NetworkRows(Network network, Beginning begin, Vocabulary vocabulary) {
    this.network = network;
    this.vocabulary = vocabulary;
    this.theirs = begin.theirs(vocabulary);
  }

  /** The network of a beginning for a vocabulary; it has no head for labels. */
  public static Network of(Network network, Beginning begin, Vocabulary vocabulary) {
    return new NetworkRows(network, begin, vocabulary).network();
  }

  /** Whether each token enters by a column of its own. */
  public static boolean isOneHot(Network network) {
    int tokens = network.logits().bias().length;
    float[] embedding = network.embedding();
    boolean isIdentity = embedding.length == tokens * tokens;
    for (int i = 0; isIdentity && i < embedding.length; i++) {
      isIdentity = embedding[i] == (i % (tokens + 1) == 0 ? 1 : 0);
    }
    return isIdentity;
  }

  /** Whether tokens enter as what their logits are products with. */
  public static boolean isTied(Network network) {
    int tokens = network.logits().bias().length;
    float[] matrix = network.logits().matrix();
    boolean isTied = network.embedding().length == matrix.length;
    for (int i = 0; isTied && i < matrix.length; i++) {
      int hidden = matrix.length / tokens;
      isTied = network.embedding()[i] == matrix[i % hidden * tokens + i / hidden];
    }
    return isTied;
  }

  private Network network() {
    int tokens = network.logits().bias().length;
    int columns = network.embedding().length / tokens;
    boolean isOneHot = isOneHot(network);
    List<Layer> layers = new ArrayList<>(network.layers());
    if (isOneHot) {
      layers.set(0, firstLayer(layers.get(0), tokens));
    }
    return new Network(
        network.cell(),
        network.features(),
        isOneHot ? identity() : rows(network.embedding(), columns),
        layers,
        logits(tokens),
        network.delay(),
        null);
  }

  private float[] identity() {
    int size = theirs.length;
    float[] identity = new float[size * size];
    for (int i = 0; i < size; i++) {
      identity[i * size + i] = 1;
    }
    return identity;
  }

  private float[] rows(float[] matrix, int columns) {
    float[] rows = new float[theirs.length * columns];
    for (int id = 0; id < theirs.length; id++) {
      System.arraycopy(matrix, theirs[id] * columns, rows, id * columns, columns);
    }
    return rows;
  }

  /** The rows of a one-hot token stand above those of the features. */
  private Layer firstLayer(Layer layer, int tokens) {
    int columns = layer.inputBias().length;
    float[] input = new float[(theirs.length + network.features()) * columns];
    float[] rows = rows(layer.input(), columns);
    System.arraycopy(rows, 0, input, 0, rows.length);
    System.arraycopy(
        layer.input(), tokens * columns, input, rows.length, network.features() * columns);
    return new Layer(input, layer.state(), layer.inputBias(), layer.stateBias());
  }

  private Dense logits(int tokens) {
    int own = theirs.length;
    float[] from = network.logits().matrix();
    float[] matrix = new float[from.length / tokens * own];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = from[i / own * tokens + theirs[i % own]];
    }
    return new Dense(matrix, biases());
  }

  /** A token that was not known is as far from those that were as its count is. */
  private float[] biases() {
    float[] bias = new float[theirs.length];
    double shift = 0;
    long count = 0;
    for (int id = 0; id < bias.length; id++) {
      bias[id] = network.logits().bias()[theirs[id]];
      if (isKnown(id)) {
        shift += vocabulary.count(id) * (bias[id] - counted(id));
        count += vocabulary.count(id);
      }
    }
    for (int id = 0; id < bias.length && count > 0; id++) {
      if (!isKnown(id) && id != Vocabulary.UNK) {
        bias[id] = (float) (counted(id) + shift / count);
      }
    }
    return bias;
  }

  private double counted(int id) {
    return Math.log(vocabulary.count(id) + 0.5);
  }

  private boolean isKnown(int id) {
    return theirs[id] != Vocabulary.UNK;
  }
}
