package io.sluice.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.model.ReferenceStepModel;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every step model keeps to, whatever runs it and whatever its cell. Each implementation is a
 * subclass.
 */
@ParameterizedClass
@EnumSource(Cell.class)
abstract class StepModelSuite {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final int LAYERS = 2;

  /** Odd, so that rows do not begin where a vector register does. */
  private static final int HIDDEN = 33;

  private static final int ROWS = 200;

  @Parameter Cell cell;
  ModelSpec spec;
  Weights weights;
  private float[] x;
  private float[] state;
  private StepModel model;

  abstract StepModel open() throws Exception;

  @BeforeEach
  void openModel() throws Exception {
    Architecture shape = Architecture.of(cell, LAYERS, HIDDEN);
    spec = TestModels.spec("suite", shape, 2, 3, SCALER);
    weights = Initializer.random(spec, 17);
    x = gaussian(3, ROWS * spec.features().size());
    state = unit(4, ROWS * shape.stateSize());
    model = open();
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  private static float[] gaussian(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] unit(long seed, int size) {
    float[] values = gaussian(seed, size);
    for (int i = 0; i < size; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    return values;
  }

  /** Outputs of a run. */
  private static final class Stepped {
    final float[] quantiles;
    final float[] nextState;

    Stepped(float[] quantiles, float[] nextState) {
      this.quantiles = quantiles;
      this.nextState = nextState;
    }

    Stepped rows(int from, int to, ModelContract contract) {
      return new Stepped(
          Arrays.copyOfRange(quantiles, from * contract.outputSize(), to * contract.outputSize()),
          Arrays.copyOfRange(nextState, from * contract.stateSize(), to * contract.stateSize()));
    }
  }

  private Stepped step(StepBatch batch, int from, int to) throws StepException {
    int rows = to - from;
    int features = model.contract().features().size();
    int stateSize = model.contract().stateSize();
    batch.x().put(0, x, from * features, rows * features);
    batch.state().put(0, state, from * stateSize, rows * stateSize);
    batch.run(rows);
    return new Stepped(
        copy(batch.quantiles(), rows * model.contract().outputSize()),
        copy(batch.nextState(), rows * stateSize));
  }

  private static float[] copy(FloatBuffer buffer, int length) {
    float[] copy = new float[length];
    buffer.get(0, copy);
    return copy;
  }

  @Test
  void step_isTheEquationsOfTheCell() throws StepException {
    try (StepBatch batch = model.newBatch(ROWS);
        StepBatch expected = new ReferenceStepModel(spec, weights).newBatch(ROWS)) {
      Stepped actual = step(batch, 0, ROWS);
      Stepped reference = step(expected, 0, ROWS);
      assertThat(actual.quantiles).containsExactly(reference.quantiles, within(1e-5f));
      assertThat(actual.nextState).containsExactly(reference.nextState, within(1e-5f));
    }
  }

  @Test
  void manySteps_stayWithTheEquations() throws StepException {
    try (StepBatch batch = model.newBatch(8);
        StepBatch expected = new ReferenceStepModel(spec, weights).newBatch(8)) {
      int size = 8 * model.contract().stateSize();
      for (int i = 0; i < 100; i++) {
        for (StepBatch each : new StepBatch[] {batch, expected}) {
          each.x().put(0, x, i * spec.features().size(), 8 * spec.features().size());
          each.run(8);
          each.state().put(0, copy(each.nextState(), size));
        }
      }
      assertThat(copy(batch.state(), size))
          .containsExactly(copy(expected.state(), size), within(1e-5f));
    }
  }

  @Test
  void row_isBitForBitTheSameInAnyCompanyAndPosition() throws StepException {
    ModelContract contract = model.contract();
    try (StepBatch batch = model.newBatch(ROWS)) {
      Stepped all = step(batch, 0, ROWS);
      for (int size : new int[] {1, 2, 3, 5, 7, 8, 9, 33, 64, 100, 129}) {
        for (int from : new int[] {0, 1, 13, ROWS - size}) {
          Stepped some = step(batch, from, from + size);
          Stepped same = all.rows(from, from + size, contract);
          assertThat(some.quantiles).as("%d rows at %d", size, from).isEqualTo(same.quantiles);
          assertThat(some.nextState).as("%d rows at %d", size, from).isEqualTo(same.nextState);
        }
      }
    }
  }

  @Test
  void run_leavesItsInputsAsTheyAre() throws StepException {
    try (StepBatch batch = model.newBatch(5)) {
      step(batch, 0, 5);
      assertThat(copy(batch.x(), 5 * spec.features().size()))
          .isEqualTo(Arrays.copyOf(x, 5 * spec.features().size()));
      assertThat(copy(batch.state(), 5 * spec.architecture().stateSize()))
          .isEqualTo(Arrays.copyOf(state, 5 * spec.architecture().stateSize()));
    }
  }

  @Test
  void numberOfRowsOutsideOfTheBatch_isRefused() {
    try (StepBatch batch = model.newBatch(5)) {
      assertThatThrownBy(() -> batch.run(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> batch.run(6)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void threads_shareTheModelEachWithItsBatch() throws Exception {
    Stepped alone;
    try (StepBatch batch = model.newBatch(ROWS)) {
      alone = step(batch, 0, ROWS);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Stepped> task =
          () -> {
            try (StepBatch batch = model.newBatch(ROWS)) {
              Stepped last = step(batch, 0, ROWS);
              for (int i = 0; i < 20; i++) {
                last = step(batch, 0, ROWS);
              }
              return last;
            }
          };
      for (Future<Stepped> result :
          threads.invokeAll(IntStream.range(0, 4).mapToObj(i -> task).toList())) {
        assertThat(result.get().quantiles).isEqualTo(alone.quantiles);
        assertThat(result.get().nextState).isEqualTo(alone.nextState);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
