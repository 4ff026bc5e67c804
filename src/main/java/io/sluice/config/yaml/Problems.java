package io.sluice.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the problems of one file. */
public final class Problems {
  private static final int MAX_LENGTH = 1_000;

  private final List<Supplier<Optional<Problem>>> found = new ArrayList<>();

  /** Adds a problem; what it quotes of the file is cut to a length that can be read. */
  public void add(String path, int line, String message) {
    addLater(path, line, () -> Optional.of(message));
  }

  /** Keeps a place for a problem of which only the whole file tells whether there is one. */
  void addLater(String path, int line, Supplier<Optional<String>> message) {
    found.add(() -> message.get().map(text -> new Problem(readable(path), line, readable(text))));
  }

  private static String readable(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", "\uFFFD");
  }

  /** The problems in the order of the file; ask when all of it has been read. */
  public List<Problem> sorted() {
    return found.stream()
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .sorted(Comparator.comparingInt(Problem::line))
        .toList();
  }
}
