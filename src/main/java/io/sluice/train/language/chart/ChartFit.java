package io.sluice.train.language.chart;

import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenModel;
import io.sluice.score.CommonCharts;
import io.sluice.score.EventScore;
import io.sluice.score.EventScorer;
import io.sluice.score.SessionRanges;
import io.sluice.state.chart.EventCharts;
import io.sluice.window.Windows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs keys that a model was not trained on through the charts of the service, one behind the
 * other, as if they were one key: what comes of that is what keys begin with. It is done more than
 * once, so that what the charts say together is learned when they have settled.
 */
public final class ChartFit {
  private static final int TOGETHER = 256;

  /** Fewer keys say too little of what is rare. */
  private static final int MIN_KEYS = 50;

  /** Windows that the charts see in all, in whole passes. */
  private static final int ENOUGH = 4000;

  private static final int MIN_PASSES = 3;
  private static final int MAX_PASSES = 12;

  private final Windows windows;
  private final SessionRule rule;

  /**
   * A fit.
   *
   * @param windows in which events are judged
   * @param rule where sessions end beside the ends of keys
   */
  public ChartFit(Windows windows, SessionRule rule) {
    this.windows = windows;
    this.rule = rule;
  }

  /**
   * Runs the keys.
   *
   * @param model was not trained on them
   * @param ranges what sessions that it was trained on had; null: that is not judged
   * @param keys the events of each; a key's end is a session's end
   * @return null: they are too few
   * @throws StepException when the model fails
   */
  public @Nullable EventCharts of(
      TokenModel model, @Nullable SessionRanges ranges, List<List<TokenEvent>> keys)
      throws StepException {
    List<List<List<ScoredEvent>>> judged = new ArrayList<>();
    try (LanguageStep step = new LanguageStep(model, rule, TOGETHER)) {
      for (int from = 0; from < keys.size(); from += TOGETHER) {
        List<Turn> turns = new ArrayList<>();
        for (List<TokenEvent> events : keys.subList(from, Math.min(keys.size(), from + TOGETHER))) {
          turns.add(new Turn(new KeyMemory(), events));
        }
        step.endSession(turns);
        for (Turn turn : turns) {
          judged.add(windows(turn));
        }
      }
    }
    int size = judged.stream().mapToInt(List::size).sum();
    return keys.size() < MIN_KEYS ? null : charts(judged, size, ranges);
  }

  /** What was scored, by the window with which it is judged: an end behind the events before it. */
  private List<List<ScoredEvent>> windows(Turn turn) {
    List<List<ScoredEvent>> all = new ArrayList<>();
    List<ScoredEvent> window = new ArrayList<>();
    long end = Long.MIN_VALUE;
    for (ScoredEvent event : turn.scored()) {
      long of = windows.endOf(event.time());
      boolean isNext = of != end || event.isEndOfSession();
      if (isNext && !window.isEmpty()) {
        all.add(List.copyOf(window));
        window.clear();
      }
      window.add(event);
      end = of;
    }
    if (!window.isEmpty()) {
      all.add(List.copyOf(window));
    }
    return all;
  }

  private EventCharts charts(
      List<List<List<ScoredEvent>>> keys, int windows, @Nullable SessionRanges ranges) {
    EventScorer scorer = new EventScorer(ranges, rule);
    EventCharts charts = new EventCharts();
    int passes = Math.max(MIN_PASSES, Math.min(MAX_PASSES, 1 + ENOUGH / windows));
    charts.borrowed = 1;
    for (int pass = 0; pass < passes; pass++) {
      if (pass == 1) {
        charts.tail.take(new EventCharts().tail);
      }
      for (List<List<ScoredEvent>> key : keys) {
        for (List<ScoredEvent> events : key) {
          EventScore score = scorer.judge(charts, events, 1);
          scorer.learn(charts, events, score, false);
        }
        scorer.cut(charts);
      }
    }
    CommonCharts.lend(charts, keys.size());
    return charts;
  }

  /**
   * What keys begin with whose sessions end with the key.
   *
   * @param model was trained on a part of the history
   * @param learned that part, by key
   * @param heldOut the rest
   * @param keys all of it
   * @param vocabulary what the model of all of it knows
   * @param countsSessions whether what sessions count is judged, too
   * @return null: what is held out is too little
   * @throws StepException when the model fails
   */
  public @Nullable CommonCharts common(
      TokenModel model,
      List<List<TokenEvent>> learned,
      List<List<TokenEvent>> heldOut,
      List<List<TokenEvent>> keys,
      List<String> vocabulary,
      boolean countsSessions)
      throws StepException {
    List<String> known = model.contract().tokens();
    EventCharts charts = of(model, countsSessions ? ranges(known, learned) : null, heldOut);
    return charts == null
        ? null
        : new CommonCharts(
            windows.size(), charts, countsSessions ? ranges(vocabulary, keys) : null);
  }

  private SessionRanges ranges(List<String> vocabulary, List<List<TokenEvent>> keys) {
    return SessionRanges.of(CommonCharts.words(vocabulary), sessions(keys));
  }

  /** The sessions of keys, without the times. */
  private List<List<String>> sessions(List<List<TokenEvent>> keys) {
    List<List<String>> sessions = new ArrayList<>();
    for (List<TokenEvent> events : keys) {
      List<String> session = new ArrayList<>();
      for (int i = 0; i < events.size(); i++) {
        if (i > 0 && isNew(events.get(i - 1), events.get(i))) {
          sessions.add(session);
          session = new ArrayList<>();
        }
        session.add(events.get(i).text());
      }
      sessions.add(session);
    }
    return sessions;
  }

  private boolean isNew(TokenEvent before, TokenEvent event) {
    return rule.isEnd(before.text()) || rule.isOver(before.time(), event.time());
  }
}
