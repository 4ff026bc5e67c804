package io.sluice.train.network;

import io.sluice.train.network.Weights.Decoding;
import io.sluice.train.network.Weights.Dense;

/** Writes a {@link Decoder} in ONNX's operators, all rows and steps of the horizon at once. */
final class DecoderGraph {
  private final OnnxGraph graph;
  private final ModelSpec spec;
  private final Decoder shape;
  private final Decoding weights;
  private final int units;

  DecoderGraph(OnnxGraph graph, ModelSpec spec, Decoder shape, Decoding weights) {
    this.graph = graph;
    this.spec = spec;
    this.shape = shape;
    this.weights = weights;
    this.units = weights.context().bias().length;
  }

  /**
   * Adds the decoder.
   *
   * @param h {@code [batch, hidden]}
   * @param past {@code [batch, seasons * season]}
   * @param ahead {@code [batch, features ahead * horizon]}; not read where there are none
   * @return medians {@code [batch, horizon, 1]} and raw increments {@code [batch, horizon, levels -
   *     1]}
   */
  String[] add(String h, String past, String ahead) {
    String bySeason = graph.reshape("past.seasons", past, -1, shape.seasons(), shape.season());
    String lags = graph.transpose("past.lags", bySeason, 0, 2, 1);
    String raw = output(activation(inner(h, lags, ahead)));
    String[] parts = graph.split("decoder.parts", raw, 2, 1, spec.levels().size() - 1);
    String medians = graph.node("Add", "decoder.medians", parts[0], shortcut(lags, past));
    return new String[] {medians, parts[1]};
  }

  /** {@code [batch, horizon, units]} before the activation. */
  private String inner(String h, String lags, String ahead) {
    Dense context = weights.context();
    String ofState = graph.linear("decoder.context", h, context.matrix(), context.bias());
    String perStep = graph.reshape("decoder.context.row", ofState, -1, 1, units);
    String steps = graph.constant("decoder.steps", weights.steps(), 1, spec.horizon(), units);
    String matrix = graph.constant("decoder.lags", weights.lags(), shape.seasons(), units);
    String ofPhases = graph.node("MatMul", "decoder.phases", squashed(lags), matrix);
    String sum = graph.node("Add", "decoder.of_step", perStep, steps);
    sum = graph.node("Add", "decoder.of_lags", sum, toSteps("decoder.lagged", ofPhases));
    return weights.ahead().length == 0
        ? sum
        : graph.node("Add", "decoder.of_ahead", sum, ofAhead(ahead));
  }

  private String squashed(String lags) {
    String bend = graph.constant("squash.bend", new float[] {1 / Decoder.BEND});
    String one = graph.constant("squash.one", new float[] {1});
    String size = graph.node("Mul", "squash.size", graph.node("Abs", "squash.abs", lags), bend);
    return graph.node("Div", "squash", lags, graph.node("Add", "squash.by", size, one));
  }

  /** Of values per phase of the season, those of the steps' phases. */
  private String toSteps(String name, String phases) {
    long[] ofStep = new long[spec.horizon()];
    for (int step = 0; step < ofStep.length; step++) {
      ofStep[step] = step % shape.season();
    }
    return graph.node("Gather", name, "axis", 1, phases, graph.constant(name + ".of", ofStep));
  }

  private String ofAhead(String ahead) {
    int features = weights.ahead().length / units;
    String byFeature = graph.reshape("ahead.features", ahead, -1, features, spec.horizon());
    String byStep = graph.transpose("ahead.steps", byFeature, 0, 2, 1);
    String matrix = graph.constant("decoder.ahead", weights.ahead(), features, units);
    return graph.node("MatMul", "decoder.known", byStep, matrix);
  }

  /** {@code [batch * horizon, width]}. */
  private String activation(String inner) {
    String rows = graph.reshape("decoder.rows", inner, -1, units);
    HeadActivation activation = spec.architecture().head();
    return activation.add(graph, "decoder.activation", rows, shape.width());
  }

  private String output(String activated) {
    int levels = spec.levels().size();
    String matrix = graph.constant("decoder.output", weights.output(), shape.width(), levels);
    String rows = graph.node("MatMul", "decoder.raw.rows", activated, matrix);
    String raw = graph.reshape("decoder.raw.steps", rows, -1, spec.horizon(), levels);
    String bias = graph.constant("decoder.bias", weights.outputBias(), 1, spec.horizon(), levels);
    return graph.node("Add", "decoder.raw", raw, bias);
  }

  /** {@code [batch, horizon, 1]}. */
  private String shortcut(String lags, String past) {
    int seasons = shape.seasons();
    float[] ofLags = new float[spec.horizon() * seasons];
    float[] ofLast = new float[spec.horizon()];
    for (int step = 0; step < ofLast.length; step++) {
      int row = step * (seasons + 1);
      System.arraycopy(weights.shortcut(), row, ofLags, step * seasons, seasons);
      ofLast[step] = weights.shortcut()[row + seasons];
    }
    String k = graph.constant("shortcut.lags", ofLags, 1, spec.horizon(), seasons);
    String products = graph.node("Mul", "shortcut.products", toSteps("shortcut.lagged", lags), k);
    String axis = graph.constant("shortcut.axis", 2);
    String sums = graph.node("ReduceSum", "shortcut.sums", "keepdims", 1, products, axis);
    String last = graph.split("past.last", past, 1, shape.past() - 1L, 1)[1];
    String ofNewest =
        graph.node(
            "Mul",
            "shortcut.newest",
            graph.reshape("past.last.row", last, -1, 1, 1),
            graph.constant("shortcut.last", ofLast, 1, spec.horizon(), 1));
    return graph.node("Add", "shortcut", sums, ofNewest);
  }
}
