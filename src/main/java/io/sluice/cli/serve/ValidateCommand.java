package io.sluice.cli.serve;

import io.sluice.cli.console.ConfigFile;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import io.sluice.csv.CsvException;
import io.sluice.csv.UnfitException;
import io.sluice.model.Model;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.ModelIdentity;
import io.sluice.model.StepModel;
import io.sluice.model.trial.Trials;
import io.sluice.replay.rows.Sample;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads a configuration and its models, and prints what is wrong with them or what they mean. */
@Command(
    name = "validate",
    header = "Check a configuration and its models, and say what they will need.",
    description = {
      "",
      "Prints every problem to standard error as FILE:LINE: key.path: message and exits with 2,"
          + " or prints a summary with the memory and disk that the keys will need.",
      "",
      "With --sample it also reads the first 1,000 records of a file as the pipeline would, and says"
          + " which are events, which are not and why, and whether times look like another unit than"
          + " the configured one. It exits with 1 when no record is usable or most times are in the"
          + " wrong unit, with 2 when a column is missing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice validate -c examples/opensmarthome.yaml",
      "  ./sluice validate -c my.yaml --keys 1000000",
      "  ./sluice validate -c my.yaml --pipeline climate --sample readings.jsonl"
    })
public final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ConfigFile file;

  @Option(
      names = "--keys",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Keys per pipeline to size for (default: ${DEFAULT-VALUE}).")
  private long keys;

  @Option(
      names = "--sample",
      paramLabel = "FILE",
      description =
          "CSV file with a header line, or a file of JSON objects, one per line; plain or .gz.")
  private @Nullable Path sample;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The pipeline that reads the sample; may be left out where there is only one.")
  private @Nullable String pipelineName;

  @Override
  public Integer call() throws Exception {
    if (keys < 1) {
      throw new ParameterException(spec.commandLine(), "--keys must be at least 1, is " + keys);
    }
    SluiceConfig config = file.load();
    Map<PipelineConfig, ModelIdentity> contracts = contracts(config);
    if (contracts.size() < config.pipelines().size()) {
      return ExitCode.USAGE;
    }
    PrintWriter out = spec.commandLine().getOut();
    ConfigSummary summary = new ConfigSummary(out, keys);
    summary.print(file.path(), config);
    contracts.forEach(summary::print);
    out.flush();
    return sample == null ? ExitCode.OK : read(sample, pipeline(config));
  }

  private PipelineConfig pipeline(SluiceConfig config) {
    if (pipelineName == null && config.pipelines().size() > 1) {
      throw new ParameterException(
          spec.commandLine(), "Say with --pipeline which one reads the sample.");
    }
    return pipelineName == null
        ? config.pipelines().values().iterator().next()
        : file.pipeline(config, pipelineName);
  }

  private int read(Path records, PipelineConfig pipeline) {
    try {
      Sample read = Sample.read(records, pipeline);
      read.describe().forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      return read.isUsable() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (UnfitException | CsvException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The contracts of the pipelines whose models can be used; the others are reported. */
  private Map<PipelineConfig, ModelIdentity> contracts(SluiceConfig config) {
    Map<PipelineConfig, ModelIdentity> contracts = new LinkedHashMap<>();
    for (PipelineConfig pipeline : config.pipelines().values()) {
      try (Model model = Trials.shared().served(pipeline)) {
        if (model instanceof StepModel steps) {
          checkTargets(pipeline, steps.contract());
          steps.contract().features().knownIn(pipeline);
        }
        contracts.put(pipeline, model.contract());
      } catch (ModelException e) {
        report("pipelines." + pipeline.name() + ".model: " + e.getMessage());
      } catch (IllegalArgumentException e) { // a field that the model needs; named with its path
        report("" + e.getMessage());
      }
    }
    return contracts;
  }

  private static void checkTargets(PipelineConfig pipeline, ModelContract model)
      throws ModelException {
    int targets = pipeline.targets().size();
    if (model.targets() != 1 && model.targets() != targets) {
      throw new ModelException(
          "forecasts " + model.targets() + " targets together, the pipeline has " + targets);
    }
  }

  private void report(String problem) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(file.path() + ": " + problem.replaceAll("\\R", " "));
    err.flush();
  }
}
