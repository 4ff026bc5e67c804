package io.sluice.history.series;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All that a user should know of the data, in the order in which it was found. */
final class Findings {
  private final Map<String, Finding> all = new LinkedHashMap<>();

  /** Counts one of a kind, which is named in the plural. */
  void add(String what, Supplier<String> example) {
    all.computeIfAbsent(what, Finding::new).add(example);
  }

  /** A line for each kind, with places. */
  List<String> lines() {
    return all.values().stream().map(Finding::toString).toList();
  }

  /** The counts alone, as the end of a sentence. */
  String brief() {
    return all.values().stream().map(Finding::brief).collect(Collectors.joining("; "));
  }
}
