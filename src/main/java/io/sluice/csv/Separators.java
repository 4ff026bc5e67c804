package io.sluice.csv;

import java.util.List;

/**
 * What stands between columns in files that are taken for CSV. A spreadsheet writes what its
 * country writes: semicolons, and then decimal commas.
 */
final class Separators {
  private static final List<String> OTHERS = List.of(";", "\t", "|");

  private Separators() {}

  /** What to do when a header's only name holds another separator than a comma; else nothing. */
  static String hintForName(String name) {
    return OTHERS.stream().filter(name::contains).findFirst().map(Separators::hint).orElse("");
  }

  /** What to do when one stands behind a quote, as a parser's message says; else nothing. */
  static String hintForMessage(String message) {
    return OTHERS.stream()
        .filter(other -> message.contains("closing quote: '" + other + "'"))
        .findFirst()
        .map(Separators::hint)
        .orElse("");
  }

  private static String hint(String separator) {
    return "; they seem to be separated by %s: save the file with commas between columns and points in numbers"
        .formatted(separator.equals("\t") ? "tabs" : "'" + separator + "'");
  }
}
