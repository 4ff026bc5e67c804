package io.sluice.language.label;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.label.LabelPoint;
import io.sluice.model.token.TokenFeatures;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Events that are held out together, if they are: a day of a key, or a whole case.
 *
 * @param name what it is called: the day, or the key
 * @param points its events, as they are labelled
 * @param labels of each, see {@link LabelledEvents#UNKNOWN}
 * @param labelBefore that of the event before the first
 * @param times when each event was, epoch ms
 */
public record LabelStretch(
    String name, List<LabelPoint> points, List<Integer> labels, int labelBefore, List<Long> times) {
  public LabelStretch {
    points = List.copyOf(points);
    labels = List.copyOf(labels);
    times = List.copyOf(times);
  }

  /** The label of the event before one. */
  public int before(int at) {
    return at == 0 ? labelBefore : labels.get(at - 1);
  }

  /**
   * The stretches of a key.
   *
   * @param rule where sessions end
   * @param isWhole whether each session is a stretch, and no day
   */
  public static List<LabelStretch> of(
      LabelledEvents key,
      Vocabulary vocabulary,
      TokenFeatures features,
      SessionRule rule,
      boolean isWhole) {
    List<LabelPoint> points = points(key.events(), vocabulary, features, rule);
    List<LabelStretch> stretches = new ArrayList<>();
    int from = 0;
    for (int at = 1; at <= points.size(); at++) {
      boolean isCut =
          at == points.size()
              || (isWhole ? points.get(at).position == 1 : isNewDay(key, at, features));
      if (isCut) {
        stretches.add(stretch(key, points, from, at, features, isWhole));
        from = at;
      }
    }
    return stretches;
  }

  private static boolean isNewSession(TokenEvent before, TokenEvent event, SessionRule rule) {
    return rule.isEnd(before.text()) || rule.isOver(before.time(), event.time());
  }

  private static boolean isNewDay(LabelledEvents key, int at, TokenFeatures features) {
    return !day(key.events().get(at), features).equals(day(key.events().get(at - 1), features));
  }

  private static LocalDate day(TokenEvent event, TokenFeatures features) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(event.time()), features.zone());
  }

  private static LabelStretch stretch(
      LabelledEvents key,
      List<LabelPoint> points,
      int from,
      int to,
      TokenFeatures features,
      boolean isWhole) {
    List<Long> times = key.events().subList(from, to).stream().map(TokenEvent::time).toList();
    return new LabelStretch(
        isWhole ? key.key() : day(key.events().get(from), features).toString(),
        points.subList(from, to),
        isWhole
            ? Collections.nCopies(to - from, key.labels().get(to - 1))
            : key.labels().subList(from, to),
        from == 0 || points.get(from).position == 1
            ? LabelledEvents.UNKNOWN
            : key.labels().get(from - 1),
        times);
  }

  /**
   * The events of a key as they are labelled, with what came after each.
   *
   * @param events in the order of their times
   * @param rule where sessions end
   */
  public static List<LabelPoint> points(
      List<TokenEvent> events, Vocabulary vocabulary, TokenFeatures features, SessionRule rule) {
    List<LabelPoint> points = new ArrayList<>(events.size());
    long begin = 0;
    for (int at = 0; at < events.size(); at++) {
      TokenEvent event = events.get(at);
      LabelPoint point = new LabelPoint();
      point.token = vocabulary.idOf(event.text());
      point.hour = features.hourOf(event.time());
      long gap = at == 0 ? LabelPoint.NONE : event.time() - events.get(at - 1).time();
      if (at == 0 || isNewSession(events.get(at - 1), event, rule)) {
        begin = event.time();
      } else {
        LabelPoint before = points.get(at - 1);
        point.last = before.token;
        point.beforeLast = before.last;
        point.gapMs = gap;
        point.position = before.position + 1;
        point.elapsedMs = event.time() - begin;
        before.next = point.token;
        before.nextGapMs = gap;
        if (before.position > 1) {
          points.get(at - 2).afterNext = point.token;
        }
      }
      points.add(point);
    }
    return points;
  }
}
