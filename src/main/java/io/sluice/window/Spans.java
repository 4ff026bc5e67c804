package io.sluice.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Disjoint spans of time in ascending order, which do not touch. Immutable. */
final class Spans {
  /**
   * A span of time, never empty.
   *
   * @param from its first moment
   * @param to the first moment after it
   */
  record Span(long from, long to) {}

  private final long[] from;
  private final long[] to;

  private Spans(List<Span> spans) {
    this.from = spans.stream().mapToLong(Span::from).toArray();
    this.to = spans.stream().mapToLong(Span::to).toArray();
  }

  /** All that is in any of some spans. */
  static Spans union(List<Span> spans) {
    List<Span> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(Span::from));
    List<Span> union = new ArrayList<>();
    for (Span next : sorted) {
      int last = union.size() - 1;
      if (last >= 0 && next.from <= union.get(last).to) {
        Span before = union.get(last);
        union.set(last, new Span(before.from, Math.max(before.to, next.to)));
      } else {
        union.add(next);
      }
    }
    return new Spans(union);
  }

  /** What is in a span and in none of these. */
  List<Span> without(Span span) {
    List<Span> rest = new ArrayList<>();
    long at = span.from;
    for (int i = firstEndingAfter(span.from); i < size() && from[i] < span.to; i++) {
      if (at < from[i]) {
        rest.add(new Span(at, from[i]));
      }
      at = to[i];
    }
    if (at < span.to) {
      rest.add(new Span(at, span.to));
    }
    return rest;
  }

  int size() {
    return from.length;
  }

  long from(int span) {
    return from[span];
  }

  long to(int span) {
    return to[span];
  }

  /** The span that a time is in, or the first one after it; the number of spans: there is none. */
  int firstEndingAfter(long time) {
    int found = Arrays.binarySearch(to, time);
    return found < 0 ? -found - 1 : found + 1;
  }

  /** Whether a time is in one of them. */
  boolean contains(long time) {
    int span = firstEndingAfter(time);
    return span < size() && from[span] <= time;
  }
}
