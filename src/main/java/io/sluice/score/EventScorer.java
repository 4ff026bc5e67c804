package io.sluice.score;

import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.score.EventScore.Cause;
import io.sluice.state.chart.EventCharts;
import io.sluice.state.chart.SessionTally;
import io.sluice.state.chart.TailState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says how odd the events of a closed window are for their key.
 *
 * <p>Two charts of their surprise: the most surprising event alone, and a cumulative sum (Page,
 * "Continuous inspection schemes", Biometrika 1954) of what events were more surprising than usual,
 * for stretches of which no event is odd alone. As for values, what they say is combined by a power
 * mean without division, and one tail per key turns that into a rate, see {@link PeakTail}. A third
 * one, where training's sessions were counted, is of the counts of a session: too many as soon as
 * they are, too few at its end. A fourth is of silence: how improbably long nothing has happened.
 * While an alert fires, nothing is learned but at its end. Stateless.
 *
 * <p>Keys that begin with charts of others, see {@link CommonCharts}, are judged from their first
 * window on.
 */
public final class EventScorer {
  /** Windows with events before the charts judge. */
  private static final int MIN_COUNT = 10;

  /** Such windows before anything alerts. */
  public static final int BEFORE_ALERTS = 30;

  /** Such windows before the tail of all charts learns: until then their own tails settle. */
  private static final int BEFORE_TAIL = 50;

  private static final int MAX_JUDGED = 1_000_000;
  private static final double POWER = 1.5;

  /** What is usual beyond the mean, in standard deviations: less adds nothing to a stretch. */
  private static final double ALLOWED = 0.5;

  /** One event adds no more to a stretch, in standard deviations. */
  private static final double MOST_OF_ONE = 2.5;

  /** What of a stretch is left at the next event. */
  private static final double KEPT = 0.9;

  /** A slow mean takes an event for no more, in standard deviations. */
  private static final double CLIP = 6;

  /** Bits: events differ by at least this much. */
  private static final double MIN_DEVIATION = 0.25;

  private static final double LOG10_TWO = Math.log10(2);
  private static final double MIN_SURVIVAL = 1e-300;
  private static final int MAX_PEAKS = 100;
  private static final int PRIOR_PEAKS = 5;
  private static final int PRIOR_GAPS = 50;
  private static final int MAX_GAPS = 3000;
  private static final double GAP_CLIP = 10;
  private static final float MIN_GAP_EXCESS = 0.05f;
  private static final double MIN_GAP_STEP = 0.2;
  private static final double DIGIT = 1e-3;

  /** In place of a statistic. */
  private static final double NOTHING = -1;

  private final @Nullable SessionRanges ranges;
  private final SessionRule sessions;

  /**
   * A scorer.
   *
   * @param ranges what the counts of sessions are held against; null: they are not
   * @param sessions where sessions end
   */
  public EventScorer(@Nullable SessionRanges ranges, SessionRule sessions) {
    this.ranges = ranges;
    this.sessions = sessions;
  }

  /**
   * Judges the events of a window and takes them into the fast sum. To be followed by {@link
   * #learn}.
   *
   * @param events at least one, in order
   * @param windows since the key's first one, this one included, with an event or without
   */
  public EventScore judge(EventCharts memory, List<ScoredEvent> events, long windows) {
    Oddest found = new Oddest();
    for (int i = 0; i < events.size(); i++) {
      see(memory, events.get(i), i, found);
    }
    double ofEnd = novelty(memory, memory.end, found.end);
    double ofOne = Math.max(ofEnd, novelty(memory, memory.event, found.one));
    double ofAll = novelty(memory, memory.sequence, found.stretch);
    SessionRanges.Odd odd = found.count;
    double ofSession = odd == null ? 0 : novelty(memory, memory.session, odd.rarity());
    double novelty = Math.pow(power(ofOne) + power(ofAll) + power(ofSession), 1 / POWER);
    int oddest = ofEnd >= ofOne && found.endAt >= 0 ? found.endAt : found.at;
    double share = Math.log10(share(memory, windows));
    double value = memory.known() < MIN_COUNT ? 0 : Rarity.of(memory.tail, memory.known(), novelty);
    Cause cause = ofAll > ofOne ? Cause.STRETCH : Cause.EVENT;
    cause = ofSession > Math.max(ofOne, ofAll) ? Cause.SESSION : cause;
    return new EventScore(value == 0 ? 0 : value - share, novelty, oddest, cause, odd);
  }

  /** What is the oddest of a window. */
  private static final class Oddest {
    /** The surprise of an event, and its place. */
    double one = NOTHING;

    int at;

    /** The same of a session's end. */
    double end = NOTHING;

    int endAt = -1;

    double stretch = NOTHING;
    SessionRanges.@Nullable Odd count;
  }

  private void see(EventCharts memory, ScoredEvent event, int at, Oddest found) {
    double bits = event.bits();
    found.count = odder(found.count, count(memory, event));
    if (event.isEndOfSession()) {
      found.endAt = bits > found.end ? at : found.endAt;
      found.end = Math.max(found.end, bits);
      return;
    }
    found.at = bits > found.one ? at : found.at;
    found.one = Math.max(found.one, bits);
    double excess = (bits - memory.mean) / deviation(memory) - ALLOWED;
    double added = Math.min(MOST_OF_ONE, excess);
    memory.excess = (float) Math.max(0, KEPT * memory.excess + added);
    found.stretch = Math.max(found.stretch, memory.excess);
  }

  private static double power(double novelty) {
    return Math.pow(novelty, POWER);
  }

