package io.sluice.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.config.Provider;
import java.nio.file.Path;

/** A step model in ONNX Runtime: one session, shared by all threads. */
public final class OnnxStepModel implements StepModel {
  /** The largest model file, in bytes. */
  public static final long MAX_BYTES = OnnxFile.MAX_BYTES;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelContract contract;

  private OnnxStepModel(OrtEnvironment environment, OrtSession session, ModelContract contract) {
    this.environment = environment;
    this.session = session;
    this.contract = contract;
  }

  /**
   * Loads a model, checks it against the contract and runs it once on zeros. The file need not be
   * trusted to read other files or to run code: it is one file of at most {@link #MAX_BYTES}, of
   * ONNX's own operators. It is trusted with time: a graph can loop.
   *
   * @throws ModelException when the file cannot be read, is no ONNX model or no step model, refers
   *     to other files or operators, breaks the contract, or the provider is not to be had on this
   *     machine
   */
  public static OnnxStepModel load(Path file, Provider provider) throws ModelException {
    OnnxFile read = OnnxFile.read(file);
    if (read.kind() == ModelKind.SEQUENCE) {
      throw new ModelException(
          file
              + ": is a whole-sequence model: to judge a window it reads windows that come after it,"
              + " which are not there yet when the window closes; it labels the past, with"
              + " ./sluice label");
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session = read.open(environment, provider);
    try {
      ModelContract contract = ContractReader.read(session, read.hash());
      OnnxStepModel model = new OnnxStepModel(environment, session, contract);
      model.tryOnZeros();
      return model;
    } catch (OrtException | ModelException | RuntimeException e) {
      OnnxFile.closeQuietly(session);
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private void tryOnZeros() throws ModelException {
    try (StepBatch batch = newBatch(1)) {
      batch.run(1);
      OnnxFile.requireFinite(ModelContract.QUANTILES, batch.quantiles(), contract.outputSize());
      OnnxFile.requireFinite(ModelContract.NEXT_STATE, batch.nextState(), contract.stateSize());
    } catch (StepException e) {
      throw new ModelException("a run on zeros fails: " + e.getMessage(), e);
    }
  }

  @Override
  public ModelContract contract() {
    return contract;
  }

  @Override
  public StepBatch newBatch(int capacity) {
    return new OnnxStepBatch(environment, session, contract, capacity);
  }

  /** Closes the session; the environment belongs to the process. */
  @Override
  public void close() {
    OnnxFile.closeQuietly(session);
  }
}
