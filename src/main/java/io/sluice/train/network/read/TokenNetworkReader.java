package io.sluice.train.network.read;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.train.network.Cell;
import io.sluice.train.network.TokenExporter;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the network of a file that {@link TokenExporter} wrote, to train it further. Of two biases
 * that a graph has added up, one takes the sum and the other is 0. A head for labels is not read.
 */
public final class TokenNetworkReader {
  private final Map<String, float[]> values = new HashMap<>();
  private final Cell cell;
  private final int features;

  private TokenNetworkReader(Cell cell, int features) {
    this.cell = cell;
    this.features = features;
  }

  /**
   * Reads it.
   *
   * @param layers recurrent layers, 1 or more
   * @param features columns of {@code x}
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when the network is none that {@link TokenExporter} writes
   */
  public static TokenExporter.Network read(Path file, Cell cell, int layers, int features)
      throws IOException {
    TokenNetworkReader reader = new TokenNetworkReader(cell, features);
    for (TensorProto tensor :
        ModelProto.parseFrom(Files.readAllBytes(file)).getGraph().getInitializerList()) {
      if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()) {
        float[] values = new float[tensor.getRawData().size() / Float.BYTES];
        tensor
            .getRawData()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(values);
        reader.values.put(tensor.getName(), values);
      }
    }
    try {
      return reader.network(layers);
    } catch (IndexOutOfBoundsException
        | NegativeArraySizeException
        | BufferUnderflowException
        | ArithmeticException e) {
      throw new IllegalArgumentException("its network has another shape than its metadata say", e);
    }
  }

  private TokenExporter.Network network(int layers) {
    Dense logits = dense("logits");
    int hidden = logits.matrix().length / logits.bias().length;
    float[] embedding = values("embedding");
    int inputs = embedding.length / logits.bias().length + features;
    List<Layer> all = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      all.add(layer("l" + i + ".", i == 0 ? inputs : hidden, hidden));
    }
    return new TokenExporter.Network(cell, features, embedding, all, logits, dense("delay"), null);
  }

  private Layer layer(String prefix, int inputs, int hidden) {
    int columns = cell.gates() * hidden;
    Layer layer =
        new Layer(
            new float[inputs * columns],
            new float[hidden * columns],
            new float[columns],
            new float[columns]);
    switch (cell) {
      case RNN -> place(prefix + "in", layer, inputs, hidden, 0);
      case LSTM -> place(prefix + "in", layer, inputs, hidden, 0, 1, 3, 2);
      case GRU -> {
        place(prefix + "rz_in", layer, inputs, hidden, 0, 1);
        gate(prefix + "n_x", layer.input(), layer.inputBias(), hidden);
        gate(prefix + "n_h", layer.state(), layer.stateBias(), hidden);
      }
    }
    return layer;
  }

  /** Takes apart what one product has of the inputs and of the state; biases were added up. */
  private void place(String name, Layer layer, int inputs, int hidden, int... order) {
    Dense from = dense(name);
    for (int i = 0; i < order.length; i++) {
      int to = order[i] * hidden;
      for (int row = 0; row < inputs + hidden; row++) {
        float[] matrix = row < inputs ? layer.input() : layer.state();
        int at = (row < inputs ? row : row - inputs) * cell.gates() * hidden + to;
        System.arraycopy(from.matrix(), (row * order.length + i) * hidden, matrix, at, hidden);
      }
      System.arraycopy(from.bias(), i * hidden, layer.inputBias(), to, hidden);
    }
  }

  /** The candidate of a GRU, the last of its gates. */
  private void gate(String name, float[] matrix, float[] bias, int hidden) {
    Dense from = dense(name);
    int columns = cell.gates() * hidden;
    int to = columns - hidden;
    for (int row = 0; row < matrix.length / columns; row++) {
      System.arraycopy(from.matrix(), row * hidden, matrix, row * columns + to, hidden);
    }
    System.arraycopy(from.bias(), 0, bias, to, hidden);
  }

  private Dense dense(String name) {
    return new Dense(values(name + ".weight"), values(name + ".bias"));
  }

  private float[] values(String name) {
    float[] found = values.get(name);
    if (found == null || found.length == 0) {
      throw new IllegalArgumentException("its network was not made by train: it has no " + name);
    }
    return found;
  }
}
