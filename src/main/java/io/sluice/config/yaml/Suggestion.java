package io.sluice.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody may have meant. */
public final class Suggestion {
  private static final int MAX_DISTANCE = 2;

  private Suggestion() {}

  /** The nearest known word within two edits; case and separators do not count. */
  public static Optional<String> of(String word, Collection<String> known) {
    String plain = plain(word);
    return known.stream()
        .filter(candidate -> distance(plain, plain(candidate)) <= MAX_DISTANCE)
        .filter(candidate -> distance(plain, plain(candidate)) < plain(candidate).length())
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
  }

  /** Levenshtein distance; words that differ much in length are far apart without looking. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > MAX_DISTANCE) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
