package io.sluice.model.sequence;

import static io.sluice.model.ModelSurgery.broken;
import static io.sluice.model.ModelSurgery.input;
import static io.sluice.model.ModelSurgery.set;
import static io.sluice.model.ModelSurgery.shape;
import static io.sluice.model.ModelSurgery.unset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;
import io.sluice.model.ModelSurgery;
import io.sluice.model.TestModels;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.network.Architecture;
import io.sluice.train.network.Cell;
import io.sluice.train.network.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no whole-sequence model: whoever has one has to learn why. */
final class OnnxSequenceModelTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4);
  private static final Architecture GRU = Architecture.of(Cell.GRU, 1, 8);

  @TempDir Path dir;
  private Path sound;

  @BeforeEach
  void write() {
    ModelSpec spec = TestModels.spec("sound", GRU, 1, 1, SCALER);
    sound = TestModels.writeSequence(dir, spec, 1);
  }

  @Test
  void asAStepModel_itIsRefusedWithTheReason() throws ModelException {
    assertThat(OnnxFile.read(sound).kind()).isEqualTo(ModelKind.SEQUENCE);
    ModelSurgery.requireRefusal(
        () -> OnnxStepModel.load(sound, Provider.CPU),
        sound,
        "is a whole-sequence model: to judge a window it reads windows that come after it");
  }

  @Test
  void stepModel_isRefusedWithWhereToGetTheOther() throws ModelException {
    Path step = TestModels.gru(dir, "step", 8, 1, 3, SCALER, 1);
    assertThat(OnnxFile.read(step).kind()).isEqualTo(ModelKind.STEP);
    ModelSurgery.requireRefusal(
        () -> OnnxSequenceModel.load(step, Provider.CPU),
        step,
        "a whole-sequence model comes from ./sluice train --bidirectional");
  }

  @Test
  void truncatedFile_isRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(sound);
    Files.write(sound, Arrays.copyOf(bytes, bytes.length / 2));
    ModelSurgery.requireRefusal(
        () -> OnnxSequenceModel.load(sound, Provider.CPU), sound, "is not an ONNX model");
  }

  static Stream<Arguments> breakages() {
    return Stream.of(
        broken(
            "kind",
            model -> set(model, "kind", "token"),
            "none of step, sequence and events: token"),
        broken("contract", model -> set(model, "contract", "2"), "sluice.contract is 2"),
        broken("gap", model -> set(model, "max-gap", "0"), "sluice.max-gap must be at least 1"),
        broken("no gap", model -> unset(model, "max-gap"), "sluice.max-gap is missing"),
        broken("other target", model -> set(model, "features", "level.1"), "does not have"),
        broken("fewer", model -> set(model, "features", "level"), "input x has shape [-1, -1, 8]"),
        broken("levels", model -> set(model, "levels", "0.1,0.5,0.9"), "output quantiles has"),
        broken("time", model -> shape(input(model, "x"), -1, 9, 8), "[-1, 9, 8]"),
        broken("weights elsewhere", OnnxSequenceModelTest::moveOut, "tensor in another file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void brokenPart_isNamedWithTheFile(
      String what, Consumer<ModelProto.Builder> change, String complaint) throws IOException {
    Path file = dir.resolve("mine.onnx");
    ModelSurgery.operate(sound, file, change);
    ModelSurgery.requireRefusal(() -> OnnxSequenceModel.load(file, Provider.CPU), file, complaint);
  }

  private static void moveOut(ModelProto.Builder model) {
    TensorProto.Builder first = model.getGraphBuilder().getInitializerBuilder(0);
    first.setDataLocation(TensorProto.DataLocation.EXTERNAL);
  }
}
