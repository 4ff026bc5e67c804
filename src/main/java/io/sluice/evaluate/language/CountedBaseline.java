package io.sluice.evaluate.language;

import io.sluice.language.SessionRule;
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
 * from each held-out event as well. Its vocabulary is every token of the history, and the end of a
 * session where sessions end.
 */
public final class CountedBaseline {
  private final HeldOutEvents held;
  private final SessionRule rule;
  private final boolean hasEnds;
  private final int order;
  private final boolean isOnline;
  private final Map<String, Integer> ids = new HashMap<>();
  private final KneserNey counts;
  private final Context context = new Context();
  private final int end;

  private CountedBaseline(HeldOutEvents held, SessionRule rule, int order, boolean isOnline) {
    this.held = held;
    this.rule = rule;
    this.hasEnds = held.areCases() || rule.gapMs() > 0 || !rule.endTokens().isEmpty();
    this.order = order;
    this.isOnline = isOnline;
    held.tokens().forEach(text -> ids.put(text, ids.size()));
    this.end = ids.size();
    this.counts = new KneserNey(order, ids.size() + (hasEnds ? 1 : 0));
  }

  /**
   * All of them by name, with the figures of each key: orders 1 to 5, static and online.
   *
   * @param rule where sessions end
   */
  public static Map<String, Map<String, EventFigures>> all(HeldOutEvents held, SessionRule rule) {
    Map<String, Map<String, EventFigures>> all = new LinkedHashMap<>();
    for (boolean isOnline : new boolean[] {false, true}) {
      for (int order = 1; order <= Context.MAX_TOKENS + 1; order++) {
        CountedBaseline baseline = new CountedBaseline(held, rule, order, isOnline);
        all.put(baseline.name(), baseline.run());
      }
    }
    return all;
  }

  private String name() {
    return (isOnline ? "online-kn-" : "static-kn-") + order;
  }

  private Map<String, EventFigures> run() {
    held.learned().values().forEach(events -> walk(List.of(), events, null));
    Map<String, EventFigures> figures = new LinkedHashMap<>();
    held.tested()
        .forEach(
            (key, events) -> {
              EventFigures of = new EventFigures();
              walk(held.learned().getOrDefault(key, List.of()), events, of);
              figures.put(key, of);
            });
    return figures;
  }

  private int id(TokenEvent event) {
    return ids.getOrDefault(event.text(), Vocabulary.UNK);
  }

  /** Learns events that follow others; judges them where there are figures. */
  private void walk(
      List<TokenEvent> before, List<TokenEvent> events, @Nullable EventFigures figures) {
    context.clear();
    begin();
    @Nullable TokenEvent last = null;
    for (TokenEvent event :
        before.subList(Math.max(0, before.size() - Context.MAX_TOKENS), before.size())) {
      if (last != null && rule.isOver(last.time(), event.time())) {
        begin();
      }
      last = push(event);
    }
    for (int at = 0; at < events.size(); at++) {
      TokenEvent event = events.get(at);
      boolean isRanked = at > 1 || !before.isEmpty() || !held.areCases();
      if (last != null && rule.isOver(last.time(), event.time())) {
        step(end, isRanked, figures);
        begin();
      }
      step(id(event), isRanked, figures);
      last = push(event);
    }
    if (held.areCases() && last != null) {
      step(end, events.size() > 1, figures);
    }
  }

  /** A session begins with nothing before it. */
  private void begin() {
    if (hasEnds) {
      context.clear();
      context.push(end);
    }
  }

  /** Takes an event as the newest; null: it has ended its session. */
  private @Nullable TokenEvent push(TokenEvent event) {
    context.push(id(event));
    if (rule.isEnd(event.text())) {
      begin();
      return null;
    }
    return event;
  }

  private void step(int token, boolean isRanked, @Nullable EventFigures figures) {
    if (figures != null) {
      double[] p = counts.distribution(context);
      boolean isOther = context.length() == 0 || context.token(0) != token;
      figures.add(-Math.log(p[token]) / Math.log(2), isOther);
      if (isRanked) {
        figures.rank(rank(p, token));
      }
    }
    if (figures == null || isOnline) {
      counts.add(context, token);
    }
  }

  private static int rank(double[] p, int token) {
    int rank = 0;
    for (int i = 0; i < p.length; i++) {
      rank += p[i] > p[token] || (p[i] == p[token] && i < token) ? 1 : 0;
    }
    return rank;
  }
}
