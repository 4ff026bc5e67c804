package io.sluice.evaluate.language;

import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.ngram.Context;
import io.sluice.model.ngram.KneserNey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Interpolated Kneser-Ney on held-out events, as it was counted on what is learned, or learning
 * from each held-out event as well. Its vocabulary is every token of the history.
 */
public final class CountedBaseline {
  private final HeldOutEvents held;
  private final int order;
  private final boolean isOnline;
  private final Map<String, Integer> ids = new HashMap<>();
  private final KneserNey counts;
  private final Context context = new Context();
  private final int end;

  private CountedBaseline(HeldOutEvents held, int order, boolean isOnline) {
    this.held = held;
    this.order = order;
    this.isOnline = isOnline;
    held.tokens().forEach(text -> ids.put(text, ids.size()));
    this.end = ids.size();
    this.counts = new KneserNey(order, ids.size() + (held.areCases() ? 1 : 0));
  }

  /** All of them by name, with the figures of each key: orders 1 to 5, static and online. */
  public static Map<String, Map<String, EventFigures>> all(HeldOutEvents held) {
    Map<String, Map<String, EventFigures>> all = new LinkedHashMap<>();
    for (boolean isOnline : new boolean[] {false, true}) {
      for (int order = 1; order <= Context.MAX_TOKENS + 1; order++) {
        CountedBaseline baseline = new CountedBaseline(held, order, isOnline);
        all.put(baseline.name(), baseline.run());
      }
    }
    return all;
  }

  private String name() {
    return (isOnline ? "online-kn-" : "static-kn-") + order;
  }

  private Map<String, EventFigures> run() {
    held.learned().values().forEach(events -> walk(events, 0, null));
    Map<String, EventFigures> figures = new LinkedHashMap<>();
    held.tested()
        .forEach(
            (key, events) -> {
              List<TokenEvent> before = held.learned().getOrDefault(key, List.of());
              EventFigures of = new EventFigures();
              lead(before);
              walk(events, before.size(), of);
              figures.put(key, of);
            });
    return figures;
  }

  private void lead(List<TokenEvent> before) {
    context.clear();
    int from = Math.max(0, before.size() - Context.MAX_TOKENS);
    before.subList(from, before.size()).forEach(event -> context.push(id(event)));
  }

  private int id(TokenEvent event) {
    return ids.getOrDefault(event.text(), Vocabulary.UNK);
  }

  /** Learns events; judges them where there are figures. */
  private void walk(List<TokenEvent> events, int offset, @Nullable EventFigures figures) {
    if (offset == 0) {
      context.clear();
      if (held.areCases()) {
        context.push(end);
      }
    }
    for (int at = 0; at < events.size(); at++) {
      step(id(events.get(at)), at > 1 || offset > 0, figures);
    }
    if (held.areCases()) {
      step(end, events.size() > 1, figures);
    }
  }

  private void step(int token, boolean isRanked, @Nullable EventFigures figures) {
    if (figures != null) {
      double[] p = counts.distribution(context);
      boolean isOther = context.length() == 0 || context.token(0) != token;
      figures.add(-Math.log(p[token]) / Math.log(2), isOther);
      if (isRanked || !held.areCases()) {
        figures.rank(rank(p, token));
      }
    }
    if (figures == null || isOnline) {
      counts.add(context, token);
    }
    context.push(token);
  }

  private static int rank(double[] p, int token) {
    int rank = 0;
    for (int i = 0; i < p.length; i++) {
      rank += p[i] > p[token] || (p[i] == p[token] && i < token) ? 1 : 0;
    }
    return rank;
  }
}
