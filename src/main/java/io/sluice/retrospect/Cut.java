package io.sluice.retrospect;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an excerpt is cut out of a stretch. Neighbouring excerpts overlap, and each answers for its
 * middle, so that every window is judged with something known on both sides of it. All excerpts of
 * a stretch are of one length.
 *
 * @param from the excerpt's first window
 * @param to the window after its last one
 * @param answersFrom the first window that this excerpt answers for
 * @param answersTo the window after the last of them
 */
public record Cut(int from, int to, int answersFrom, int answersTo) {

  /** The number of windows. */
  public int length() {
    return to - from;
  }

  /**
   * Cuts a stretch.
   *
   * @param length windows of an excerpt; a shorter stretch is one excerpt
   * @param context windows at either end that another excerpt answers for, less than half the
   *     length
   * @param first windows from the first excerpt's start to the second's, 1 to {@code length - 2
   *     context}; from then on they are that many apart
   */
  public static List<Cut> of(Stretch stretch, int length, int context, int first) {
    List<Cut> cuts = new ArrayList<>();
    int from = stretch.from();
    int answered = from;
    int next = from + first;
    while (from + length < stretch.to()) {
      cuts.add(new Cut(from, from + length, answered, from + length - context));
      answered = from + length - context;
      from = Math.min(next, stretch.to() - length);
      next += length - 2 * context;
    }
    from = Math.max(stretch.from(), stretch.to() - length);
    cuts.add(new Cut(from, stretch.to(), answered, stretch.to()));
    return cuts;
  }
}
