package io.sluice.model;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sluice.config.Provider;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A step model in ONNX Runtime: one session, shared by all threads. */
public final class OnnxStepModel implements StepModel {
  /** The largest model file, in bytes. */
  public static final long MAX_BYTES = 256L << 20;

  private static final int HASH_DIGITS = 12;

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
   * @throws ModelException when the file cannot be read, is no ONNX model, refers to other files or
   *     operators, breaks the contract, or the provider is not to be had on this machine
   */
  public static OnnxStepModel load(Path file, Provider provider) throws ModelException {
    byte[] bytes = read(file);
    screen(bytes, file);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session = open(environment, bytes, file, provider);
    try {
      ModelContract contract = ContractReader.read(session, hash(bytes));
      OnnxStepModel model = new OnnxStepModel(environment, session, contract);
      model.tryOnZeros();
      return model;
    } catch (OrtException | ModelException | RuntimeException e) {
      closeQuietly(session);
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) throws ModelException {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ModelException(file + ": " + size + " bytes, at most " + MAX_BYTES);
      }
      if (!Files.isRegularFile(file)) {
        throw new ModelException(file + ": is no regular file, so it may have no end");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e, e);
    }
  }

  private static void screen(byte[] bytes, Path file) throws ModelException {
    try {
      ModelScreen.check(bytes);
    } catch (ModelException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  /** From the bytes that were screened, and as nothing but the format that was screened. */
  private static OrtSession open(
      OrtEnvironment environment, byte[] bytes, Path file, Provider provider)
      throws ModelException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.load_model_format", "ONNX");
      // Plans per shape would be kept for every bucket, and break where threads share a GPU stream.
      options.setMemoryPatternOptimization(false);
      if (provider == Provider.CUDA) {
        addCuda(options);
      }
      return environment.createSession(bytes, options);
    } catch (OrtException e) {
      throw new ModelException(file + ": ONNX Runtime cannot load it: " + e.getMessage(), e);
    }
  }

  private static void addCuda(SessionOptions options) throws ModelException {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new ModelException(
          "provider cuda: this build has ONNX Runtime for CPU only; build with the Maven profile"
              + " cuda (-Pcuda), which brings onnxruntime_gpu, on a machine with CUDA 12, cuDNN 9"
              + " and an NVIDIA driver");
    }
    try {
      options.addCUDA(0);
    } catch (OrtException e) {
      throw new ModelException(
          "provider cuda: ONNX Runtime's CUDA provider does not start; it needs the CUDA 12 and"
              + " cuDNN 9 libraries on the library path and an NVIDIA device: "
              + e.getMessage(),
          e);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void tryOnZeros() throws ModelException {
    try (StepBatch batch = newBatch(1)) {
      batch.run(1);
      requireFinite(ModelContract.QUANTILES, batch.quantiles(), contract.outputSize());
      requireFinite(ModelContract.NEXT_STATE, batch.nextState(), contract.stateSize());
    } catch (StepException e) {
      throw new ModelException("a run on zeros fails: " + e.getMessage(), e);
    }
  }

  private static void requireFinite(String name, FloatBuffer buffer, int count)
      throws ModelException {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(buffer.get(i))) {
        throw new ModelException("a run on zeros gives " + buffer.get(i) + " in " + name);
      }
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

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      // The reason why it is closed matters more.
    }
  }

  /** Closes the session; the environment belongs to the process. */
  @Override
  public void close() {
    closeQuietly(session);
  }
}
