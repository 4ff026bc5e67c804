package io.sluice.evaluate.language;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.ngram.Context;
import io.sluice.model.ngram.KneserNey;
import io.sluice.model.token.TokenFeatures;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be counted, on held-out events: as it was counted on what is learned, or learning from
 * each held-out event as well. Its vocabulary is every token of the history, and the end of a
 * session where sessions end.
 */
public final class CountedBaseline {
  /** Tokens of a key before its held-out part that a predictor is shown again. */
  private static final int LEAD = 64;

  private final HeldOutEvents held;
  private final SessionRule rule;
  private final boolean hasEnds;
  private final TokenFeatures clock;
  private final boolean isOnline;
  private final Map<String, Integer> ids = new HashMap<>();
  private final int end;
  private final Predictor predictor;
  private int last = -1;
  private long lastTime;

  /** Makes a predictor of so many tokens. */
  private interface Maker {
    Predictor of(CountedBaseline baseline, int size);
  }

  private CountedBaseline(
      HeldOutEvents held, SessionRule rule, ZoneId zone, boolean isOnline, Maker maker) {
    this.held = held;
    this.rule = rule;
    this.hasEnds = held.areCases() || rule.gapMs() > 0 || !rule.endTokens().isEmpty();
    this.clock = TokenFeatures.all(zone);
    this.isOnline = isOnline;
    held.tokens().forEach(text -> ids.put(text, ids.size()));
    this.end = ids.size();
    this.predictor = maker.of(this, ids.size() + (hasEnds ? 1 : 0));
  }

  /**
   * All of them by name, with the figures of each key: Kneser-Ney of order 1 to 5, static and
   * online; tokens by the part of the day, by the last token with the gap before it and with the
   * part of the day, and by what the key had of late; and a hidden Markov model.
   *
   * @param rule where sessions end
   * @param zone the clock of the part of the day
   */
  public static Map<String, Map<String, EventFigures>> all(
      HeldOutEvents held, SessionRule rule, ZoneId zone) {
    Map<String, Map<String, EventFigures>> all = new LinkedHashMap<>();
    for (boolean isOnline : new boolean[] {false, true}) {
      for (int order = 1; order <= Context.MAX_TOKENS + 1; order++) {
        int length = order;
        CountedBaseline baseline =
            new CountedBaseline(
                held, rule, zone, isOnline, (of, size) -> new Ngrams(new KneserNey(length, size)));
        all.put((isOnline ? "online-kn-" : "static-kn-") + order, baseline.run());
      }
    }
    Map<String, WittenBell.By> others = new LinkedHashMap<>();
    others.put("hour", WittenBell.By.HOUR);
    others.put("last-and-gap", WittenBell.By.TOKEN_AND_GAP);
    others.put("last-and-hour", WittenBell.By.TOKEN_AND_HOUR);
    others.put("key-cache", WittenBell.By.KEY);
    others.forEach(
        (name, by) ->
            all.put(
                name,
                new CountedBaseline(held, rule, zone, true, (of, size) -> new WittenBell(by, size))
                    .run()));
    all.put(
        "hidden-markov",
        new CountedBaseline(
                held, rule, zone, false, (of, size) -> HiddenMarkov.of(of.sequences(), size))
            .run());
    return all;
  }

  /** Kneser-Ney as a predictor. */
  private static final class Ngrams implements Predictor {
    private final KneserNey counts;
    private final Context context = new Context();

    Ngrams(KneserNey counts) {
      this.counts = counts;
    }

    @Override
    public void clear() {
      context.clear();
    }

    @Override
    public double[] distribution() {
      return counts.distribution(context);
    }

    @Override
    public void learn(int token) {
      counts.add(context, token);
    }

    @Override
    public void push(int token, long gapMs, int hour) {
      context.push(token);
    }
  }

  /**
   * What is learned, by session where they end; the ends are before the first and after the last.
   */
  private List<int[]> sequences() {
    List<int[]> sequences = new ArrayList<>();
    for (List<TokenEvent> events : held.lessons()) {
      List<Integer> tokens = new ArrayList<>();
      if (hasEnds) {
        tokens.add(end);
      }
      @Nullable TokenEvent before = null;
      for (TokenEvent event : events) {
        if (before != null
            && (rule.isOver(before.time(), event.time()) || rule.isEnd(before.text()))) {
          tokens.add(end);
        }
        tokens.add(id(event));
        before = event;
      }
      if (held.areCases()) {
        tokens.add(end);
      }
      sequences.add(tokens.stream().mapToInt(Integer::intValue).toArray());
    }
    return sequences;
  }

  private Map<String, EventFigures> run() {
    held.learned().values().forEach(events -> walk(events, List.of(), null));
    Map<String, EventFigures> figures = new LinkedHashMap<>();
    held.tested()
        .forEach(
            (key, events) -> {
              List<TokenEvent> before = held.learned().getOrDefault(key, List.of());
              EventFigures of = new EventFigures();
              walk(events, before, of);
              figures.put(key, of);
            });
    return figures;
  }

  private int id(TokenEvent event) {
    return ids.getOrDefault(event.text(), Vocabulary.UNK);
  }

  /** Learns events that follow others; judges them where there are figures. */
  private void walk(
      List<TokenEvent> events, List<TokenEvent> before, @Nullable EventFigures figures) {
    predictor.clear();
    last = -1;
    if (hasEnds && before.isEmpty()) {
      begin();
    }
    @Nullable TokenEvent open = null;
    for (TokenEvent event : before.subList(Math.max(0, before.size() - LEAD), before.size())) {
      if (open != null && rule.isOver(open.time(), event.time())) {
        begin();
      }
      open = push(event);
    }
    for (int at = 0; at < events.size(); at++) {
      TokenEvent event = events.get(at);
      boolean isRanked = at > 1 || !before.isEmpty() || !held.areCases();
      if (open != null && rule.isOver(open.time(), event.time())) {
        step(end, isRanked, figures);
        begin();
      }
      step(id(event), isRanked, figures);
      open = push(event);
    }
    if (held.areCases() && open != null) {
      step(end, events.size() > 1, figures);
    }
  }

  /** A session begins with nothing before it. */
  private void begin() {
    predictor.clear();
    push(end, 0, false);
  }

  /** Takes an event as the newest; null: it has ended its session. */
  private @Nullable TokenEvent push(TokenEvent event) {
    push(id(event), event.time(), true);
    if (rule.isEnd(event.text())) {
      begin();
      return null;
    }
    return event;
  }

  private void push(int token, long time, boolean isEvent) {
    long gap = last < 0 || last == end ? 0 : time - lastTime;
    predictor.push(token, gap, isEvent ? clock.hourOf(time) : 0);
    last = token;
    lastTime = time;
  }

  private void step(int token, boolean isRanked, @Nullable EventFigures figures) {
    if (figures != null) {
      double[] p = predictor.distribution();
      figures.add(-Math.log(p[token]) / Math.log(2), last != token);
      if (isRanked) {
        figures.rank(rank(p, token));
      }
    }
    if (figures == null || isOnline) {
      predictor.learn(token);
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
