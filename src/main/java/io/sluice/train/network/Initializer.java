package io.sluice.train.network;

import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.train.network.Weights.Decoding;
import io.sluice.train.network.Weights.Dense;
import io.sluice.train.network.Weights.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The weights that training starts from: PyTorch's uniform initialisation, an LSTM's forget gate
 * that is open at first (a bias of 1: Jozefowicz and others, 2015), a zero initial state, and a
 * head that states a fixed predictive distribution until it learns better.
 *
 * <p>That distribution is a Laplace one whose mean absolute value is the scaler's unit, since a
 * scaled value's unit is about the mean absolute change. Where forecasts start from the last value
 * it widens with the square root of the step, as a random walk does.
 */
public final class Initializer {
  private static final float HEAD_SCALE = 0.1f;

  private Initializer() {}

  /** Seeded weights for a step model. */
  public static Weights random(ModelSpec spec, long seed) {
    return weights(spec, 1, new Random(seed));
  }

  /**
   * Seeded weights for a whole-sequence model, whose every layer runs both ways. Its output layer
   * begins with zeros: what is hidden is on the line between its neighbours until the network knows
   * better, and that is hard to beat with anything random added.
   */
  public static Weights bidirectional(ModelSpec spec, long seed) {
    return weights(spec, 2, new Random(seed));
  }

  private static Weights weights(ModelSpec spec, int directions, Random random) {
    Architecture shape = spec.architecture();
    int hidden = shape.hidden();
    int columns = shape.cell().gates() * hidden;
    float bound = (float) (1 / Math.sqrt(hidden));
    List<Layer> layers = new ArrayList<>();
    int width = directions * hidden;
    for (int i = 0; i < directions * shape.layers(); i++) {
      int inputs = i < directions ? spec.inputs(0) : width;
      layers.add(
          new Layer(
              uniform(random, inputs * columns, bound),
              uniform(random, hidden * columns, bound),
              recurrentBias(random, shape, bound),
              uniform(random, columns, bound)));
    }
    float[] initialState = new float[shape.stateSize()];
    if (shape.decoder() != null) {
      return new Weights(layers, decoder(spec, shape.decoder(), random, bound), initialState);
    }
    List<Dense> head = new ArrayList<>();
    int inner = shape.head().pieces() * hidden;
    if (inner > 0) {
      head.add(new Dense(uniform(random, width * inner, bound), uniform(random, inner, bound)));
    }
    int last = inner > 0 ? hidden : width;
    float scale = directions == 1 ? bound * HEAD_SCALE : 0;
    head.add(new Dense(uniform(random, last * spec.headColumns(), scale), headBias(spec)));
    return new Weights(layers, head, initialState);
  }

  /**
   * Where forecasts start from the running mean, the median begins as the mean of the phase's last
   * values.
   */
  private static Decoding decoder(ModelSpec spec, Decoder shape, Random random, float bound) {
    int hidden = spec.architecture().hidden();
    int units = shape.width() * spec.architecture().head().pieces();
    int seasons = shape.seasons();
    int ahead = spec.featuresAhead();
    int levels = spec.levels().size();
    float[] shortcut = new float[spec.horizon() * (seasons + 1)];
    for (int i = 0; i < shortcut.length; i++) {
      boolean isLag = i % (seasons + 1) < seasons && spec.scaler().kind() == Kind.LEVEL;
      shortcut[i] = isLag ? 1f / seasons : 0;
    }
    return new Decoding(
        new Dense(uniform(random, hidden * units, bound), new float[units]),
        uniform(random, spec.horizon() * units, HEAD_SCALE),
        uniform(random, seasons * units, (float) (1 / Math.sqrt(seasons))),
        uniform(random, ahead * units, (float) (1 / Math.sqrt(Math.max(1, ahead)))),
        uniform(random, shape.width() * levels, (float) (HEAD_SCALE / Math.sqrt(shape.width()))),
        headBias(spec),
        shortcut);
  }

  private static float[] recurrentBias(Random random, Architecture shape, float bound) {
    float[] bias = uniform(random, shape.cell().gates() * shape.hidden(), bound);
    if (shape.cell() == Cell.LSTM) {
      for (int i = shape.hidden(); i < 2 * shape.hidden(); i++) {
        bias[i] += 1;
      }
    }
    return bias;
  }

  static float[] headBias(ModelSpec spec) {
    float[] bias = new float[spec.headColumns()];
    int levels = spec.levels().size();
    for (int target = 0; target < spec.targets(); target++) {
      for (int step = 0; step < spec.horizon(); step++) {
        double width = spec.scaler().kind() == Kind.LEVEL ? 1 : Math.sqrt(step + 1);
        int offset = (target * spec.horizon() + step) * levels;
        for (int i = 0; i < levels - 1; i++) {
          double gap = laplace(spec.levels().get(i + 1)) - laplace(spec.levels().get(i));
          bias[offset + 1 + i] = (float) QuantileSums.inverseSquareplus(width * gap);
        }
      }
    }
    return bias;
  }

  /** The quantile of a Laplace distribution around 0 with mean absolute value 1. */
  private static double laplace(double level) {
    return level < 0.5 ? Math.log(2 * level) : -Math.log(2 * (1 - level));
  }

  private static float[] uniform(Random random, int size, float bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return values;
  }
}
