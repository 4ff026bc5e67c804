package io.sluice.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file. */
public final class Problems {
  private static final int MAX_LENGTH = 1_000;

  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem; what it quotes of the file is cut to a length that can be read. */
  public void add(String path, int line, String message) {
    found.add(new Problem(readable(path), line, readable(message)));
  }

  private static String readable(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", "\uFFFD");
  }

  public int count() {
    return found.size();
  }

  /** The problems in the order of the file. */
  public List<Problem> sorted() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
