package io.sluice.model.trial;

import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.model.onnx.OnnxFile;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.model.sequence.OnnxSequenceModel;
import io.sluice.model.token.OnnxTokenModel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The process in which a model file is tried: loaded, then run on all that a service may feed it
 * and worse. It prints what it does, and its verdict. It ends when the process that started it
 * does, or when it has taken more memory than it may, and is the first to go when the system is
 * short of memory.
 */
final class TrialMain {
  /** The exit code of a trial that took too much memory. */
  static final int OUT_OF_MEMORY = 12;

  /** Longer than any trial: it is the other process that looks at the time. */
  private static final Duration NO_LIMIT = Duration.ofDays(1);

  private final String token;

  private TrialMain(String token) {
    this.token = token;
  }

  /** Arguments: the token of its lines, MiB, the file, its SHA-256, the provider, its directory. */
  public static void main(String[] args) {
    TrialMain trial = new TrialMain(args[0]);
    TrialProcess.leaveWithParent(Path.of(args[5]));
    TrialProcess.leaveFirst();
    TrialProcess.leaveBeyond(Long.parseLong(args[1]), OUT_OF_MEMORY);
    try {
      Duration slowest = trial.run(Path.of(args[2]), args[3], Provider.valueOf(args[4]));
      trial.print(TrialOutput.PASSED, Long.toString(slowest.toNanos()));
    } catch (ModelException e) {
      trial.print(TrialOutput.REFUSED, "" + e.getMessage());
    }
    Runtime.getRuntime().halt(0);
  }

  private Duration run(Path path, String digest, Provider provider) throws ModelException {
    print(TrialOutput.STAGE, "loading it and running it on zeros");
    OnnxFile file = OnnxFile.read(path);
    if (!file.digest().equals(digest)) {
      throw new ModelException(path + ": was changed while it was being tried");
    }
    try {
      return switch (file.kind()) {
        case STEP -> steps(file, provider);
        case SEQUENCE -> sequences(file, provider);
        case EVENTS -> events(file, provider);
      };
    } catch (StepException e) {
      throw new ModelException(path + ": " + e.getMessage(), e);
    }
  }

  private Duration steps(OnnxFile file, Provider provider) throws ModelException, StepException {
    try (OnnxStepModel model = OnnxStepModel.load(file, provider, NO_LIMIT)) {
      return new Probes(this::stage).steps(model);
    }
  }

  private Duration events(OnnxFile file, Provider provider) throws ModelException, StepException {
    try (OnnxTokenModel model = OnnxTokenModel.load(file, provider, NO_LIMIT)) {
      return model.contract().hasNetwork() ? new Probes(this::stage).events(model) : Duration.ZERO;
    }
  }

  private Duration sequences(OnnxFile file, Provider provider)
      throws ModelException, StepException {
    try (OnnxSequenceModel model = OnnxSequenceModel.load(file, provider)) {
      return new Probes(this::stage).sequences(model);
    }
  }

  private void stage(String what) {
    print(TrialOutput.STAGE, what);
  }

  private void print(String word, String rest) {
    System.out.println(TrialOutput.line(token, word, rest));
    System.out.flush();
  }
}
