package io.sluice.web.api;

import io.sluice.live.LiveKey;
import java.util.Comparator;

/** In which order series are listed. */
enum Order {
  /** Firing first, then the highest score. */
  ATTENTION,
  /** The highest score first. */
  SCORE,
  /** The newest window first. */
  CHANGED,
  NAME;

  /**
   * Where a series stands, as it was when it was looked at.
   *
   * @param score of its newest window; -1: it has none
   * @param changed end of its newest window, epoch ms
   */
  record Place(boolean isFiring, double score, long changed, String key) {
    static Place of(LiveKey series) {
      double score = series.score();
      return new Place(
          series.isFiring(), Double.isNaN(score) ? -1 : score, series.end(), series.key());
    }
  }

  /** Of any two different series, one comes first. */
  Comparator<Place> comparator() {
    Comparator<Place> byScore = Comparator.comparingDouble(Place::score).reversed();
    Comparator<Place> byChange = Comparator.comparingLong(Place::changed).reversed();
    Comparator<Place> order =
        switch (this) {
          case ATTENTION ->
              Comparator.comparing(Place::isFiring)
                  .reversed()
                  .thenComparing(byScore)
                  .thenComparing(byChange);
          case SCORE -> byScore;
          case CHANGED -> byChange;
          case NAME -> Comparator.comparing(Place::key);
        };
    return order.thenComparing(Place::key);
  }
}
