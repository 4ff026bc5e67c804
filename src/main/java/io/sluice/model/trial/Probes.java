package io.sluice.model.trial;

import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.sequence.SequenceModel;
import io.sluice.model.token.TokenBatch;
import io.sluice.model.token.TokenModel;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a model on inputs of every kind and measures the slowest run. */
final class Probes {
  private static final long SEED = 7;
  private static final int[] ROWS = {1, 9, 1024};
  private static final int SEQUENCES = 8;
  private static final int STEPS = 256;

  private final Consumer<String> stages;
  private long slowest;

  /**
   * Probes of one model.
   *
   * @param stages gets what each is before it runs, for a probe may be the last thing that happens
   */
  Probes(Consumer<String> stages) {
    this.stages = stages;
  }

  /** Inputs, and whether a sound model takes them. */
  private enum Kind {
    ZEROS(true),
    RANDOM(true),
    LARGE(false),
    SMALL(false),
    NAN(false);

    final boolean usual;

    Kind(boolean usual) {
      this.usual = usual;
    }

    float value(Random random) {
      float value = (float) random.nextGaussian();
      return switch (this) {
        case ZEROS -> 0;
        case RANDOM -> value;
        case LARGE -> Math.copySign(Float.MAX_VALUE, value);
        case SMALL -> value * Float.MIN_NORMAL / 2;
        case NAN -> Float.NaN;
      };
    }

    String inputs() {
      return switch (this) {
        case ZEROS -> "zeros";
        case RANDOM -> "random numbers";
        case LARGE -> "the largest numbers";
        case SMALL -> "the smallest numbers";
        case NAN -> "NaN";
      };
    }
  }

  private interface Run {
    void run() throws StepException;
  }

  /** Runs a step model with few rows and with as many as a service does. */
  Duration steps(StepModel model) throws StepException {
    try (StepBatch batch = model.newBatch(ROWS[ROWS.length - 1])) {
      for (int rows : ROWS) {
        for (Kind kind : Kind.values()) {
          Random random = new Random(SEED);
          fill(batch.x(), kind, random);
          fill(batch.state(), kind, random);
          probe(kind, rows + " rows of " + kind.inputs(), () -> batch.run(rows));
        }
      }
    }
    return Duration.ofNanos(slowest);
  }

  /** Runs a model of events likewise, on all tokens in turn. */
  Duration events(TokenModel model) throws StepException {
    try (TokenBatch batch = model.newBatch(ROWS[ROWS.length - 1])) {
      for (int i = 0; i < batch.token().capacity(); i++) {
        batch.token().put(i, i % model.contract().tokens().size());
      }
      for (int rows : ROWS) {
        for (Kind kind : Kind.values()) {
          Random random = new Random(SEED);
          fill(batch.x(), kind, random);
          fill(batch.state(), kind, random);
          probe(kind, rows + " rows of " + kind.inputs(), () -> batch.run(rows));
        }
      }
    }
    return Duration.ofNanos(slowest);
  }

  private static void fill(FloatBuffer buffer, Kind kind, Random random) {
    for (int i = 0; i < buffer.capacity(); i++) {
      buffer.put(i, kind.value(random));
    }
  }

  /** Runs a whole-sequence model on a few stretches. */
  Duration sequences(SequenceModel model) throws StepException {
    for (Kind kind : Kind.values()) {
      Random random = new Random(SEED);
      float[] x = new float[SEQUENCES * STEPS * model.contract().features().size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = kind.value(random);
      }
      String what = SEQUENCES + " sequences of " + kind.inputs();
      probe(kind, what, () -> model.run(x, SEQUENCES, STEPS));
    }
    return Duration.ofNanos(slowest);
  }

  private void probe(Kind kind, String what, Run run) throws StepException {
    stages.accept("a run on " + what);
    long start = System.nanoTime();
    try {
      run.run();
    } catch (StepException e) {
      if (kind.usual) {
        throw new StepException("a run on " + what + " fails: " + e.getMessage(), e);
      }
    }
    slowest = Math.max(slowest, System.nanoTime() - start);
  }
}
