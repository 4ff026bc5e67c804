package io.sluice.train.network;

import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.token.TokenContract;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a model of events as an ONNX file of {@link TokenContract}'s contract (opset 17). */
public final class TokenExporter {
  private TokenExporter() {}

  /**
   * A network of tokens: an embedding, recurrent layers and two heads.
   *
   * @param cell the recurrent cell
   * @param features columns of {@code x}
   * @param embedding {@code [tokens, columns]}
   * @param layers from the input up; the first reads a token's columns and the features
   * @param logits {@code [hidden, tokens]}
   * @param delay {@code [hidden, bins]}
   * @param label {@code [hidden, labels]}; null: there is no such head
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: a carrier of arrays
  public record Network(
      Cell cell,
      int features,
      float[] embedding,
      List<Layer> layers,
      Dense logits,
      Dense delay,
      @Nullable Dense label) {
    /** The hidden size. */
    public int hidden() {
      return logits.matrix().length / logits.bias().length;
    }

    /** Floats of the hidden state of one key. */
    public int stateSize() {
      return cell.parts() * layers.size() * hidden();
    }
  }

  /**
   * Writes the model file, whole or not at all. The same arguments make the same bytes.
   *
   * @param network null: a model that knows what was counted alone
   * @param contract the entries of the contract
   * @param metadata entries beside those, without prefix
   * @throws IOException when the file cannot be written
   */
  public static void write(
      Path file,
      @Nullable Network network,
      Map<MetadataKey, String> contract,
      Map<String, String> metadata)
      throws IOException {
    OnnxGraph graph = new OnnxGraph("events");
    if (network == null) {
      graph.node("Identity", ModelContract.NEXT_STATE, graph.input(ModelContract.STATE, 1));
      graph.output(ModelContract.NEXT_STATE, 1);
    } else {
      add(graph, network);
    }
    OnnxExporter.write(file, OnnxExporter.model(graph, contract, metadata));
  }

  private static void add(OnnxGraph graph, Network network) {
    int tokens = network.logits().bias().length;
    int columns = network.embedding().length / tokens;
    String token = graph.integers(TokenContract.TOKEN);
    String x = graph.input(ModelContract.X, network.features());
    String table = graph.constant("embedding", network.embedding(), tokens, columns);
    String embedded = graph.node("Gather", "embedded", table, token);
    String h = addLayers(graph, network, graph.concat("read", List.of(embedded, x)));
    add(graph, TokenContract.LOGITS, h, network.logits());
    add(graph, TokenContract.DELAY, h, network.delay());
    if (network.label() != null) {
      add(graph, TokenContract.LABEL_LOGITS, h, network.label());
    }
    graph.output(ModelContract.NEXT_STATE, network.stateSize());
  }

  private static void add(OnnxGraph graph, String name, String h, Dense dense) {
    graph.linear(name, h, dense.matrix(), dense.bias());
    graph.output(name, dense.bias().length);
  }

  /** The layers, from the input up: the state is split in their parts and put together again. */
  private static String addLayers(OnnxGraph graph, Network network, String read) {
    int layers = network.layers().size();
    int parts = network.cell().parts();
    String[] states = {graph.input(ModelContract.STATE, network.stateSize())};
    String[] next = {ModelContract.NEXT_STATE};
    if (layers * parts > 1) {
      long[] sizes = new long[layers * parts];
      Arrays.fill(sizes, network.hidden());
      states = graph.split("states", states[0], 1, sizes);
      next = Arrays.stream(states).map(name -> "next_" + name).toArray(String[]::new);
    }
    String below = read;
    for (int layer = 0; layer < layers; layer++) {
      String[] own = new String[parts];
      String[] ownNext = new String[parts];
      for (int part = 0; part < parts; part++) {
        own[part] = states[part * layers + layer];
        ownNext[part] = next[part * layers + layer];
      }
      Layer from = network.layers().get(layer);
      network.cell().addStep(graph, from, "l" + layer + ".", below, own, ownNext);
      below = ownNext[0];
    }
    if (next.length > 1) {
      graph.concat(ModelContract.NEXT_STATE, List.of(next));
    }
    return below;
  }
}
