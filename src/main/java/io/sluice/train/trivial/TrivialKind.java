package io.sluice.train.trivial;

import io.sluice.config.yaml.KebabCase;
import io.sluice.evaluate.metric.Forecaster;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec.Kind;
import io.sluice.train.network.OnnxGraph;

/**
 * A trivial forecaster that an ONNX step model can be: what it says of a step follows from the last
 * values alone, which it sees as {@code past.N}. Beside that come offsets, see {@link
 * TrivialModel}. Those of names that {@link Forecaster} has are the same forecasters.
 */
public enum TrivialKind {
  /** The last value. */
  NAIVE {
    @Override
    int past(TrivialSpec spec) {
      return 1;
    }

    @Override
    String base(OnnxGraph graph, TrivialSpec spec, String x) {
      return gather(graph, x, 1, new long[spec.horizon()]);
    }
  },

  /** The last value of the step's phase. */
  SEASONAL_NAIVE {
    @Override
    int past(TrivialSpec spec) {
      return spec.season();
    }

    @Override
    String base(OnnxGraph graph, TrivialSpec spec, String x) {
      return gather(graph, x, 1, phases(spec));
    }
  },

  /** The last value, and on along the line from the first one that is remembered. */
  DRIFT {
    @Override
    int past(TrivialSpec spec) {
      return Math.min(FeatureLayout.MAX_PAST, spec.scaler().memory());
    }

    @Override
    String base(OnnxGraph graph, TrivialSpec spec, String x) {
      int changes = past(spec) - 1;
      float[] ofFirst = new float[spec.horizon()];
      float[] ofLast = new float[spec.horizon()];
      for (int step = 0; step < ofLast.length; step++) {
        ofFirst[step] = -(step + 1f) / changes;
        ofLast[step] = 1 + (step + 1f) / changes;
      }
      String first = part(graph, x, "first", 0, ofFirst);
      String last = part(graph, x, "last", changes, ofLast);
      String sum = graph.node("Add", "base.line", first, last);
      return graph.reshape("base", sum, -1, spec.horizon(), 1);
    }

    private String part(OnnxGraph graph, String x, String name, int index, float[] weights) {
      String value = graph.node("Gather", name, "axis", 1, x, graph.constant(name + ".of", index));
      String matrix = graph.constant(name + ".weights", weights, 1, weights.length);
      return graph.node("MatMul", name + ".share", value, matrix);
    }
  },

  /**
   * The quantiles of the last values of the step's phase: at least 3, at most 16, as far as 4096
   * reach and as far back as the history lets it look.
   */
  SAME_PHASE {
    @Override
    int past(TrivialSpec spec) {
      return spec.season() * seasons(spec);
    }

    @Override
    boolean isByLevel() {
      return true;
    }

    @Override
    boolean isPossible(TrivialSpec spec) {
      return spec.season() > 1 && seasons(spec) >= MIN_SEASONS;
    }

    @Override
    String base(OnnxGraph graph, TrivialSpec spec, String x) {
      int seasons = seasons(spec);
      String bySeason = graph.reshape("past.seasons", x, -1, seasons, spec.season());
      String byPhase = graph.transpose("past.phases", bySeason, 0, 2, 1);
      String sorted = graph.sort("past.sorted", byPhase, 2, seasons);
      String between =
          graph.constant("between", between(spec, seasons), seasons, spec.levels().size());
      String quantiles = graph.node("MatMul", "phase.quantiles", sorted, between);
      return gather(graph, quantiles, spec.levels().size(), phases(spec));
    }

    private int seasons(TrivialSpec spec) {
      int most = Math.min(Forecaster.PHASES, FeatureLayout.MAX_PAST / spec.season());
      return Math.min(most, Math.max(MIN_SEASONS, spec.seasons()));
    }
  };

  private static final int MIN_SEASONS = 3;

  /** The values that a row holds, at least 1. */
  abstract int past(TrivialSpec spec);

  /**
   * Adds what is said of each step.
   *
   * @param x {@code [batch, past]}
   * @return {@code [batch, horizon, 1]}, or a quantile per level in the last axis, ascending
   */
  abstract String base(OnnxGraph graph, TrivialSpec spec, String x);

  /** Whether it says another thing of each level. */
  boolean isByLevel() {
    return false;
  }

  /** Whether it is something else than the others, and can be remembered. */
  boolean isPossible(TrivialSpec spec) {
    return switch (this) {
      case NAIVE -> true;
      case DRIFT -> past(spec) > 2;
      default -> spec.season() > 1 && spec.season() <= FeatureLayout.MAX_PAST;
    };
  }

  /** Whether what it says depends on the season. */
  boolean isSeasonal() {
    return this == SEASONAL_NAIVE || this == SAME_PHASE;
  }

  /** The scaler in whose unit its errors are most alike. */
  Kind scaler(Kind chosen) {
    return chosen == Kind.LOG_RETURN ? chosen : isSeasonal() ? Kind.LEVEL : Kind.DIFFERENCE;
  }

  /** The index of each step's phase in a season. */
  private static long[] phases(TrivialSpec spec) {
    long[] phases = new long[spec.horizon()];
    for (int step = 0; step < phases.length; step++) {
      phases[step] = step % spec.season();
    }
    return phases;
  }

  private static String gather(OnnxGraph graph, String values, int columns, long[] indices) {
    String steps =
        graph.node("Gather", "base.steps", "axis", 1, values, graph.constant("steps.of", indices));
    return graph.reshape("base", steps, -1, indices.length, columns);
  }

  /** What each of the sorted values weighs in each quantile, see {@link Forecaster#SAME_PHASE}. */
  private static float[] between(TrivialSpec spec, int count) {
    int levels = spec.levels().size();
    float[] weights = new float[count * levels];
    for (int level = 0; level < levels; level++) {
      double position = (double) spec.levels().get(level) * (count - 1);
      int below = (int) position;
      int above = Math.min(below + 1, count - 1);
      weights[below * levels + level] += (float) (1 - (position - below));
      weights[above * levels + level] += (float) (position - below);
    }
    return weights;
  }

  /** The name in options, metadata and reports: {@code same-phase}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
