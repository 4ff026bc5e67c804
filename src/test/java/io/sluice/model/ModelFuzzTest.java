package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.fuzz.Fuzz;
import io.sluice.fuzz.Hostile;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any file is a model that runs, or refused with its name and a reason. */
final class ModelFuzzTest {
  @TempDir Path dir;
  private int loaded;
  private int refused;

  private interface Loader {
    AutoCloseable load(Path file) throws ModelException;
  }

  @Test
  void damagedModels_runOrAreRefused() throws IOException {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
    List<byte[]> models = new ArrayList<>();
    for (String name : List.of("smart-home", "stock", "supply-chain", "general")) {
      models.add(Files.readAllBytes(Path.of("models", name + ".onnx")));
    }
    byte[] small = Files.readAllBytes(TestModels.gru(dir, "small", 1, 1, 1, scaler, 1));
    Fuzz.run(
        "model",
        15,
        hostile -> input(hostile, hostile.oneIn(4) ? models.get(hostile.below(3)) : small),
        bytes -> check(bytes, file -> OnnxStepModel.load(file, Provider.CPU)));
    assertThat(loaded).isPositive();
    assertThat(refused).isPositive();
  }

  @Test
  void damagedWholeSequenceModels_runOrAreRefused() throws IOException {
    ScalerSpec scaler = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
    ModelSpec spec = TestModels.spec("past", Architecture.of(Cell.GRU, 1, 1), 1, 1, scaler);
    byte[] past = Files.readAllBytes(TestModels.writeSequence(dir, spec, 1));
    Fuzz.run(
        "sequence-model",
        5,
        hostile -> input(hostile, past),
        bytes -> check(bytes, file -> OnnxSequenceModel.load(file, Provider.CPU)));
    assertThat(loaded).isPositive();
    assertThat(refused).isPositive();
  }

  private static byte[] input(Hostile hostile, byte[] model) {
    return hostile.oneIn(20) ? hostile.bytes(2_000) : hostile.mutated(model);
  }

  private void check(byte[] bytes, Loader loader) throws Exception {
    Path file = dir.resolve("m.onnx");
    Files.write(file, bytes);
    try (AutoCloseable model = loader.load(file)) {
      assertThat(model).isNotNull();
      loaded++;
    } catch (ModelException e) {
      refused++;
      assertThat(e).hasMessageStartingWith(file.toString());
      assertThat(e.getMessage()).hasSizeLessThan(2_000);
    }
  }
}
