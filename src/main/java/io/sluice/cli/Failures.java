package io.sluice.cli;

import io.sluice.config.read.ConfigException;
import io.sluice.schema.ChangedConfigurationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a user sees when a command fails. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  Failures(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult result) {
    PrintWriter err = command.getErr();
    boolean isRefused =
        failure instanceof ConfigException || failure instanceof ChangedConfigurationException;
    if (isRefused) {
      err.println(failure.getMessage());
    } else {
      err.println(command.getCommandSpec().qualifiedName() + ": " + message(failure));
    }
    if (verbose.getAsBoolean()) {
      failure.printStackTrace(err);
    }
    err.flush();
    return isRefused ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** One line; the kind of failure where the exception says nothing. */
  private static String message(Throwable failure) {
    Optional<String> line =
        Optional.ofNullable(failure.getMessage()).flatMap(text -> text.lines().findFirst());
    boolean named = failure instanceof IOException || line.isEmpty();
    String kind = failure.getClass().getSimpleName();
    return named ? kind + line.map(text -> ": " + text).orElse("") : line.get();
  }
}
