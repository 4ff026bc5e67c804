package io.sluice.cli.offline;

import picocli.CommandLine.Option;

/** Which pipeline a history is of, as a {@code @Mixin} of every command that reads one. */
final class PipelineOption {
  @Option(
      names = "--pipeline",
      required = true,
      paramLabel = "NAME",
      description = "The pipeline whose source, windows and targets say how to read the history.")
  private String name;

  String name() {
    return name;
  }
}
