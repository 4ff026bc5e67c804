package io.sluice.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.TestModels;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.model.sequence.SequenceModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceExporterTest {
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");

  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("architectures")
  void exportedGraphRunsBothWaysAsTheEquationsSay(Architecture shape) throws Exception {
    ModelSpec spec = TestModels.spec("parity", shape, 1, 1, SCALER);
    Weights weights = Architectures.bidirectional(spec, 7);
    requireParity(spec, weights, weights);
  }

  static Stream<Architecture> architectures() {
    return Architectures.bidirectional();
  }

  /** In the forward entry of the first layer, in its backward one, and in a layer above. */
  @ParameterizedTest
  @CsvSource({"GRU,0,0,1", "GRU,1,0,1", "LSTM,0,0,1", "LSTM,1,1,3", "LSTM,2,2,3", "LSTM,3,1,2"})
  void swappedGates_areNoticed(Cell cell, int entry, int one, int other) {
    ModelSpec spec = TestModels.spec("swapped", Architecture.of(cell, 2, 16), 1, 1, SCALER);
    Weights weights = Architectures.bidirectional(spec, 7);
    Weights swapped = Architectures.swapGates(spec, weights, entry, one, other);
    assertThatThrownBy(() -> requireParity(spec, swapped, weights))
        .isInstanceOf(AssertionError.class);
  }

  private void requireParity(ModelSpec spec, Weights exported, Weights expectedWeights)
      throws Exception {
    ReferenceNetwork reference = new ReferenceNetwork(spec, expectedWeights);
    Path file = dir.resolve("parity.onnx");
    SequenceExporter.write(file, spec, exported, 48, Map.of());
    int features = spec.features().size();
    int levels = spec.levels().size();
    try (SequenceModel model = OnnxSequenceModel.load(file, Provider.CPU)) {
      float[][] rows = {
        Architectures.gaussian(40 * features, 3), Architectures.gaussian(40 * features, 4)
      };
      float[] actual = model.run(Matrices.above(rows[0], rows[1]), 2, 40);
      assertThat(actual).hasSize(2 * 40 * levels);
      for (int row = 0; row < 2; row++) {
        double[][] expected = reference.sequence(Architectures.rows(rows[row], features));
        for (int i = 0; i < 40 * levels; i++) {
          assertThat((double) actual[row * 40 * levels + i])
              .isCloseTo(expected[i / levels][i % levels], within(1e-4));
        }
      }
    }
  }

  @Test
  void outputsDependOnWhatComesBeforeAndAfter() throws Exception {
    ModelSpec spec = TestModels.spec("sides", Architecture.of(Cell.GRU, 1, 8), 1, 1, SCALER);
    Path file = TestModels.writeSequence(dir, spec, 3);
    try (SequenceModel model = OnnxSequenceModel.load(file, Provider.CPU)) {
      float[] x = Architectures.gaussian(9 * spec.features().size(), 5);
      float[] before = model.run(x, 1, 9);
      x[0] += 1;
      float[] past = model.run(x, 1, 9);
      x[0] -= 1;
      x[8 * spec.features().size()] += 1;
      float[] future = model.run(x, 1, 9);
      int middle = 4 * spec.levels().size();
      assertThat(past[middle]).isNotEqualTo(before[middle]);
      assertThat(future[middle]).isNotEqualTo(before[middle]);
    }
  }

  @Test
  void fileStatesWhatItIs() throws Exception {
    ModelSpec spec = TestModels.spec("stated", Architecture.of(Cell.LSTM, 2, 8), 1, 1, SCALER);
    Path file = TestModels.writeSequence(dir, spec, 3);
    assertThat(file).hasSameBinaryContentAs(TestModels.writeSequence(dir.resolve("b"), spec, 3));
    try (SequenceModel model = OnnxSequenceModel.load(file, Provider.CPU)) {
      assertThat(model.contract().metadata())
          .containsEntry("kind", "sequence")
          .containsEntry("cell", "lstm")
          .containsEntry("layers", "2")
          .containsEntry("max-gap", "48")
          .doesNotContainKeys("horizon", "state", "targets");
      assertThat(model.contract().maxGap()).isEqualTo(48);
      assertThat(model.contract().scaler()).isEqualTo(SCALER);
      assertThat(model.contract().levels()).isEqualTo(ModelSpec.DEFAULT_LEVELS);
    }
  }
}
