package io.sluice.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.config.Provider;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;
import io.sluice.model.StepBatch;
import io.sluice.model.StepException;
import io.sluice.model.StepModel;
import java.nio.file.Path;
import java.time.Duration;

/** A step model in ONNX Runtime: one session, shared by all threads. */
public final class OnnxStepModel implements StepModel {
  /** The largest model file, in bytes. */
  public static final long MAX_BYTES = OnnxFile.MAX_BYTES;

  /**
   * The least that a run may take, whatever a trial measured: a machine may be short of time. A run
   * and its repetition are over before a transaction of 20 s is.
   */
  public static final Duration MIN_LIMIT = Duration.ofSeconds(8);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final ModelContract contract;
  private final RunGuard.Limit limit;

  private OnnxStepModel(
      OrtEnvironment environment,
      OrtSession session,
      ModelContract contract,
      RunGuard.Limit limit) {
    this.environment = environment;
    this.session = session;
    this.contract = contract;
    this.limit = limit;
  }

  /**
   * Loads a model, checks it against the contract and runs it once on zeros. The file need not be
   * trusted to read other files or to run code: it is one file of at most {@link #MAX_BYTES}, of
   * ONNX's own operators. It is trusted with the time and memory of loading it; {@link
   * io.sluice.model.trial.Trials} loads what is not.
   *
   * @throws ModelException when the file cannot be read, is no ONNX model or no step model, refers
   *     to other files or operators, breaks the contract, or the provider is not to be had on this
   *     machine
   */
  public static OnnxStepModel load(Path file, Provider provider) throws ModelException {
    return load(file, provider, MIN_LIMIT);
  }

  /**
   * Loads a model as {@link #load(Path, Provider)} does, the runs of which are ended when they take
   * longer than a limit.
   */
  public static OnnxStepModel load(Path file, Provider provider, Duration limit)
      throws ModelException {
    return load(OnnxFile.read(file), provider, limit);
  }

  /** Loads a model that was read before. */
  public static OnnxStepModel load(OnnxFile read, Provider provider, Duration limit)
      throws ModelException {
    Path file = read.file();
    if (read.kind() == ModelKind.SEQUENCE) {
      throw new ModelException(
          file
              + ": is a whole-sequence model: to judge a window it reads windows that come after it,"
              + " which are not there yet when the window closes; it labels the past, with"
              + " ./sluice label");
    }
    if (read.kind() == ModelKind.EVENTS) {
      throw new ModelException(
          file
              + ": is a model of events, which knows nothing of numbers; a pipeline of events has it");
    }
    OrtEnvironment environment = OnnxFile.environment();
    OrtSession session = read.open(environment, provider);
    try {
      ModelContract contract = ContractReader.read(session, read.hash());
      OnnxStepModel model =
          new OnnxStepModel(environment, session, contract, new RunGuard.Limit(limit));
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
    return new OnnxStepBatch(environment, session, contract, limit, capacity);
  }

  @Override
  public void stop() {
    limit.stop();
  }

  /** Whether ONNX Runtime works at this moment, so that the process must not exit but halt. */
  public static boolean isAnyUnderWay() {
    return RunGuard.isAnyUnderWay();
  }

  /** Closes the session; the environment belongs to the process. */
  @Override
  public void close() {
    OnnxFile.closeQuietly(session);
  }
}
