package io.sluice.model;

import java.util.regex.Pattern;

/**
 * What a message may quote of a model file, names of its nodes among it: on one line, harmless to a
 * terminal, and not long.
 */
final class PrintableText {
  private static final int MAX_LENGTH = 1_000;
  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cntrl}\\x80-\\x9f\\p{Cf}\\p{Cs}\\u2028\\u2029]");

  private PrintableText() {}

  static String of(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    String oneLine = cut.replaceAll("\\s*\\R\\s*", " ").strip();
    return HARMFUL
        .matcher(oneLine)
        .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
  }
}
