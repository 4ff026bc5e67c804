package io.sluice.train.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Architectures;
import io.sluice.train.network.Cell;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.ModelSpec;
import io.sluice.train.network.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;

class TeachersTest {
  private static final int STEPS = 40;
  private static final int CHUNK = 10;
  private static final ModelSpec SPEC =
      TestModels.spec(
          "m",
          Architecture.of(Cell.LSTM, 2, 8),
          1,
          3,
          ScalerSpec.parse("difference;memory=100;floor=1.0E-4"));

  private final Weights one = Initializer.random(SPEC, 1);
  private final Weights other = Initializer.random(SPEC, 2);

  @Test
  void chunkByChunk_isTheMeanOfBothOverTheWholeSequence() {
    try (NDManager manager = TorchEngine.newManager()) {
      int features = SPEC.features().size();
      NDArray x =
          manager.create(
              Architectures.gaussian(STEPS * features, 4), new Shape(1, STEPS, features));
      float[] first = whole(manager, one, x);
      float[] second = whole(manager, other, x);
      Teachers teachers = new Teachers(manager, SPEC, List.of(one, other));
      for (int sequence = 0; sequence < 2; sequence++) {
        teachers.begin();
        for (int from = 0; from < STEPS; from += CHUNK) {
          float[] means = chunk(manager, teachers, x, from);
          for (int i = 0; i < means.length; i++) {
            int at = from * means.length / CHUNK + i;
            assertThat((double) means[i]).isCloseTo((first[at] + second[at]) / 2.0, within(1e-5));
          }
        }
      }
    }
  }

  private static float[] whole(NDManager manager, Weights weights, NDArray x) {
    Network network = new Network(manager, SPEC, weights);
    return network.forward(x, network.initialState(manager, 1), Stride.EACH).get(0).toFloatArray();
  }

  /** In a scope of its own, as in training. */
  private static float[] chunk(NDManager manager, Teachers teachers, NDArray x, int from) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray part = x.get(":, {}:{}", from, from + CHUNK);
      return teachers.quantiles(manager, part, Stride.EACH).toFloatArray();
    }
  }
}
