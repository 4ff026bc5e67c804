package io.sluice.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.provider.Arguments;

/** Breaks one part of a sound model file. */
public final class ModelSurgery {
  private ModelSurgery() {}

  /** A case of a test: what is broken, how, and what the refusal must say. */
  public static Arguments broken(
      String what, Consumer<ModelProto.Builder> change, String complaint) {
    return arguments(what, change, complaint);
  }

  /** Writes a changed copy of a model file. */
  public static void operate(Path from, Path to, Consumer<ModelProto.Builder> change)
      throws IOException {
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(from)).toBuilder();
    change.accept(model);
    Files.write(to, model.build().toByteArray());
  }

  /** Requires that loading fails, and that the message names the file and says why. */
  public static void requireRefusal(ThrowingCallable load, Path file, String complaint) {
    assertThatThrownBy(load)
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(complaint);
  }

  /** Takes a metadata entry out. */
  public static void unset(ModelProto.Builder model, String key) {
    for (int i = model.getMetadataPropsCount() - 1; i >= 0; i--) {
      if (model.getMetadataProps(i).getKey().equals(MetadataKey.PREFIX + key)) {
        model.removeMetadataProps(i);
      }
    }
  }

  /** Sets a metadata entry. */
  public static void set(ModelProto.Builder model, String key, String value) {
    unset(model, key);
    model.addMetadataPropsBuilder().setKey(MetadataKey.PREFIX + key).setValue(value);
  }

  /** An input by name. */
  public static ValueInfoProto.Builder input(ModelProto.Builder model, String name) {
    return named(model.getGraphBuilder().getInputBuilderList(), name);
  }

  /** One of several values by name. */
  public static ValueInfoProto.Builder named(Iterable<ValueInfoProto.Builder> values, String name) {
    for (ValueInfoProto.Builder value : values) {
      if (value.getName().equals(name)) {
        return value;
      }
    }
    throw new AssertionError("no value " + name);
  }

  /** Gives a value a shape; -1 stands for a dynamic dimension. */
  public static void shape(ValueInfoProto.Builder value, int... sizes) {
    var shape = value.getTypeBuilder().getTensorTypeBuilder().clearShape().getShapeBuilder();
    for (int size : sizes) {
      Dimension.Builder dimension = shape.addDimBuilder();
      if (size > 0) {
        dimension.setDimValue(size);
      } else {
        dimension.setDimParam("any");
      }
    }
  }
}
