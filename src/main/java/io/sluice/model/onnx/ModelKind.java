package io.sluice.model.onnx;

import io.sluice.config.yaml.KebabCase;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import java.nio.file.Path;

/** What a model file is made for: its metadata key {@code sluice.kind}. */
public enum ModelKind {
  /** Steps one window at a time and knows only what came before; the kind without the key. */
  STEP,

  /** Reads whole stretches of a series, what comes after a window included: for the past only. */
  SEQUENCE;

  /** The metadata key, without prefix. */
  public static final String KEY = "kind";

  private static final int MODEL_METADATA = 14;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /**
   * The kind of a model file, which is screened but not loaded.
   *
   * @throws ModelException when the file cannot be read, is no ONNX model, or of an unknown kind
   */
  public static ModelKind of(Path file) throws ModelException {
    return OnnxFile.read(file).kind();
  }

  /** The kind that a model's bytes state. */
  static ModelKind of(byte[] model) throws ModelException {
    String stated = STEP.toString();
    ProtoFields fields = new ProtoFields(model);
    while (fields.next()) {
      if (fields.number() == MODEL_METADATA) {
        stated = kind(fields.message(), stated);
      }
    }
    String text = stated;
    return KebabCase.find(ModelKind.class, text)
        .orElseThrow(
            () ->
                new ModelException(
                    "metadata "
                        + ModelContract.PREFIX
                        + KEY
                        + " is neither step nor sequence: "
                        + text));
  }

  /** The value of one metadata entry if it is the kind's, else what was stated before. */
  private static String kind(ProtoFields entry, String before) throws ModelException {
    String key = "";
    String value = "";
    while (entry.next()) {
      if (entry.number() == ENTRY_KEY) {
        key = entry.text();
      } else if (entry.number() == ENTRY_VALUE) {
        value = entry.text();
      }
    }
    return key.equals(ModelContract.PREFIX + KEY) ? value : before;
  }

  /** The form in metadata: {@code step}, {@code sequence}. */
  @Override
  public String toString() {
    return KebabCase.of(this);
  }
}
