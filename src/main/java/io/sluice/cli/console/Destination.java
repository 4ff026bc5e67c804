package io.sluice.cli.console;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where {@code --out} points: looked at before the work, which may take long, and not after it. */
public final class Destination {
  private Destination() {}

  /**
   * Makes sure that a file can be written.
   *
   * @throws ParameterException when it is a directory, or cannot be in its directory
   */
  public static void requireFile(CommandSpec spec, Path file) {
    if (Files.isDirectory(file)) {
      throw refused(spec, file, "is a directory");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      requireDirectory(spec, parent);
    }
  }

  /**
   * Makes sure that files can be written to a directory, which need not exist yet.
   *
   * @throws ParameterException when it is a file, cannot be made, or is not writable
   */
  public static void requireDirectory(CommandSpec spec, Path directory) {
    Path existing = directory.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw refused(spec, existing, "is not a directory");
    }
    if (!Files.isWritable(existing)) {
      throw refused(spec, existing, "is not writable");
    }
  }

  private static ParameterException refused(CommandSpec spec, Path path, String why) {
    return new ParameterException(spec.commandLine(), "--out: " + path + " " + why);
  }
}
