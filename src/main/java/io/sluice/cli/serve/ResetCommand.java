package io.sluice.cli.serve;

import io.sluice.app.StreamsSettings;
import io.sluice.broker.reset.PipelineReset;
import io.sluice.broker.reset.ResetPlan;
import io.sluice.cli.console.ConfigFile;
import io.sluice.config.PipelineConfig;
import io.sluice.config.SluiceConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Begins a pipeline anew, once its user has seen what that deletes. */
@Command(
    name = "reset",
    header = "Reset a pipeline: delete the state of its keys and its open windows.",
    description = {
      "",
      "Stop every instance first. Says what is deleted and where the source is read on, and asks."
          + " Deletes the pipeline's internal topics, the offsets that belong to them, and with"
          + " --data-dir the stores of this machine; other machines delete theirs at their next"
          + " start. Output topics stay as they are. A reset that was cut short is finished by the"
          + " next one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice reset -c my.yaml --pipeline climate --data-dir /var/lib/sluice",
      "  ./sluice reset -c my.yaml --pipeline climate --from-beginning --yes"
    })
public final class ResetCommand implements Callable<Integer> {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Set<String> AGREED = Set.of("y", "yes");

  @Spec private CommandSpec spec;
  @Mixin private ConfigFile file;

  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline to reset.")
  private String name;

  @Option(
      names = "--from-beginning",
      description =
          "Read the source topic from its beginning again, instead of going on where the"
              + " pipeline was;"
              + " forecasts and alerts of that past are written a second time.")
  private boolean fromBeginning;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "The data directory of run on this machine: the pipeline's stores in it are"
              + " deleted as well.")
  private @Nullable Path dataDir;

  @Override
  public Integer call() throws Exception {
    SluiceConfig config = file.loadForTraining(); // a reset looks at no model
    PipelineConfig pipeline = file.pipeline(config, name);
    PrintWriter out = spec.commandLine().getOut();
    Path stores = dataDir == null ? null : RunCommand.stores(dataDir);
    try (PipelineReset reset = new PipelineReset(config, pipeline, ANSWER)) {
      ResetPlan plan = reset.plan(fromBeginning, stores);
      if (plan.isEmpty()) {
        out.println("pipeline " + name + ": there is nothing to reset");
        out.flush();
        return ExitCode.OK;
      }
      new ResetNotice(out, pipeline, StreamsSettings.offsetReset(config, pipeline)).print(plan);
      if (!yes && !isAgreed(out)) {
        spec.commandLine().getErr().println("Nothing was deleted.");
        return ExitCode.SOFTWARE;
      }
      reset.carryOut(
          plan,
          step -> {
            out.println(step);
            out.flush();
          });
      out.println("pipeline " + name + " begins without state at its next start");
      out.flush();
      return ExitCode.OK;
    }
  }

  /** Nothing, the end of the input included, is a no. */
  private boolean isAgreed(PrintWriter out) throws IOException {
    out.print("Reset pipeline " + name + "? [y/N] ");
    out.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    if (answer == null) {
      out.println(); // as the terminal does after an answer
      out.flush();
      return false;
    }
    return AGREED.contains(answer.strip().toLowerCase(Locale.ROOT));
  }
}
