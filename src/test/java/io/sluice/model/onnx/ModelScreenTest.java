package io.sluice.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TrainingInfoProto;
import com.google.protobuf.ByteString;
import io.sluice.config.Provider;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.TestModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A model file from somebody else reads no other file and runs no code of its own. */
final class ModelScreenTest {
  private static final ScalerSpec SCALER = new ScalerSpec(ScalerSpec.Kind.LEVEL, 100, 1e-4);
  private static final String OTHER_FILE = "keeps a tensor in another file";

  @TempDir Path dir;

  private static TensorProto external() {
    return TensorProto.newBuilder()
        .setName("w")
        .addDims(4)
        .setDataType(1)
        .setDataLocation(DataLocation.EXTERNAL)
        .addExternalData(
            StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/hostname"))
        .build();
  }

  private static NodeProto foreign() {
    return NodeProto.newBuilder().setDomain("com.microsoft").setOpType("QGemm").build();
  }

  private static ModelProto graph(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setGraph(graph).build();
  }

  private static ModelProto node(AttributeProto.Builder attribute) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType("If").addAttribute(attribute);
    return graph(GraphProto.newBuilder().addNode(node));
  }

  private static AttributeProto.Builder attribute() {
    return AttributeProto.newBuilder().setName("a");
  }

  private static ModelProto nested(int levels) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (int i = 0; i < levels; i++) {
      AttributeProto.Builder branch =
          attribute().setType(AttributeType.GRAPH).setG(graph.setName("g"));
      graph = GraphProto.newBuilder().addNode(NodeProto.newBuilder().addAttribute(branch));
    }
    return graph(graph);
  }

  private static ModelProto manyNodes() {
    GraphProto.Builder graph = GraphProto.newBuilder();
    NodeProto empty = NodeProto.getDefaultInstance();
    for (int i = 0; i < 1_000_000; i++) {
      graph.addNode(empty);
    }
    return graph(graph);
  }

  static Stream<Arguments> refusals() {
    TensorProto onlyEntries = external().toBuilder().clearDataLocation().build();
    TensorProto onlyLocation = external().toBuilder().clearExternalData().build();
    SparseTensorProto sparse = SparseTensorProto.newBuilder().setValues(external()).build();
    GraphProto.Builder weights = GraphProto.newBuilder().addInitializer(external());
    GraphProto.Builder foreignNode = GraphProto.newBuilder().addNode(foreign());
    ModelProto.Builder model = ModelProto.newBuilder();
    return Stream.of(
        refused("initializer", graph(weights), OTHER_FILE),
        refused("entries", graph(GraphProto.newBuilder().addInitializer(onlyEntries)), OTHER_FILE),
        refused(
            "location", graph(GraphProto.newBuilder().addInitializer(onlyLocation)), OTHER_FILE),
        refused("sparse", graph(GraphProto.newBuilder().addSparseInitializer(sparse)), OTHER_FILE),
        refused("constant", node(attribute().setT(external())), OTHER_FILE),
        refused("constants", node(attribute().addTensors(external())), OTHER_FILE),
        refused("sparse constant", node(attribute().setSparseTensor(sparse)), OTHER_FILE),
        refused("sparse constants", node(attribute().addSparseTensors(sparse)), OTHER_FILE),
        refused("subgraph", node(attribute().setG(weights)), OTHER_FILE),
        refused("subgraphs", node(attribute().addGraphs(weights)), OTHER_FILE),
        refused(
            "training",
            model
                .clone()
                .addTrainingInfo(TrainingInfoProto.newBuilder().setAlgorithm(weights))
                .build(),
            OTHER_FILE),
        refused("operator", graph(foreignNode), "operator QGemm of domain com.microsoft"),
        refused(
            "operator in a subgraph",
            node(attribute().setG(foreignNode)),
            "operator QGemm of domain com.microsoft"),
        refused(
            "function",
            model.clone().addFunctions(FunctionProto.newBuilder().addNode(foreign())).build(),
            "functions of its own"),
        refused("depth", nested(11), "nested deeper than 32"),
        refused("parts", manyNodes(), "more than 1000000 parts"));
  }

  private static Arguments refused(String what, ModelProto model, String complaint) {
    return arguments(what, model, complaint);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void dangerousPart_isRefusedByName(String what, ModelProto model, String complaint)
      throws IOException {
    Path file = dir.resolve("m.onnx");
    Files.write(file, model.toByteArray());
    assertThatThrownBy(() -> OnnxStepModel.load(file, Provider.CPU))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(complaint);
  }

  @Test
  void numbersThatOthersReadModulo32Bits_hideNothing() throws IOException {
    // Location 2^32 + 1, which protobuf casts to EXTERNAL.
    byte[] location = {0x70, (byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10};
    // Field 13 with bit 32 set, which protobuf drops.
    byte[] tag = {(byte) 0xEA, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 0};
    assertThatThrownBy(() -> ModelScreen.check(inTensor(location)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(OTHER_FILE);
    assertThatThrownBy(() -> ModelScreen.check(inTensor(tag)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("malformed");
  }

  /** A model of one initializer of these bytes. */
  private static byte[] inTensor(byte[] tensor) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {0x3A, (byte) (tensor.length + 2), 0x2A, (byte) tensor.length});
    out.write(tensor);
    return out.toByteArray();
  }

  @Test
  void truncatedModel_isRefusedWithThePlace() throws IOException {
    byte[] model = Files.readAllBytes(TestModels.gru(dir, "whole", 1, 1, 1, SCALER, 1));
    byte[] cut = Arrays.copyOf(model, model.length - 1);
    assertThatThrownBy(() -> ModelScreen.check(cut))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("malformed at byte");
  }

  @Test
  void bytesThatAreTwoFormatsAtOnce_areLoadedAsTheOneThatWasScreened() throws Exception {
    ModelProto model =
        ModelProto.parseFrom(Files.readAllBytes(TestModels.gru(dir, "both", 1, 1, 1, SCALER, 1)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // A producer's name, so placed that the bytes have the mark of ONNX Runtime's own format.
    byte[] name = "..ORTM".getBytes(StandardCharsets.US_ASCII);
    out.write(new byte[] {0x12, (byte) name.length});
    out.write(name);
    model.writeTo(out);
    Path file = dir.resolve("two.onnx");
    Files.write(file, out.toByteArray());
    try (StepModel loaded = OnnxStepModel.load(file, Provider.CPU)) {
      assertThat(loaded.contract().name()).isEqualTo("both");
    }
  }

  @Test
  void standardDomainInFull_isTheStandardDomain() throws Exception {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(TestModels.gru(dir, "full", 1, 1, 1, SCALER, 1)))
            .toBuilder();
    model.getGraphBuilder().getNodeBuilderList().forEach(node -> node.setDomain("ai.onnx"));
    ModelScreen.check(model.build().toByteArray());
    model.setProducerNameBytes(ByteString.copyFromUtf8("somebody"));
    ModelScreen.check(model.build().toByteArray());
  }
}
