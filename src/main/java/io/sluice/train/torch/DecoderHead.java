package io.sluice.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sluice.train.network.Decoder;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import io.sluice.train.network.Weights.Decoding;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.List;

/** The {@link Decoder} that all steps of the horizon share. */
final class DecoderHead implements Head {
  private final ModelSpec spec;
  private final Decoder shape;
  private final int units;
  private final int levels;
  private final NDList parameters = new NDList();
  private final NDArray bend;
  private final NDArray context;
  private final NDArray contextBias;
  private final NDArray steps;
  private final NDArray lags;
  private final NDArray ahead;
  private final NDArray output;
  private final NDArray outputBias;
  private final NDArray shortcut;

  DecoderHead(NDManager manager, ModelSpec spec, Decoder shape, Decoding weights) {
    this.spec = spec;
    this.shape = shape;
    this.units = weights.context().bias().length;
    this.levels = spec.levels().size();
    int horizon = spec.horizon();
    int hidden = spec.architecture().hidden();
    bend = manager.create(Decoder.BEND);
    context = add(manager, weights.context().matrix(), new Shape(hidden, units));
    contextBias = add(manager, weights.context().bias(), new Shape(units));
    steps = add(manager, weights.steps(), new Shape(1, horizon, units));
    lags = add(manager, weights.lags(), new Shape(shape.seasons(), units));
    ahead = add(manager, weights.ahead(), new Shape(spec.featuresAhead(), units));
    output = add(manager, weights.output(), new Shape(shape.width(), levels));
    outputBias = add(manager, weights.outputBias(), new Shape(1, horizon, levels));
    shortcut = add(manager, weights.shortcut(), new Shape(1, horizon, shape.seasons() + 1));
  }

  private NDArray add(NDManager manager, float[] values, Shape of) {
    NDArray parameter = Parameters.create(manager, values, of);
    if (values.length > 0) {
      parameters.add(parameter);
    }
    return parameter;
  }

  @Override
  public NDList parameters() {
    return parameters;
  }

  @Override
  public NDArray raw(NDArray h, NDArray x) {
    int horizon = spec.horizon();
    int singles = spec.inputs(0);
    int end = singles + shape.past();
    NDArray past = x.get(":, :, {}:{}", singles, end);
    NDArray byPhase =
        past.reshape(-1, shape.seasons(), shape.season())
            .transpose(0, 2, 1); // rows, phases, seasons
    NDArray z = h.reshape(-1, h.getShape().get(2)).matMul(context).add(contextBias);
    z = z.reshape(-1, 1, units).add(steps).add(toSteps(ofLags(byPhase)));
    if (spec.featuresAhead() > 0) {
      z = z.add(ofAhead(x.get(":, :, {}:", end)));
    }
    NDArray activated = Head.activate(spec.architecture().head(), z.reshape(-1, units));
    NDArray raw = activated.matMul(output).reshape(-1, horizon, levels).add(outputBias);
    NDArray medians = raw.get(":, :, :1").add(autoregression(byPhase, past));
    return NDArrays.concat(new NDList(medians, raw.get(":, :, 1:")), 2).reshape(-1, levels);
  }

  private NDArray ofLags(NDArray byPhase) {
    NDArray squashed = byPhase.div(byPhase.abs().div(bend).add(1f));
    return squashed.reshape(-1, shape.seasons()).matMul(lags).reshape(-1, shape.season(), units);
  }

  /** Of values per phase of the season, those of the steps' phases. */
  private NDArray toSteps(NDArray phases) {
    NDList repeated = new NDList();
    for (int covered = 0; covered < spec.horizon(); covered += shape.season()) {
      repeated.add(phases);
    }
    NDArray all = repeated.size() == 1 ? phases : NDArrays.concat(repeated, 1);
    return all.get(":, :{}", spec.horizon());
  }

  private NDArray ofAhead(NDArray known) {
    return known
        .reshape(-1, spec.featuresAhead(), spec.horizon())
        .transpose(0, 2, 1)
        .reshape(-1, spec.featuresAhead())
        .matMul(ahead)
        .reshape(-1, spec.horizon(), units);
  }

  private NDArray autoregression(NDArray byPhase, NDArray past) {
    NDArray weighted = toSteps(byPhase).mul(shortcut.get(":, :, :{}", shape.seasons()));
    NDArray last = past.get(":, :, {}:", shape.past() - 1).reshape(-1, 1, 1);
    NDArray ofLast = last.mul(shortcut.get(":, :, {}:", shape.seasons()));
    return weighted.sum(new int[] {2}, true).add(ofLast);
  }

  @Override
  public Weights weights(List<Layer> layers, float[] initialState) {
    Decoding decoding =
        new Decoding(
            new Dense(context.toFloatArray(), contextBias.toFloatArray()),
            steps.toFloatArray(),
            lags.toFloatArray(),
            ahead.toFloatArray(),
            output.toFloatArray(),
            outputBias.toFloatArray(),
            shortcut.toFloatArray());
    return new Weights(layers, decoding, initialState);
  }
}
