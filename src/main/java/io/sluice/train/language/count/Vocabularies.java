package io.sluice.train.language.count;

import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.token.TokenContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Makes vocabularies of what training met. */
public final class Vocabularies {
  private Vocabularies() {}

  /**
   * The tokens that were met often enough, the most frequent first. All others count as unknown.
   *
   * @param minCount how often is enough, at least 1
   * @param ends how many sessions ended
   */
  public static Vocabulary of(List<List<TokenEvent>> keys, int minCount, long ends) {
    return of(keys, minCount, ends, List.of());
  }

  /**
   * The same, with tokens that are known whether they were met or not.
   *
   * @param given those
   */
  public static Vocabulary of(
      List<List<TokenEvent>> keys, int minCount, long ends, List<String> given) {
    Map<String, Long> counts = new TreeMap<>();
    given.forEach(text -> counts.put(text, 0L));
    for (List<TokenEvent> events : keys) {
      for (TokenEvent event : events) {
        counts.merge(event.text(), 1L, Long::sum);
      }
    }
    List<String> kept = new ArrayList<>(counts.keySet());
    Set<String> always = Set.copyOf(given);
    kept.removeIf(
        text ->
            !always.contains(text)
                && (counts.getOrDefault(text, 0L) < minCount || isTooLong(text)));
    kept.removeAll(List.of(Vocabulary.UNK_TEXT, Vocabulary.EOS_TEXT));
    kept.sort(
        Comparator.comparing((String text) -> -counts.getOrDefault(text, 0L))
            .thenComparing(Comparator.naturalOrder()));
    kept = kept.subList(0, Math.min(kept.size(), Vocabulary.MAX_SIZE - 2));
    List<String> texts = new ArrayList<>(List.of(Vocabulary.UNK_TEXT, Vocabulary.EOS_TEXT));
    List<Long> of = new ArrayList<>(List.of(0L, ends));
    for (String text : kept) {
      texts.add(text);
      of.add(counts.getOrDefault(text, 0L));
    }
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    long known = of.subList(2, of.size()).stream().mapToLong(Long::longValue).sum();
    of.set(Vocabulary.UNK, all - known);
    return new Vocabulary(texts, of);
  }

  private static boolean isTooLong(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length > TokenContract.MAX_TOKEN_BYTES;
  }
}
