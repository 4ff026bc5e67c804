package io.sluice.config.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The way to a field: the names on it, and the places in arrays, from the outside in.
 *
 * @param steps at least one
 */
public record FieldPath(List<String> steps) {
  private static final String POINTER = "/";

  public FieldPath {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a path of no steps");
    }
  }

  /**
   * What a field that the configuration names may be, of which the first that a record has counts:
   * the field of that very name, then the one that the name is a path to.
   */
  public static List<FieldPath> readings(String field) {
    FieldPath name = new FieldPath(List.of(field));
    return spelled(field)
        .filter(path -> !path.equals(name))
        .map(path -> List.of(name, path))
        .orElse(List.of(name));
  }

  /** The field that a name is a path to: {@code ENERGY.Power}, {@code /ENERGY/Power}. */
  private static Optional<FieldPath> spelled(String field) {
    return field.startsWith(POINTER) ? pointer(field.substring(1)) : dotted(field);
  }

  private static Optional<FieldPath> dotted(String field) {
    List<String> steps = Arrays.asList(field.split("\\.", -1));
    return steps.contains("") ? Optional.empty() : Optional.of(new FieldPath(steps));
  }

  /** As RFC 6901 has it: {@code ~1} is a slash in a name, {@code ~0} a tilde. */
  private static Optional<FieldPath> pointer(String text) {
    List<String> steps = new ArrayList<>();
    for (String step : text.split(POINTER, -1)) {
      if (step.replace("~0", "").replace("~1", "").contains("~")) {
        return Optional.empty();
      }
      steps.add(step.replace("~1", POINTER).replace("~0", "~"));
    }
    return Optional.of(new FieldPath(steps));
  }

  /** Whether one of two names may be the other's field, or a field within it. */
  public static boolean overlap(String one, String other) {
    return readings(one).stream()
        .anyMatch(path -> readings(other).stream().anyMatch(path::overlaps));
  }

  private boolean overlaps(FieldPath other) {
    int shared = Math.min(steps.size(), other.steps.size());
    return steps.subList(0, shared).equals(other.steps.subList(0, shared));
  }

  /** The same within an object that is itself within others. */
  public FieldPath within(List<String> objects) {
    List<String> all = new ArrayList<>(objects);
    all.addAll(steps);
    return new FieldPath(all);
  }
}
