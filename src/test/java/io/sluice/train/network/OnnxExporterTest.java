package io.sluice.train.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.state.KeyStateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxExporterTest {
  private static final ScalerSpec SCALER = ScalerSpec.parse("difference;memory=100;floor=1.0E-4");

  @TempDir Path dir;

  @ParameterizedTest
  @MethodSource("architectures")
  void exportedGraphStepsAsTheEquationsSay(Architecture shape) throws IOException, OrtException {
    int targets = shape.decoder() == null ? 2 : 1;
    ModelSpec spec = TestModels.spec("parity", shape, targets, 3, SCALER);
    Weights weights = Initializer.random(spec, 7);
    requireParity(spec, weights, weights);
  }

  static Stream<Architecture> architectures() {
    return Architectures.all();
  }

  @ParameterizedTest
  @CsvSource({"GRU, 0, 1", "LSTM, 0, 1", "LSTM, 1, 3", "LSTM, 2, 3"})
  void swappedGates_areNoticed(Cell cell, int one, int other) {
    ModelSpec spec = TestModels.spec("swapped", Architecture.of(cell, 1, 16), 1, 3, SCALER);
    Weights weights = Initializer.random(spec, 7);
    Weights swapped = Architectures.swapGates(spec, weights, one, other);
    assertThatThrownBy(() -> requireParity(spec, swapped, weights))
        .isInstanceOf(AssertionError.class);
  }

  private void requireParity(ModelSpec spec, Weights exported, Weights expectedWeights)
      throws IOException, OrtException {
    ReferenceNetwork reference = new ReferenceNetwork(spec, expectedWeights);
    Path file = dir.resolve("parity.onnx");
    OnnxExporter.write(file, spec, exported, Map.of());
    Random random = new Random(3);
    double[] expectedState = new double[spec.architecture().stateSize()];
    float[] state = new float[expectedState.length];
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      for (int step = 0; step < 50; step++) {
        float[] x = gaussian(random, spec.features().size());
        double[] expected = reference.step(widened(x), expectedState);
        float[][] actual = run(session, new float[][] {x}, new float[][] {state});
        assertThat(widened(actual[0])).containsExactly(expected, within(1e-4));
        assertThat(widened(actual[1])).containsExactly(expectedState, within(1e-4));
        state = actual[1];
      }
    }
  }

  @Test
  void fileThatCannotBeWritten_leavesNothingBehind() throws IOException {
    Path taken = dir.resolve("taken.onnx");
    Files.createDirectories(taken.resolve("something"));
    ModelSpec spec = TestModels.spec("m", Architecture.of(Cell.GRU, 1, 8), 1, 3, SCALER);
    assertThatThrownBy(() -> OnnxExporter.write(taken, spec, Initializer.random(spec, 1), Map.of()))
        .isInstanceOf(IOException.class);
    assertThat(dir.toFile().list()).containsExactly("taken.onnx");
  }

  @Test
  void quantilesNeverCrossHoweverExtremeTheInput() throws IOException, OrtException {
    Path file = TestModels.gru(dir, "crossing", 32, 1, 12, SCALER, 5);
    int levels = ModelSpec.DEFAULT_LEVELS.size();
    Random random = new Random(11);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      float[][] x = new float[300][];
      float[][] state = new float[300][];
      for (int row = 0; row < x.length; row++) {
        x[row] = gaussian(random, 8);
        for (int i = 0; i < 8; i++) {
          x[row][i] *= (float) Math.pow(10, row % 7);
        }
        state[row] = new float[32];
      }
      float[] quantiles = run(session, x, state)[0];
      for (int i = 1; i < quantiles.length; i++) {
        if (i % levels != 0) {
          assertThat(quantiles[i]).isGreaterThanOrEqualTo(quantiles[i - 1]);
        }
      }
    }
  }

  @Test
  void fileStatesTheContractAndIsTheSameEveryTime() throws IOException, OrtException {
    Path first = TestModels.gru(dir.resolve("a"), "twice", 8, 1, 3, SCALER, 1);
    Path second = TestModels.gru(dir.resolve("b"), "twice", 8, 1, 3, SCALER, 1);
    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(Files.size(first)).isPositive();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(first.toString())) {
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("sluice.contract", "1")
          .containsEntry(
              "sluice.features",
              String.join(
                  ",",
                  TestModels.spec("x", Architecture.of(Cell.GRU, 1, 8), 1, 3, SCALER)
                      .features()
                      .names()))
          .containsEntry("sluice.levels", "0.01,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,0.99")
          .containsEntry("sluice.scaler", SCALER.toString())
          .containsEntry("sluice.window", "PT10M")
          .containsEntry("sluice.state", "unit");
    }
  }

  @ParameterizedTest
  @CsvSource({"RNN, true", "GRU, true", "LSTM, false"})
  void learnedInitialStateIsServedToNewKeys(Cell cell, boolean bounded) throws Exception {
    Architecture shape = new Architecture(cell, 2, 5, InitialState.LEARNED, HeadActivation.NONE);
    ModelSpec spec = TestModels.spec("learned", shape, 1, 3, SCALER);
    Weights random = Initializer.random(spec, 7);
    float[] initial = new float[shape.stateSize()];
    for (int i = 0; i < initial.length; i++) {
      initial[i] = (float) Math.tanh(i - 7.5);
    }
    Path file = dir.resolve("learned.onnx");
    OnnxExporter.write(file, spec, random.with(random.layers(), initial), Map.of());
    try (StepModel model = OnnxStepModel.load(file, Provider.CPU)) {
      assertThat(model.contract().boundedState()).isEqualTo(bounded);
      assertThat(new KeyStateCodec(model.contract(), 1).create().hidden).containsExactly(initial);
    }
  }

  /** The two outputs, flattened. */
  private static float[][] run(OrtSession session, float[][] x, float[][] state)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, x);
        OnnxTensor hidden = OnnxTensor.createTensor(environment, state);
        OrtSession.Result result =
            session.run(Map.of(ModelContract.X, input, ModelContract.STATE, hidden))) {
      return new float[][] {
        flat(result, ModelContract.QUANTILES), flat(result, ModelContract.NEXT_STATE)
      };
    }
  }

  private static float[] flat(OrtSession.Result result, String name) {
    OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
    float[] values = new float[tensor.getFloatBuffer().remaining()];
    tensor.getFloatBuffer().get(values);
    return values;
  }

  private static float[] gaussian(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
