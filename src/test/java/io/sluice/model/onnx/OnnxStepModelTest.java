package io.sluice.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import io.sluice.train.network.OnnxExporter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnnxStepModelTest extends StepModelSuite {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 1008, 1e-4);

  @TempDir Path dir;

  @Override
  StepModel open() throws IOException, ModelException {
    Path file = dir.resolve("suite.onnx");
    OnnxExporter.write(file, spec, weights, Map.of());
    return OnnxStepModel.load(file, Provider.CPU);
  }

  private OnnxStepModel gru(int hidden, int horizon) throws ModelException {
    return OnnxStepModel.load(
        TestModels.gru(dir, "gru", hidden, 1, horizon, SCALER, 1), Provider.CPU);
  }

  /** Outputs of gaussian rows {@code from} to {@code to}, quantiles and states after each other. */
  private static float[][] step(StepModel model, int from, int to) throws StepException {
    ModelContract contract = model.contract();
    int rows = to - from;
    float[][] outputs = new float[rows][contract.outputSize() + contract.stateSize()];
    try (StepBatch batch = model.newBatch(rows)) {
      for (int row = 0; row < rows; row++) {
        Random random = new Random(31L * (from + row));
        fill(batch.x(), row * contract.features().size(), contract.features().size(), random);
        fill(batch.state(), row * contract.stateSize(), contract.stateSize(), random);
      }
      batch.run(rows);
      for (int row = 0; row < rows; row++) {
        batch.quantiles().get(row * contract.outputSize(), outputs[row], 0, contract.outputSize());
        batch
            .nextState()
            .get(
                row * contract.stateSize(),
                outputs[row],
                contract.outputSize(),
                contract.stateSize());
      }
    }
    return outputs;
  }

  private static void fill(FloatBuffer buffer, int from, int count, Random random) {
    for (int i = 0; i < count; i++) {
      buffer.put(from + i, (float) random.nextGaussian());
    }
  }

  /** Sizes whose rows do not fill vector registers: there, unpadded runs differ in the last bit. */
  @ParameterizedTest
  @CsvSource({"64, 12", "33, 5", "7, 1", "5, 3"})
  void row_isBitForBitTheSameInLargeBatches(int hidden, int horizon) throws Exception {
    try (StepModel model = gru(hidden, horizon)) {
      float[][] all = step(model, 0, 1500);
      for (int size : new int[] {1, 3, 7, 37, 300, 513, 1024}) {
        for (int from : new int[] {0, 3, 1500 - size}) {
          assertThat(step(model, from, from + size))
              .as("%d rows at %d", size, from)
              .isDeepEqualTo(Arrays.copyOfRange(all, from, from + size));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "8, 8", "9, 16", "33, 40", "65, 80", "513, 640", "1000, 1024", "1024, 1024"})
  void bucket_isAMultipleOfEightNotMuchLarger(int rows, int bucket) {
    assertThat(RowBuckets.of(rows)).isEqualTo(bucket);
  }

  @Test
  void rowsLeftFromALargerRun_doNotReachASmallerOne() throws Exception {
    try (StepModel model = gru(16, 3);
        StepBatch batch = model.newBatch(64)) {
      for (int i = 0; i < 64 * model.contract().features().size(); i++) {
        batch.x().put(i, Float.NaN);
      }
      batch.run(64);
      for (int i = 0; i < 3 * model.contract().features().size(); i++) {
        batch.x().put(i, 1);
      }
      batch.run(3);
      for (int i = 0; i < 3 * model.contract().outputSize(); i++) {
        assertThat(batch.quantiles().get(i)).isFinite();
      }
    }
  }

  @Test
  void quantiles_neverCross() throws Exception {
    try (StepModel model = gru(64, 12)) {
      int levels = model.contract().levels().size();
      for (float[] row : step(model, 0, 500)) {
        for (int i = 0; i < model.contract().outputSize(); i++) {
          if (i % levels > 0) {
            assertThat(row[i]).isGreaterThanOrEqualTo(row[i - 1]);
          }
        }
      }
    }
  }

  @Test
  void contract_isReadFromTheFile() throws Exception {
    try (StepModel model = gru(64, 12)) {
      ModelContract contract = model.contract();
      assertThat(contract.name()).isEqualTo("gru");
      assertThat(contract.cell()).isEqualTo("gru");
      assertThat(contract.stateSize()).isEqualTo(64);
      assertThat(contract.horizon()).isEqualTo(12);
      assertThat(contract.window()).isEqualTo(TestModels.WINDOW);
      assertThat(contract.warmup()).isEqualTo(TestModels.WARMUP);
      assertThat(contract.boundedState()).isTrue();
      assertThat(contract.levels().get(contract.median())).isEqualTo(0.5f);
      assertThat(contract.scaler()).hasToString("difference;memory=1008;floor=1.0E-4");
    }
  }

  @Test
  void hash_tellsFilesApart() throws Exception {
    try (StepModel one = gru(16, 3);
        StepModel same = gru(16, 3);
        StepModel other = gru(16, 4)) {
      assertThat(one.contract().hash())
          .matches("[0-9a-f]{12}")
          .isEqualTo(same.contract().hash())
          .isNotEqualTo(other.contract().hash());
    }
  }

  @Test
  void truncatedFile_isRefused() throws IOException {
    Path file = TestModels.gru(dir, "broken", 16, 1, 3, SCALER, 1);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> OnnxStepModel.load(file, Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("broken.onnx");
  }

  @Test
  void fileThatIsNotThere_isNamed() {
    assertThatThrownBy(() -> OnnxStepModel.load(dir.resolve("absent.onnx"), Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("absent.onnx");
  }

  @Test
  void cudaOnAMachineWithout_saysWhatIsMissing() {
    Path file = TestModels.gru(dir, "gru", 16, 1, 3, SCALER, 1);
    assertThatThrownBy(() -> OnnxStepModel.load(file, Provider.CUDA))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("-Pcuda");
  }
}
