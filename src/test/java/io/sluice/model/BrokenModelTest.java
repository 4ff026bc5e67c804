package io.sluice.model;

import static io.sluice.model.ModelSurgery.broken;
import static io.sluice.model.ModelSurgery.input;
import static io.sluice.model.ModelSurgery.named;
import static io.sluice.model.ModelSurgery.set;
import static io.sluice.model.ModelSurgery.shape;
import static io.sluice.model.ModelSurgery.unset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody's own export, wrong in one place: whoever made it has to learn which. */
final class BrokenModelTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);

  @TempDir Path dir;

  static Stream<Arguments> breakages() {
    return Stream.of(
        broken("no name", model -> unset(model, "name"), "metadata sluice.name is missing"),
        broken("no levels", model -> unset(model, "levels"), "metadata sluice.levels is missing"),
        broken("no state", model -> unset(model, "state"), "metadata sluice.state is missing"),
        broken("contract", model -> set(model, "contract", "2"), "sluice.contract is 2"),
        broken("horizon", model -> set(model, "horizon", "soon"), "sluice.horizon cannot be read"),
        broken(
            "no horizon", model -> set(model, "horizon", "0"), "sluice.horizon must be at least"),
        broken("no targets", model -> set(model, "targets", "-1"), "sluice.targets must be at lea"),
        broken("warm-up", model -> set(model, "warmup", "0"), "sluice.warmup must be at least 1"),
        broken(
            "gap", model -> set(model, "max-gap", "0"), "sluice.max-gap cannot be read: not from"),
        broken("window", model -> set(model, "window", "10m"), "sluice.window cannot be read"),
        broken("window size", model -> set(model, "window", "PT0S"), "sluice.window must be posit"),
        broken("scaler", model -> set(model, "scaler", "magic"), "sluice.scaler cannot be read"),
        broken("state kind", model -> set(model, "state", "int8"), "neither unit nor real: int8"),
        broken("initial", model -> set(model, "initial-state", "AAAA"), "initial-state cannot be"),
        broken("feature", model -> set(model, "features", "level,mood"), "unknown feature mood"),
        broken("order", model -> set(model, "levels", "0.9,0.5,0.1"), "levels must ascend"),
        broken("twice", model -> set(model, "levels", "0.1,0.5,0.5,0.9"), "levels must ascend"),
        broken("range", model -> set(model, "levels", "0.1,0.5,1.0"), "levels must ascend"),
        broken("NaN", model -> set(model, "levels", "0.1,NaN,0.9"), "levels must ascend"),
        broken("no median", model -> set(model, "levels", "0.1,0.4,0.9"), "0.5 among them"),
        broken("fewer", model -> set(model, "features", "level"), "input x has shape [-1, 8]"),
        broken("level count", model -> set(model, "levels", "0.1,0.5,0.9"), "output quantiles has"),
        broken(
            "width", model -> set(model, "features", "level,".repeat(65_536) + "level"), "x needs"),
        broken("many targets", model -> set(model, "targets", "65537"), "targets needs a fixed"),
        broken("far horizon", model -> set(model, "horizon", "65537"), "horizon needs a fixed"),
        broken("input name", model -> rename(model, "x", "X"), "unknown inputs"),
        broken("output name", model -> rename(model, "quantiles", "q"), "quantiles is missing"),
        broken("state width", model -> shape(input(model, "state"), -1, -1), "state needs a fixed"),
        broken("batch", model -> shape(input(model, "state"), 2, 16), "input state has shape"),
        broken("next state", BrokenModelTest::doubleNextState, "output next_state has shape"),
        broken("not finite", BrokenModelTest::poison, "a run on zeros gives NaN in quantiles"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void brokenPart_isNamedWithTheFile(
      String what, Consumer<ModelProto.Builder> change, String complaint) throws IOException {
    Path sound = TestModels.gru(dir, "sound", 16, 1, 3, SCALER, 1);
    Path file = dir.resolve("mine.onnx");
    ModelSurgery.operate(sound, file, change);
    ModelSurgery.requireRefusal(() -> OnnxStepModel.load(file, Provider.CPU), file, complaint);
  }

  @Test
  void metadataBesideTheContract_isKept() throws IOException, ModelException {
    Path file = TestModels.gru(dir, "free", 16, 1, 3, SCALER, 1);
    ModelSurgery.operate(file, file, model -> set(model, "training.data", "ours"));
    try (StepModel loaded = OnnxStepModel.load(file, Provider.CPU)) {
      assertThat(loaded.contract().metadata()).containsEntry("training.data", "ours");
    }
  }

  @Test
  void fileOfAnotherKind_isRefused() throws IOException {
    Path file = Files.writeString(dir.resolve("notes.onnx"), "# not a model\n");
    assertThatThrownBy(() -> OnnxStepModel.load(file, Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is not an ONNX model");
  }

  @Test
  void whatIsNoFile_isRefused() {
    assertThatThrownBy(() -> OnnxStepModel.load(dir, Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("not a regular file");
  }

  @Test
  void hugeFile_isRefusedBeforeItIsRead() throws IOException {
    Path file = dir.resolve("huge.onnx");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(OnnxStepModel.MAX_BYTES + 1);
    }
    assertThatThrownBy(() -> OnnxStepModel.load(file, Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("at most 268435456");
  }

  private static void rename(ModelProto.Builder model, String from, String to) {
    GraphProto.Builder graph = model.getGraphBuilder();
    Stream.concat(graph.getInputBuilderList().stream(), graph.getOutputBuilderList().stream())
        .filter(value -> value.getName().equals(from))
        .forEach(value -> value.setName(to));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(from)) {
          node.setInput(i, to);
        }
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(from)) {
          node.setOutput(i, to);
        }
      }
    }
  }

  /** A graph whose next state is twice as wide as its state. */
  private static void doubleNextState(ModelProto.Builder model) {
    rename(model, "next_state", "half");
    GraphProto.Builder graph = model.getGraphBuilder();
    ValueInfoProto.Builder output = named(graph.getOutputBuilderList(), "half");
    shape(output.setName("next_state"), -1, 32);
    NodeProto.Builder concat = graph.addNodeBuilder().setOpType("Concat").setName("doubled");
    concat.addInput("half").addInput("half").addOutput("next_state");
    concat.addAttributeBuilder().setName("axis").setType(AttributeType.INT).setI(1);
  }

  private static void poison(ModelProto.Builder model) {
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getName().equals("head.bias")) {
        int floats = Math.toIntExact(tensor.getDims(0));
        ByteBuffer nans = ByteBuffer.allocate(floats * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < floats; i++) {
          nans.putFloat(Float.NaN);
        }
        tensor.clearFloatData().setRawData(ByteString.copyFrom(nans.array()));
      }
    }
  }
}
