package io.sluice.config.read;

import io.sluice.config.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. Carries everything that is wrong with it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Path file;
  private final transient List<Problem> problems;

  ConfigException(Path file, List<Problem> problems) {
    super(problems.stream().map(p -> p.in(file.toString())).collect(Collectors.joining("\n")));
    this.file = file;
    this.problems = List.copyOf(problems);
  }

  public Path file() {
    return file;
  }

  /** At least one, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
