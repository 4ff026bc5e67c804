package io.sluice.csv;

import java.util.List;
import java.util.stream.Collectors;

/** Text from outside in messages for people: on one line, harmless to a terminal, and not long. */
public final class Untrusted {
  private static final int MAX_LENGTH = 60;
  private static final int MAX_NAMES = 12;

  private Untrusted() {}

  /**
   * The text without what steers a terminal or changes the direction of writing, cut to {@value
   * #MAX_LENGTH} characters.
   */
  public static String shown(String text) {
    boolean cut = text.length() > MAX_LENGTH;
    String kept = cut ? text.substring(0, MAX_LENGTH) + "…" : text;
    return clean(kept);
  }

  /** The same, not cut. */
  public static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x80-\\x9f\\p{Cf}\\p{Cs}\\u2028\\u2029]", "\uFFFD");
  }

  /** The first {@value #MAX_NAMES} names, and how many more there are. */
  public static String list(List<String> names) {
    String first =
        names.stream().limit(MAX_NAMES).map(Untrusted::shown).collect(Collectors.joining(", "));
    int more = names.size() - MAX_NAMES;
    return more > 0 ? "%s and %,d more".formatted(first, more) : first;
  }
}
