package io.sluice.model.sequence;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.config.Provider;
import io.sluice.feature.FeatureLayout;
import io.sluice.feature.ScalerSpec;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;
import io.sluice.model.StepException;
import io.sluice.model.onnx.ModelFacts;
import io.sluice.model.onnx.OnnxFile;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole-sequence model in ONNX Runtime. */
public final class OnnxSequenceModel implements SequenceModel {
  private static final int TRIED_SEQUENCES = 2;
  private static final int TRIED_STEPS = 3;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final SequenceContract contract;

  private OnnxSequenceModel(
      OrtEnvironment environment, OrtSession session, SequenceContract contract) {
    this.environment = environment;
    this.session = session;
    this.contract = contract;
  }

  /**
   * Loads a model, checks it against the contract and runs it once on zeros. The file is trusted
   * with as little as a step model is.
   *
   * @throws ModelException when the file cannot be read, is no ONNX model or no whole-sequence
   *     model, refers to other files or operators, breaks the contract, or the provider is not to
   *     be had on this machine
   */
  public static OnnxSequenceModel load(Path file, Provider provider) throws ModelException {
    return load(OnnxFile.read(file), provider);
  }

  /** Loads a model that was read before. */
  public static OnnxSequenceModel load(OnnxFile read, Provider provider) throws ModelException {
    Path file = read.file();
    if (read.kind() != ModelKind.SEQUENCE) {
      throw new ModelException(
          file
              + ": is a step model, which knows only what came before a window; a whole-sequence"
              + " model comes from ./sluice train --bidirectional");
    }
    OrtEnvironment environment = OnnxFile.environment();
    OrtSession session = read.open(environment, provider);
    try {
      SequenceContract contract = contract(new ModelFacts(session), read.hash());
      OnnxSequenceModel model = new OnnxSequenceModel(environment, session, contract);
      model.tryOnZeros();
      return model;
    } catch (OrtException | ModelException | RuntimeException e) {
      OnnxFile.closeQuietly(session);
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static SequenceContract contract(ModelFacts facts, String hash) throws ModelException {
    List<Float> levels = facts.levels();
    FeatureLayout features = facts.features(1, 1);
    if (!SequenceContract.isOfTheWindow(features)) {
      throw new ModelException(
          "a whole-sequence model may use features of the window itself only: " + features.names());
    }
    facts.noInputsBeside(ModelContract.X);
    ModelFacts.row(ModelContract.X, features.size());
    ModelFacts.row(ModelContract.QUANTILES, levels.size());
    facts.input(ModelContract.X, 2, features.size());
    facts.output(ModelContract.QUANTILES, 2, 1, levels.size());
    return new SequenceContract(
        facts.text(MetadataKey.NAME),
        facts.text(MetadataKey.VERSION),
        hash,
        features,
        levels,
        facts.window(),
        facts.positive(MetadataKey.WARMUP),
        facts.positive(MetadataKey.MAX_GAP),
        facts.parse(MetadataKey.SCALER, ScalerSpec::parse),
        facts.metadata());
  }

  private void tryOnZeros() throws ModelException {
    int steps = TRIED_SEQUENCES * TRIED_STEPS;
    try {
      run(new float[steps * contract.features().size()], TRIED_SEQUENCES, TRIED_STEPS);
    } catch (StepException e) {
      throw new ModelException("a run on zeros fails: " + e.getMessage(), e);
    }
  }

  @Override
  public SequenceContract contract() {
    return contract;
  }

  @Override
  public float[] run(float[] x, int sequences, int steps) throws StepException {
    long[] shape = {sequences, steps, contract.features().size()};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), shape);
        OrtSession.Result result =
            session.run(Map.of(ModelContract.X, input), Set.of(ModelContract.QUANTILES))) {
      FloatBuffer output = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] quantiles = new float[sequences * steps * contract.levels().size()];
      if (output.remaining() != quantiles.length) {
        throw new StepException(
            "the model gave " + output.remaining() + " quantiles, not " + quantiles.length);
      }
      output.get(quantiles);
      requireFinite(quantiles);
      return quantiles;
    } catch (OrtException e) {
      throw new StepException("ONNX Runtime: " + e.getMessage(), e);
    }
  }

  private static void requireFinite(float[] quantiles) throws StepException {
    for (float quantile : quantiles) {
      if (!Float.isFinite(quantile)) {
        throw new StepException("the model gives a quantile of " + quantile);
      }
    }
  }

  /** Closes the session; the environment belongs to the process. */
  @Override
  public void close() {
    OnnxFile.closeQuietly(session);
  }
}
