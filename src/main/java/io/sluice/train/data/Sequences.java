package io.sluice.train.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses the sequences that one pass of training or validation steps through. */
public final class Sequences {
  private Sequences() {}

  /**
   * The training sequences of one epoch: windows hidden at random, and long sequences cut into
   * pieces at places that differ from epoch to epoch, so that steps follow one another in ever new
   * company.
   *
   * @param piece the most steps of a piece
   */
  public static List<Sequence> epoch(
      List<Series> series,
      TimeSpan span,
      SequenceEncoder encoder,
      int piece,
      RandomGenerator random) {
    List<Sequence> pieces = new ArrayList<>();
    for (Series one : series) {
      for (Sequence sequence : encoder.encode(one, span, random)) {
        cut(sequence, piece, random, pieces);
      }
    }
    return pieces;
  }

  private static void cut(
      Sequence sequence, int piece, RandomGenerator random, List<Sequence> pieces) {
    int from = 0;
    int to = sequence.steps() <= piece ? sequence.steps() : 1 + random.nextInt(piece);
    while (from < sequence.steps()) {
      Sequence part = sequence.slice(from, to);
      if (part.isUseful()) {
        pieces.add(part);
      }
      from = to;
      to = Math.min(from + piece, sequence.steps());
    }
  }

  /**
   * The sequences that have targets in a span, each from {@code leadIn} steps before its first
   * target.
   */
  public static List<Sequence> validation(
      List<Series> series, TimeSpan span, SequenceEncoder encoder, int leadIn) {
    List<Sequence> useful = new ArrayList<>();
    for (Series one : series) {
      for (Sequence sequence : encoder.encode(one, span)) {
        if (sequence.isUseful()) {
          int from = Math.max(0, sequence.firstTarget() - leadIn);
          useful.add(sequence.slice(from, sequence.steps()));
        }
      }
    }
    return useful;
  }
}
