package io.sluice.detect.nab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sluice.detect.run.DetectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory in NAB's layout: series as CSV files below {@code data}, labels in {@code
 * labels/combined_windows.json}, and {@code config/profiles.json}.
 *
 * @param files the series, in the order of their names
 * @param profiles in the order of the file
 */
public record Nab(List<NabFile> files, List<Profile> profiles) {
  public Nab {
    files = List.copyOf(files);
    profiles = List.copyOf(profiles);
  }

  /**
   * Reads a directory, but for its labels.
   *
   * @throws DetectException when it is not laid out so, or a file is not as it should be
   * @throws io.sluice.csv.CsvException when a series cannot be read
   * @throws IOException when the directory cannot be read
   */
  public static Nab read(Path directory) throws IOException {
    Path data = directory.resolve("data");
    if (!Files.isDirectory(data)) {
      throw new DetectException(
          directory + ": is not in NAB's layout, there is no directory data in it");
    }
    List<NabFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".csv")).sorted().toList()) {
        files.add(NabFile.read(file, name(data.relativize(file))));
      }
    }
    if (files.isEmpty()) {
      throw new DetectException(data + ": has no CSV file");
    }
    return new Nab(files, profiles(directory.resolve("config/profiles.json")));
  }

  /** The file with the labels of a directory. */
  public static Path labels(Path directory) {
    return directory.resolve("labels/combined_windows.json");
  }

  private static String name(Path relative) {
    List<String> parts = new ArrayList<>();
    relative.forEach(part -> parts.add(part.toString()));
    return String.join("/", parts);
  }

  private static List<Profile> profiles(Path file) {
    List<Profile> profiles = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        profiles.add(profile(json, json.currentName()));
      }
    } catch (IOException | IllegalArgumentException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new DetectException(file + ": cannot be read as NAB's profiles: " + why);
    }
    return profiles;
  }

  private static Profile profile(JsonParser json, String name) throws IOException {
    Map<String, Double> numbers = new HashMap<>();
    int depth = 0;
    do {
      JsonToken token = json.nextToken();
      if (token == null) {
        break;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (token.isNumeric()) {
        numbers.put(json.currentName(), json.getDoubleValue());
      }
    } while (depth > 0);
    return new Profile(
        name,
        number(numbers, name, "tpWeight"),
        number(numbers, name, "fnWeight"),
        number(numbers, name, "fpWeight"));
  }

  private static double number(Map<String, Double> numbers, String profile, String weight) {
    Double number = numbers.get(weight);
    if (number == null) {
      throw new IllegalArgumentException("profile " + profile + " has no " + weight);
    }
    return number;
  }
}
