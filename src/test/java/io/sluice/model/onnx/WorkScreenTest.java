package io.sluice.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.HostileModels;
import io.sluice.model.ModelException;
import io.sluice.model.ModelSurgery;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model computes depends on the number of rows, and on nothing that is in them. */
@Timeout(60)
final class WorkScreenTest {
  @TempDir Path dir;

  private static Arguments refused(
      String what, Function<HostileModels.Builder, String> change, String complaint) {
    return Arguments.of(what, change, complaint);
  }

  private static String squares(HostileModels.Builder graph) {
    graph.node("Mul", "h.squares", "x", "x");
    return graph.sum("h.sum", "h.squares");
  }

  private static String sizeOfData(HostileModels.Builder graph) {
    graph.node("Reshape", "h.one", squares(graph), graph.longs("h.vector", true, 1));
    return graph.cast("h.size", "h.one", DataType.INT64);
  }

  private static String conditional(HostileModels.Builder graph) {
    GraphProto.Builder branch = GraphProto.newBuilder().setName("branch");
    branch.addOutputBuilder().setName("h.sum").getTypeBuilder().getTensorTypeBuilder();
    NodeProto.Builder node =
        graph.node("If", "h.if", graph.cast("h.yes", squares(graph), DataType.BOOL));
    for (String name : new String[] {"then_branch", "else_branch"}) {
      node.addAttributeBuilder().setName(name).setType(AttributeType.GRAPH).setG(branch);
    }
    return "h.if";
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        refused(
            "endless", graph -> graph.loop(""), "operator Loop: it states no number of iterations"),
        refused(
            "turns",
            graph -> graph.loop(graph.cast("h.count", squares(graph), DataType.INT64)),
            "operator Loop: its number of iterations depends on values"),
        refused(
            "random turns",
            graph -> {
              graph.node("RandomUniformLike", "h.random", graph.floatValue("h.like", 1));
              return graph.loop(graph.cast("h.count", "h.random", DataType.INT64));
            },
            "operator Loop: its number of iterations depends on values"),
        refused(
            "many turns",
            graph -> graph.loop(graph.longs("h.count", false, WorkScreen.MAX_TURNS + 1)),
            "65537 iterations, within 1 of others, at most 65536"),
        refused("branch", WorkScreenTest::conditional, "operator If: its condition depends on val"),
        refused(
            "elements",
            graph -> {
              graph.node("NonZero", "h.found", "x");
              return graph.sum("h.total", graph.cast("h.floats", "h.found", DataType.FLOAT));
            },
            "operator NonZero: the size of its output depends on values"),
        refused(
            "size",
            graph -> {
              graph.node("Expand", "h.large", graph.floatValue("h.nil", 0), sizeOfData(graph));
              return graph.sum("h.total", "h.large");
            },
            "operator Expand: its input 1, a size, depends on values"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void workThatDependsOnValues_isRefusedByName(
      String what, Function<HostileModels.Builder, String> change, String complaint) {
    Path file = HostileModels.write(dir, "hostile", change);
    ModelSurgery.requireRefusal(() -> OnnxStepModel.load(file, Provider.CPU), file, complaint);
  }

  @Test
  void namesThatProtobufWouldBringTogether_areNotSeenApart() throws Exception {
    Path file = HostileModels.loops(dir, "two", 3);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    ModelProto.Builder more = ModelProto.newBuilder();
    more.getGraphBuilder().addInitializerBuilder().setName("x");
    // Concatenated messages are one to protobuf, their graphs merged.
    Files.write(file, model.toByteString().concat(more.build().toByteString()).toByteArray());
    ModelSurgery.requireRefusal(
        () -> OnnxStepModel.load(file, Provider.CPU), file, "it has several graphs");
  }

  @Test
  void loopOfAConstantNumberOfTurns_isServed() throws ModelException {
    try (StepModel model =
        OnnxStepModel.load(HostileModels.loops(dir, "loops", 100), Provider.CPU)) {
      assertThat(model.contract().name()).isEqualTo("loops");
    }
  }

  @Test
  void workThatDependsOnTheNumberOfRows_passes() throws ModelException {
    try (StepModel model =
        OnnxStepModel.load(HostileModels.slowOn16Rows(dir, "rows"), Provider.CPU)) {
      assertThat(model.contract().name()).isEqualTo("rows");
    }
  }

  @Test
  void shapesThatOldFilesListAmongTheInputs_areConstantAllTheSame() throws Exception {
    Path file =
        TestModels.gru(dir, "old", 8, 1, 3, new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4), 1);
    ModelSurgery.operate(
        file,
        file,
        model ->
            model
                .getGraphBuilder()
                .getInitializerList()
                .forEach(
                    weights ->
                        model.getGraphBuilder().addInputBuilder().setName(weights.getName())));
    WorkScreen.check(Files.readAllBytes(file));
  }
}
