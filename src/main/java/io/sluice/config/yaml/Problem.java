package io.sluice.config.yaml;

/**
 * Something that is wrong with a configuration file.
 *
 * @param path the key path, {@code pipelines.climate.window.size}; empty: the file as a whole
 * @param line the line in the file, from 1; 0: none in particular
 * @param message what is wrong and, where it helps, what would be right; one line
 */
public record Problem(String path, int line, String message) {
  /** {@code file:line: path: message}, without the parts that are not known. */
  public String in(String file) {
    String location = line > 0 ? file + ":" + line : file;
    return location + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
