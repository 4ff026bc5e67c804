package io.sluice.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(String path, int line, String message) {
    found.add(new Problem(path, line, message));
  }

  public int count() {
    return found.size();
  }

  /** The problems in the order of the file. */
  public List<Problem> sorted() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
