package io.sluice.model.token;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;
import io.sluice.model.StepException;
import io.sluice.model.onnx.ModelFacts;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.onnx.RunGuard;
import java.nio.file.Path;
import java.time.Duration;

/** A model of events in ONNX Runtime: one session, shared by all threads. */
public final class OnnxTokenModel implements TokenModel {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final TokenContract contract;
  private final RunGuard.Limit limit;

  private OnnxTokenModel(
      OrtEnvironment environment,
      OrtSession session,
      TokenContract contract,
      RunGuard.Limit limit) {
    this.environment = environment;
    this.session = session;
    this.contract = contract;
    this.limit = limit;
  }

  /**
   * Loads a model, checks it against the contract and runs it once on zeros. The file is trusted
   * with as little as a step model is.
   *
   * @throws ModelException when the file cannot be read, is no ONNX model or no model of events,
   *     refers to other files or operators, breaks the contract, or the provider is not to be had
   *     on this machine
   */
  public static OnnxTokenModel load(Path file, Provider provider) throws ModelException {
    return load(OnnxFile.read(file), provider, OnnxStepModel.MIN_LIMIT);
  }

  /**
   * Loads a model that was read before.
   *
   * @param limit runs are ended when they take longer
   */
  public static OnnxTokenModel load(OnnxFile read, Provider provider, Duration limit)
      throws ModelException {
    Path file = read.file();
    if (read.kind() != ModelKind.EVENTS) {
      throw new ModelException(
          file
              + ": is a "
              + read.kind()
              + " model, which knows numbers; a model of events comes from ./sluice train on a"
              + " pipeline of events");
    }
    OrtEnvironment environment = OnnxFile.environment();
    OrtSession session = read.open(environment, provider);
    try {
      TokenContract contract = TokenContractReader.read(new ModelFacts(session), read.hash());
      OnnxTokenModel model =
          new OnnxTokenModel(environment, session, contract, new RunGuard.Limit(limit));
      if (contract.hasNetwork()) {
        model.tryOnZeros();
      }
      return model;
    } catch (OrtException | ModelException | RuntimeException e) {
      OnnxFile.closeQuietly(session);
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private void tryOnZeros() throws ModelException {
    try (TokenBatch batch = newBatch(1)) {
      batch.run(1);
      OnnxFile.requireFinite(TokenContract.LOGITS, batch.logits(), contract.tokens().size());
      OnnxFile.requireFinite(TokenContract.DELAY, batch.delay(), contract.delayBins().size());
      OnnxFile.requireFinite("next_state", batch.nextState(), contract.stateSize());
    } catch (StepException e) {
      throw new ModelException("a run on zeros fails: " + e.getMessage(), e);
    }
  }

  @Override
  public TokenContract contract() {
    return contract;
  }

  @Override
  public TokenBatch newBatch(int capacity) {
    if (!contract.hasNetwork()) {
      throw new IllegalStateException("the model " + contract.hash() + " has no network");
    }
    return new OnnxTokenBatch(environment, session, contract, limit, capacity);
  }

  @Override
  public void stop() {
    limit.stop();
  }

  /** Closes the session; the environment belongs to the process. */
  @Override
  public void close() {
    OnnxFile.closeQuietly(session);
  }
}
