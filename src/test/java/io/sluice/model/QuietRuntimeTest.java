package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.onnx.OnnxStepModel;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model file that fails, with names that are meant for the terminal of who tries it. */
@Timeout(180)
final class QuietRuntimeTest {
  private static final String EVIL = "e\u001b[31m\nERROR forged";

  @TempDir Path dir;

  /** Quantiles in a shape of more numbers than there are: only a run can tell. */
  private static void overreach(ModelProto.Builder model) {
    GraphProto.Builder graph = model.getGraphBuilder();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(ModelContract.QUANTILES)) {
          node.setOutput(i, "right");
        }
      }
    }
    graph.addInitializer(scalar("one", 1));
    graph.addInitializer(scalar("four", 4));
    graph.addNode(node("Size", "size", "n", "right"));
    graph.addNode(node("Add", "add", "m", "n", "four"));
    graph.addNode(node("Range", "range", "beyond", "n", "m", "one"));
    graph.addNode(node("Reshape", EVIL, ModelContract.QUANTILES, "right", "beyond"));
  }

  private static TensorProto scalar(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addInt64Data(value)
        .build();
  }

  private static NodeProto node(String operator, String name, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  /** Loads the model that it is told of. */
  static final class Loading {
    private Loading() {}

    public static void main(String[] args) {
      try {
        OnnxStepModel.load(Path.of(args[0]), Provider.CPU).close();
      } catch (ModelException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void failureOfAModel_isOneHarmlessMessageAndNothingPastTheLog() throws Exception {
    Path sound =
        TestModels.gru(dir, "m", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.DIFFERENCE, 100, 1e-4), 1);
    Path broken = dir.resolve("broken.onnx");
    ModelSurgery.operate(sound, broken, QuietRuntimeTest::overreach);
    File out = dir.resolve("out").toFile();
    File err = dir.resolve("err").toFile();

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Loading.class.getName(),
                broken.toString())
            .redirectOutput(out)
            .redirectError(err)
            .start();

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(err.toPath())).isEmpty();
    List<String> said = Files.readAllLines(out.toPath());
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .contains("ONNX Runtime", "e\\u001b[31m ERROR forged")
        .doesNotContain("\u001b");
  }
}
