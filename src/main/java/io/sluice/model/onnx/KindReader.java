package io.sluice.model.onnx;

import io.sluice.config.yaml.KebabCase;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;

/** Reads what a model is made for from its bytes, before ONNX Runtime sees them. */
final class KindReader {
  private static final int MODEL_METADATA = 14;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private KindReader() {}

  /**
   * The kind that a model's bytes state.
   *
   * @throws ModelException when they are no ONNX model, or of an unknown kind
   */
  static ModelKind read(byte[] model) throws ModelException {
    String stated = stated(model);
    return KebabCase.find(ModelKind.class, stated)
        .orElseThrow(
            () ->
                new ModelException(
                    "metadata "
                        + MetadataKey.KIND
                        + " is none of step, sequence and events: "
                        + stated));
  }

  private static String stated(byte[] model) throws ModelException {
    String stated = ModelKind.STEP.toString();
    ProtoFields fields = new ProtoFields(model);
    while (fields.next()) {
      if (fields.number() == MODEL_METADATA) {
        stated = stated(fields.message(), stated);
      }
    }
    return stated;
  }

  /** The value of one metadata entry if it is the kind's, else what was stated before. */
  private static String stated(ProtoFields entry, String before) throws ModelException {
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.number() == ENTRY_KEY) {
        key = entry.text();
      } else if (entry.number() == ENTRY_VALUE) {
        value = entry.text();
      }
    }
    return key.equals(MetadataKey.KIND.toString()) ? value : before;
  }
}
