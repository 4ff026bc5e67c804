package io.sluice.train.language.count;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * One key's events as steps of a model: what was the newest token, when, and what came next. The
 * first step of a session stands before its first event. Where sessions end, the last step of one
 * has their end as what came next.
 */
public final class TokenSequence {
  /** Stands for no gap, and for no time. */
  public static final long NONE = -1;

  private static final int EOS = Vocabulary.EOS;

  private int[] tokens;
  private long[] times;
  private long[] gaps;
  private int[] targets;
  private long[] delays;
  private int[] labels;
  private int size;

  private TokenSequence(int capacity) {
    tokens = new int[capacity];
    times = new long[capacity];
    gaps = new long[capacity];
    targets = new int[capacity];
    delays = new long[capacity];
    labels = new int[capacity];
  }

  /**
   * The steps of a key.
   *
   * @param events in the order of their times, at least one
   * @param rule where sessions end; an end is what came next unless a token is one itself
   * @param isEnded whether the last session has ended
   */
  public static TokenSequence of(
      List<TokenEvent> events, Vocabulary vocabulary, SessionRule rule, boolean isEnded) {
    return of(events, vocabulary, rule, isEnded, event -> (int) NONE);
  }

  /**
   * The same with what events are labelled with.
   *
   * @param labelOf the label of an event, by number; {@link #NONE}: nobody says
   */
  public static TokenSequence of(
      List<TokenEvent> events,
      Vocabulary vocabulary,
      SessionRule rule,
      boolean isEnded,
      ToIntFunction<TokenEvent> labelOf) {
    TokenSequence steps = new TokenSequence(events.size() + 2);
    int token = EOS;
    long time = NONE;
    long gap = NONE;
    long before = NONE;
    int label = (int) NONE;
    for (TokenEvent event : events) {
      if (token != EOS && rule.isOver(before, event.time())) {
        steps.add(token, time, gap, EOS, NONE, label);
        token = EOS;
        time = NONE;
        label = (int) NONE;
      }
      int next = vocabulary.idOf(event.text());
      steps.add(token, time, gap, next, token == EOS ? NONE : event.time() - before, label);
      label = labelOf.applyAsInt(event);
      gap = token == EOS ? NONE : event.time() - before;
      boolean isEnd = rule.isEnd(event.text());
      token = isEnd ? EOS : next;
      time = isEnd ? NONE : event.time();
      before = event.time();
    }
    if (isEnded && token != EOS) {
      steps.add(token, time, gap, EOS, NONE, label);
    }
    return steps;
  }

  private void add(int token, long time, long gap, int target, long delay, int label) {
    if (size == tokens.length) {
      int more = size * 2;
      tokens = Arrays.copyOf(tokens, more);
      times = Arrays.copyOf(times, more);
      gaps = Arrays.copyOf(gaps, more);
      targets = Arrays.copyOf(targets, more);
      delays = Arrays.copyOf(delays, more);
      labels = Arrays.copyOf(labels, more);
    }
    tokens[size] = token;
    times[size] = time;
    gaps[size] = token == EOS ? NONE : gap;
    targets[size] = target;
    labels[size] = label;
    delays[size++] = delay;
  }

  /** The number of steps. */
  public int size() {
    return size;
  }

  /** The newest token at a step. */
  public int token(int step) {
    return tokens[step];
  }

  /** When that was, in milliseconds; {@link #NONE} before a session's first event. */
  public long time(int step) {
    return times[step];
  }

  /** Milliseconds since the event before it in its session; {@link #NONE}: there was none. */
  public long gap(int step) {
    return gaps[step];
  }

  /** What came next. */
  public int target(int step) {
    return targets[step];
  }

  /** The label of the newest token, by number; {@link #NONE}: nobody says. */
  public int label(int step) {
    return labels[step];
  }

  /** Milliseconds until then; {@link #NONE} for a session's first event and its end. */
  public long delay(int step) {
    return delays[step];
  }

  /**
   * A stretch of a sequence that is stepped from zeros.
   *
   * @param sequence what it is of
   * @param from the first step
   * @param counted the first step whose prediction counts; those before it lead up to it
   * @param to after the last step
   */
  public record Piece(TokenSequence sequence, int from, int counted, int to) {
    public int size() {
      return to - from;
    }
  }
}
