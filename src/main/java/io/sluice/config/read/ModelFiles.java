package io.sluice.config.read;

import io.sluice.config.yaml.Setting;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds model files: beside the configuration file, else in the working directory. */
final class ModelFiles {
  private final List<Path> directories;
  private final boolean required;

  /**
   * Looks from a configuration file.
   *
   * @param required whether a file that does not exist is a problem
   */
  ModelFiles(Path configFile, boolean required) {
    this.required = required;
    Path working = Path.of("").toAbsolutePath();
    Path absolute = configFile.toAbsolutePath();
    @Nullable Path parent = absolute.getParent();
    this.directories =
        Stream.of(parent == null ? working : parent, working)
            .map(Path::normalize)
            .distinct()
            .toList();
  }

  @Nullable Path find(Setting setting) {
    @Nullable String name = setting.text();
    if (name == null) {
      return null;
    }
    try {
      List<Path> places =
          directories.stream().map(dir -> dir.resolve(name).normalize()).distinct().toList();
      for (Path place : places) {
        if (Files.isRegularFile(place) && Files.isReadable(place)) {
          return place;
        }
      }
      if (!required) {
        return places.get(0);
      }
      setting.problem(
          "no readable model file; looked for "
              + places.stream().map(Path::toString).collect(Collectors.joining(" and ")));
    } catch (InvalidPathException e) {
      setting.problem("is not a path: " + e.getReason());
    }
    return null;
  }
}
