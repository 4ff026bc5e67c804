package io.sluice.cli;

import io.sluice.cli.bench.BenchCommand;
import io.sluice.cli.console.Version;
import io.sluice.cli.demo.DemoCommand;
import io.sluice.cli.demo.ReplayCommand;
import io.sluice.cli.demo.SimulateCommand;
import io.sluice.cli.detect.DetectCommand;
import io.sluice.cli.offline.BacktestCommand;
import io.sluice.cli.offline.GenerateCommand;
import io.sluice.cli.offline.LabelCommand;
import io.sluice.cli.offline.TrainCommand;
import io.sluice.cli.serve.InspectCommand;
import io.sluice.cli.serve.ResetCommand;
import io.sluice.cli.serve.RunCommand;
import io.sluice.cli.serve.TopicsCommand;
import io.sluice.cli.serve.ValidateCommand;
import io.sluice.model.onnx.OnnxStepModel;
import io.sluice.train.TrainingSettings.Loss;
import io.sluice.train.network.Cell;
import io.sluice.train.network.HeadActivation;
import io.sluice.train.network.InitialState;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration.
 * Failures are one line on standard error, with a stack trace only under {@code --verbose}.
 */
@Command(
    name = "sluice",
    header = "Streaming anomaly detection and forecasting on Kafka and ONNX Runtime.",
    synopsisSubcommandLabel = "COMMAND",
    // Version, help and headings are the same for every command.
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    parameterListHeading = "%nParameters:%n",
    // Every command is registered here, in the order of the help.
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ReplayCommand.class,
      ValidateCommand.class,
      TopicsCommand.class,
      ResetCommand.class,
      InspectCommand.class,
      TrainCommand.class,
      BacktestCommand.class,
      GenerateCommand.class,
      LabelCommand.class,
      DetectCommand.class,
      SimulateCommand.class,
      BenchCommand.class
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed while running",
      "2:wrong usage, or a configuration or a file that cannot be used",
      "3:more was lost than is bearable, see ./sluice replay --help"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./sluice validate -c examples/opensmarthome.yaml",
      "  ./sluice inspect models/smart-home.onnx",
      "",
      "./sluice COMMAND --help describes a command."
    })
public final class Sluice implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  private Sluice() {}

  public static void main(String[] args) {
    int code = commandLine().execute(args);
    if (OnnxStepModel.isAnyUnderWay()) {
      // ONNX Runtime's shutdown hook would free what that run uses.
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  /** The command line with its error handling, for {@link #main} and for tests. */
  public static CommandLine commandLine() {
    Sluice sluice = new Sluice();
    CommandLine commandLine = new CommandLine(sluice);
    commandLine.setExecutionExceptionHandler(new Failures(() -> sluice.verbose));
    commandLine.setParameterExceptionHandler(Sluice::wrongUsage);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    Spelled.register(commandLine, Cell.class);
    Spelled.register(commandLine, HeadActivation.class);
    Spelled.register(commandLine, InitialState.class);
    Spelled.register(commandLine, Loss.class);
    commandLine.setUsageHelpAutoWidth(true);
    return commandLine;
  }

  /** One line, the nearest name that there is, and where to read on. */
  private static int wrongUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().println(name + ": " + wrong.getMessage());
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command.getErr().println("Try ./" + name + " --help");
    command.getErr().flush();
    return ExitCode.USAGE;
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
