package io.sluice.evaluate.language;

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
 * each held-out event as well. Its vocabulary is every token of the history.
 */
public final class CountedBaseline {
  /** Tokens of a key before its held-out part that a predictor is shown again. */
  private static final int LEAD = 64;

  private final HeldOutEvents held;
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

  private CountedBaseline(HeldOutEvents held, ZoneId zone, boolean isOnline, Maker maker) {
    this.held = held;
    this.clock = TokenFeatures.all(zone);
    this.isOnline = isOnline;
    held.tokens().forEach(text -> ids.put(text, ids.size()));
    this.end = ids.size();
    this.predictor = maker.of(this, ids.size() + (held.areCases() ? 1 : 0));
  }

  /**
   * All of them by name, with the figures of each key: Kneser-Ney of order 1 to 5, static and
   * online; tokens by the part of the day, by the last token with the gap before it and with the
   * part of the day, and by what the key had of late; and a hidden Markov model.
   *
   * @param zone the clock of the part of the day
   */
  public static Map<String, Map<String, EventFigures>> all(HeldOutEvents held, ZoneId zone) {
    Map<String, Map<String, EventFigures>> all = new LinkedHashMap<>();
    for (boolean isOnline : new boolean[] {false, true}) {
      for (int order = 1; order <= Context.MAX_TOKENS + 1; order++) {
        int length = order;
        CountedBaseline baseline =
            new CountedBaseline(
                held, zone, isOnline, (of, size) -> new Ngrams(new KneserNey(length, size)));
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
                new CountedBaseline(held, zone, true, (of, size) -> new WittenBell(by, size))
                    .run()));
    all.put(
        "hidden-markov",
        new CountedBaseline(held, zone, false, (of, size) -> HiddenMarkov.of(of.sequences(), size))
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

  private List<int[]> sequences() {
    List<int[]> sequences = new ArrayList<>();
    for (List<TokenEvent> events : held.lessons()) {
      int ends = held.areCases() ? 1 : 0;
      int[] tokens = new int[events.size() + 2 * ends];
      for (int i = 0; i < events.size(); i++) {
        tokens[i + ends] = id(events.get(i));
      }
      if (held.areCases()) {
        tokens[0] = end;
        tokens[tokens.length - 1] = end;
      }
      sequences.add(tokens);
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

  /** Learns events; judges them where there are figures. */
  private void walk(
      List<TokenEvent> events, List<TokenEvent> before, @Nullable EventFigures figures) {
    predictor.clear();
    last = -1;
    if (held.areCases() && before.isEmpty()) {
      push(end, 0, false);
    }
    for (TokenEvent event : before.subList(Math.max(0, before.size() - LEAD), before.size())) {
      push(id(event), event.time(), true);
    }
    for (int at = 0; at < events.size(); at++) {
      TokenEvent event = events.get(at);
      step(id(event), at > 1 || !before.isEmpty(), figures);
      push(id(event), event.time(), true);
    }
    if (held.areCases()) {
      step(end, events.size() > 1, figures);
    }
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
      if (isRanked || !held.areCases()) {
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
