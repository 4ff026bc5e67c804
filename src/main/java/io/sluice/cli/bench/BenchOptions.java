package io.sluice.cli.bench;

import io.sluice.bench.rig.BenchSetup;
import io.sluice.bench.rig.Workload;
import io.sluice.broker.ScratchDirectory;
import io.sluice.config.Provider;
import io.sluice.model.ModelException;
import io.sluice.model.StepModel;
import io.sluice.model.trial.Trials;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What all benchmarks take. */
final class BenchOptions {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Keys (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--per-window",
      paramLabel = "R",
      defaultValue = "60",
      description = "Records per key and window (default: ${DEFAULT-VALUE}).")
  private int perWindow;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Stream threads, and partitions (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The model of one target (default: models/smart-home.onnx).")
  private @Nullable Path model;

  /**
   * Checks them.
   *
   * @throws ParameterException when a number is not positive
   */
  void require() {
    requirePositive("--keys", keys);
    requirePositive("--per-window", perWindow);
    requirePositive("--threads", threads);
  }

  void requirePositive(String option, double value) {
    requirePositive(spec, option, value);
  }

  static void requirePositive(CommandSpec spec, String option, double value) {
    if (!(value > 0)) {
      throw new ParameterException(spec.commandLine(), option + " must be positive");
    }
  }

  /** Whole windows of at least so many records. */
  Workload workload(long records) {
    return Workload.of(keys, perWindow, records);
  }

  /** So many windows. */
  Workload windows(int count) {
    return new Workload(keys, perWindow, count);
  }

  /** Loads the model. */
  StepModel load() throws ModelException {
    return Trials.shared().step(modelFile(model), Provider.CPU);
  }

  /** What is measured: the loaded model, with its data in an empty directory. */
  BenchSetup setup(StepModel loaded, ScratchDirectory dir) {
    return new BenchSetup(loaded, modelFile(model), dir.path(), threads);
  }

  /** The file that was given, or the default. */
  static Path modelFile(@Nullable Path model) {
    return modelFile(model, "smart-home.onnx");
  }

  /** The file that was given, or a shipped one. */
  static Path modelFile(@Nullable Path model, String shipped) {
    return model == null
        ? Path.of(System.getProperty("sluice.home", ""), "models", shipped)
        : model;
  }

  /** Tells the terminal how far it is. */
  void progress(String step) {
    tell(spec, step);
  }

  static void tell(CommandSpec spec, String step) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(step);
    err.flush();
  }
}
