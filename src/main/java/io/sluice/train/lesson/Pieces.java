package io.sluice.train.lesson;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Chooses what one pass of training or validation steps through. */
public final class Pieces {
  private Pieces() {}

  /**
   * The pieces of one epoch of training: windows hidden at random, and long runs cut at places that
   * differ from epoch to epoch, so that steps follow one another in ever new company.
   *
   * @param piece the most steps of a piece
   */
  public static List<Piece> epoch(
      List<Series> series, TimeSpan span, PieceEncoder encoder, int piece, RandomGenerator random) {
    List<Piece> pieces = new ArrayList<>();
    for (Series one : series) {
      for (Piece run : encoder.runs(one, span, PieceEncoder.hide(one, random))) {
        cut(run, encoder, piece, random, pieces);
      }
    }
    return pieces;
  }

  private static void cut(
      Piece run, PieceEncoder encoder, int piece, RandomGenerator random, List<Piece> pieces) {
    int from = run.from();
    int to = run.steps() <= piece ? run.to() : from + 1 + random.nextInt(piece);
    while (from < run.to()) {
      Piece part = run.slice(from, to);
      if (encoder.firstUseful(part) < to) {
        pieces.add(part);
      }
      from = to;
      to = Math.min(from + piece, run.to());
    }
  }

  /**
   * The pieces that have targets in a span, each from {@code leadIn} steps before its first target.
   */
  public static List<Piece> validation(
      List<Series> series, TimeSpan span, PieceEncoder encoder, int leadIn) {
    List<Piece> useful = new ArrayList<>();
    for (Series one : series) {
      for (Piece run : encoder.runs(one, span, new boolean[one.length()])) {
        int first = encoder.firstUseful(run);
        if (first < run.to()) {
          useful.add(run.slice(Math.max(run.from(), first - leadIn), run.to()));
        }
      }
    }
    return useful;
  }
}
