package io.sluice.train.gru;

import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.train.gru.GruWeights.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The weights that training starts from: PyTorch's uniform GRU initialisation, and a head that
 * states a fixed predictive distribution until it learns better.
 *
 * <p>That distribution is a Laplace one whose mean absolute value is the scaler's unit, since a
 * scaled value's unit is about the mean absolute change. Where forecasts start from the last value
 * it widens with the square root of the step, as a random walk does.
 */
public final class GruInitializer {
  private static final float HEAD_SCALE = 0.1f;

  private GruInitializer() {}

  /** Seeded weights for a model. */
  public static GruWeights random(ModelSpec spec, long seed) {
    Random random = new Random(seed);
    int hidden = spec.hidden();
    float bound = (float) (1 / Math.sqrt(hidden));
    List<Layer> layers = new ArrayList<>();
    for (int layer = 0; layer < spec.layers(); layer++) {
      layers.add(
          new Layer(
              uniform(random, spec.inputs(layer) * 3 * hidden, bound),
              uniform(random, hidden * 3 * hidden, bound),
              uniform(random, 3 * hidden, bound),
              uniform(random, 3 * hidden, bound)));
    }
    float[] head = uniform(random, hidden * spec.headColumns(), bound * HEAD_SCALE);
    return new GruWeights(layers, head, headBias(spec));
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
          bias[offset + 1 + i] = (float) inverseSoftplus(width * gap);
        }
      }
    }
    return bias;
  }

  /** The quantile of a Laplace distribution around 0 with mean absolute value 1. */
  private static double laplace(double level) {
    return level < 0.5 ? Math.log(2 * level) : -Math.log(2 * (1 - level));
  }

  private static double inverseSoftplus(double value) {
    return value + Math.log(-Math.expm1(-value));
  }

  private static float[] uniform(Random random, int size, float bound) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return values;
  }
}
