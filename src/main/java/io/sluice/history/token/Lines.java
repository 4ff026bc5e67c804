package io.sluice.history.token;

import io.sluice.language.TokenEvent;
import io.sluice.model.token.Spelling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The events of a history as lines of characters: each event is a key of its own, whose events are
 * its characters, all at its time.
 */
public final class Lines {
  /** The most characters that are held in memory. */
  private static final long MAX_CHARACTERS = 4_000_000;

  private static final int OFTEN = 2;
  private static final int MAX_ALPHABET = 3000;

  private Lines() {}

  /**
   * The alphabet of a history: the characters that it has more than once.
   *
   * @param keys the events of each key
   */
  public static Spelling alphabet(List<List<TokenEvent>> keys) {
    Map<String, Integer> counts = new TreeMap<>();
    for (List<TokenEvent> events : keys) {
      for (TokenEvent event : events) {
        event
            .text()
            .codePoints()
            .forEach(c -> counts.merge(Character.toString(c), 1, Integer::sum));
      }
    }
    counts.values().removeIf(count -> count < OFTEN);
    return new Spelling(
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(MAX_ALPHABET)
            .map(Map.Entry::getKey)
            .toList());
  }

  /**
   * The lines, by their number, in order of time; those of the same time in the order of the keys.
   *
   * @throws IllegalArgumentException when there are too many characters
   */
  public static Map<String, List<TokenEvent>> of(
      Map<String, List<TokenEvent>> keys, Spelling spelling) {
    List<TokenEvent> events = new ArrayList<>();
    keys.values().forEach(events::addAll);
    events.sort(Comparator.comparingLong(TokenEvent::time));
    Map<String, List<TokenEvent>> lines = new LinkedHashMap<>();
    long characters = 0;
    for (TokenEvent event : events) {
      List<TokenEvent> line = new ArrayList<>();
      spelling.spell(event.text()).forEach(one -> line.add(new TokenEvent(event.time(), one)));
      characters += line.size();
      lines.put(String.valueOf(lines.size() + 1), line);
    }
    if (characters > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "there are %,d characters, at most %,d are read".formatted(characters, MAX_CHARACTERS));
    }
    return lines;
  }
}