  /** Counts an event in its session; null where that is held against nothing. */
  private SessionRanges.@Nullable Odd count(EventCharts memory, ScoredEvent event) {
    if (ranges == null || memory.borrowed == 0) {
      return null;
    }
    SessionRanges.Odd odd = null;
    if (!event.isEndOfSession()) {
      short place = SessionTally.place(event.text());
      memory.tally.add(place);
      odd = ranges.above(memory.tally, place);
    }
    if (event.isEndOfSession() || sessions.isEnd(event.text())) {
      odd = odder(odd, ranges.whole(memory.tally));
      memory.tally.clear();
    }
    return odd;
  }

  private static SessionRanges.@Nullable Odd odder(
      SessionRanges.@Nullable Odd one, SessionRanges.@Nullable Odd other) {
    return one == null || (other != null && other.rarity() > one.rarity()) ? other : one;
  }

  private static double novelty(EventCharts memory, TailState tail, double statistic) {
    boolean isKnown = memory.known() >= MIN_COUNT && tail.count >= MIN_COUNT;
    return isKnown && statistic >= 0 ? PeakTail.rarity(tail, statistic) : 0;
  }

  private static double deviation(EventCharts memory) {
    double variance = memory.square - memory.mean * memory.mean;
    return Math.max(MIN_DEVIATION, Math.sqrt(Math.max(0, variance)));
  }

  /** The share of the key's windows that have events. */
  private static double share(EventCharts memory, long windows) {
    return Math.min(1, (memory.judged + 1.0) / Math.max(1, windows));
  }

  /**
   * Takes the window that was judged last into what is remembered of its key.
   *
   * @param isAbnormal whether an alert fires, or did until this window: then nothing is
   */
  public void learn(
      EventCharts memory, List<ScoredEvent> events, EventScore score, boolean isAbnormal) {
    if (isAbnormal) {
      return;
    }
    double most = NOTHING;
    double longest = 0;
    for (ScoredEvent event : events) {
      longest = Math.max(longest, improbability(event.survival()));
      if (event.isEndOfSession()) {
        PeakTail.learn(memory.end, event.bits());
      } else {
        learn(memory, event.bits());
        most = Math.max(most, event.bits());
      }
    }
    if (most >= 0) {
      PeakTail.learn(memory.event, most);
      PeakTail.learn(memory.sequence, memory.excess);
    }
    learnGap(memory.gap, longest);
    SessionRanges.Odd odd = score.session();
    if (odd != null) {
      PeakTail.learn(memory.session, odd.rarity());
    }
    memory.judged = Math.min(memory.judged + 1, MAX_JUDGED);
    if (memory.known() > BEFORE_TAIL) {
      PeakTail.learn(memory.tail, score.novelty());
    }
  }

  private static void learn(EventCharts memory, double bits) {
    double taken =
        memory.events < MIN_COUNT ? bits : Math.min(bits, memory.mean + CLIP * deviation(memory));
    memory.events = Math.min(memory.events + 1, EventCharts.MEMORY);
    memory.mean += (float) ((taken - memory.mean) / memory.events);
    memory.square += (float) ((taken * taken - memory.square) / memory.events);
  }

  /**
   * An episode is over: it is learned as one peak.
   *
   * @param highest its highest {@link EventScore#novelty}
   */
  public void learnEpisode(EventCharts memory, double highest) {
    PeakTail.learnPeak(memory.tail, highest);
    memory.excess = 0;
  }

  /** What is judged next is of another key. */
  public void cut(EventCharts memory) {
    memory.excess = 0;
    memory.tally.clear();
    for (TailState tail :
        List.of(memory.event, memory.sequence, memory.end, memory.session, memory.tail)) {
      PeakTail.cut(tail);
    }
  }

  /**
   * Down to which probability silence is nothing odd for a key.
   *
   * @param threshold the score at which an alert fires
   * @param windows since the key's first one
   * @return in [0, 1]; 0: however long it is
   */
  public double leastSurvival(EventCharts memory, double threshold, long windows) {
    if (memory.known() < BEFORE_ALERTS) {
      return 0;
    }
    double wanted = threshold + LOG10_TWO + Math.log10(share(memory, windows));
    double low = 0;
    double high = -Math.log10(MIN_SURVIVAL);
    if (rarityOfGap(memory, high) < wanted) {
      return 0;
    }
    while (high - low > DIGIT) {
      double middle = (low + high) / 2;
      if (rarityOfGap(memory, middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return Math.pow(10, -high);
  }

  /** How rare it is for nothing to happen for so improbably long, as far as the key is known. */
  private static double rarityOfGap(EventCharts memory, double improbability) {
    return Rarity.known(PeakTail.rarity(memory.gap, improbability), memory.known());
  }

  /**
   * Peaks over threshold without clusters: every silence that is too long is an alert of its own.
   */
  private static void learnGap(TailState tail, double improbability) {
    boolean exceeds = improbability > tail.threshold;
    if (exceeds) {
      tail.peaks = Math.min(tail.peaks + 1, MAX_PEAKS);
      double excess = Math.min(improbability - tail.threshold, GAP_CLIP * tail.meanExcess);
      tail.meanExcess += (float) ((excess - tail.meanExcess) / (tail.peaks + PRIOR_PEAKS));
      tail.meanExcess = Math.max(MIN_GAP_EXCESS, tail.meanExcess);
    }
    tail.count = Math.min(tail.count + 1, MAX_GAPS);
    double step = Math.max(tail.meanExcess, MIN_GAP_STEP) * PeakTail.PEAK_EVERY;
    double moved = (exceeds ? 1 : 0) - 1.0 / PeakTail.PEAK_EVERY;
    tail.threshold += (float) (step * moved / (tail.count + PRIOR_GAPS));
  }

  private static double improbability(double survival) {
    return -Math.log10(Math.max(MIN_SURVIVAL, Math.min(1, survival)));
  }
}
