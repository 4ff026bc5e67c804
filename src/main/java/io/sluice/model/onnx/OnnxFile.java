package io.sluice.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.ModelKind;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A model file that was read and screened, and can be opened by ONNX Runtime. */
public final class OnnxFile {
  /** The largest model file, in bytes. */
  public static final long MAX_BYTES = 256L << 20;

  /** A file is read as a whole, which must not be the end of a process that has work to do. */
  private static final int MIN_HEAPS = 4;

  private static final int HASH_DIGITS = 12;

  private final Path file;
  private final byte[] bytes;
  private final ModelKind kind;
  private final String digest;

  private OnnxFile(Path file, byte[] bytes, ModelKind kind) {
    this.file = file;
    this.bytes = bytes;
    this.kind = kind;
    this.digest = digest(bytes);
  }

  /**
   * Reads and screens a file.
   *
   * @throws ModelException when it cannot be read, is larger than {@link #MAX_BYTES} or than a
   *     quarter of the heap, no ONNX model, one that is not run here, or of an unknown kind
   */
  public static OnnxFile read(Path file) throws ModelException {
    byte[] bytes = bytes(file);
    try {
      ModelScreen.check(bytes);
      return new OnnxFile(file, bytes, KindReader.read(bytes));
    } catch (ModelException e) {
      throw new ModelException(file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Path file) throws ModelException {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ModelException(file + ": " + size + " bytes, at most " + MAX_BYTES);
      }
      if (!Files.isRegularFile(file)) {
        throw new ModelException(file + ": is not a regular file, so it may have no end");
      }
      long heap = Runtime.getRuntime().maxMemory();
      if (size > heap / MIN_HEAPS) {
        throw new ModelException(
            "%s: %d MiB, at most a quarter of the heap of %d MiB; it needs a larger heap"
                .formatted(file, size >> 20, heap >> 20));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + e, e);
    }
  }

  /**
   * ONNX Runtime, without a log of its own: it would go to standard error past ours, with the names
   * of nodes as the file has them. What it says of a failure is in its exceptions as well.
   */
  public static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "sluice");
  }

  /** What the model is made for. */
  public ModelKind kind() {
    return kind;
  }

  /** Where it was read. */
  public Path file() {
    return file;
  }

  /** The number of its bytes. */
  public long size() {
    return bytes.length;
  }

  /** The first 12 hexadecimal digits of the file's SHA-256. */
  public String hash() {
    return digest.substring(0, HASH_DIGITS);
  }

  /** The file's SHA-256 in hexadecimal digits. */
  public String digest() {
    return digest;
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Opens a session from the bytes that were screened, as nothing but the format that was screened.
   *
   * @throws ModelException when ONNX Runtime refuses the file, or the provider is not to be had
   */
  public OrtSession open(OrtEnvironment environment, Provider provider) throws ModelException {
    try (SessionOptions options = new SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
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
      RunGuard.enter();
      try {
        return environment.createSession(bytes, options);
      } finally {
        RunGuard.leave();
      }
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

  /** Closes a session whose end nothing depends on any more. */
  public static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      // The reason why it is closed matters more.
    }
  }

  /**
   * Checks what a run on zeros gave.
   *
   * @throws ModelException when one of the first {@code count} values is not finite
   */
  public static void requireFinite(String name, FloatBuffer buffer, int count)
      throws ModelException {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(buffer.get(i))) {
        throw new ModelException("a run on zeros gives " + buffer.get(i) + " in " + name);
      }
    }
  }
}
