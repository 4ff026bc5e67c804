package io.sluice.live;

import io.sluice.model.ModelContract;
import io.sluice.model.ModelIdentity;
import io.sluice.output.Forecast;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The last windows of one series, and what is forecast of it. Thread-safe. */
public final class LiveSeries implements LiveKey {
  /** The most windows that are kept. */
  static final int MOST_WINDOWS = 512;

  private static final int FIRST_WINDOWS = 16;
  private static final int PER_TARGET = 4;
  private static final int BEFORE_TARGETS = 2;
  private static final int OBJECT_BYTES = 400;

  private final String key;
  private final int partition;
  private final LiveMemory memory;
  private final int width;

  /** A ring of rows: end, score, and of each target what {@link LivePoint.Value} has. */
  private double[] rows;

  private int first;
  private int count;
  private Forecast newest;
  private LiveStep step;
  private boolean isFiring;

  LiveSeries(int partition, Forecast forecast, LiveStep step, LiveMemory memory) {
    this.key = new String(forecast.key.get(), StandardCharsets.UTF_8);
    this.partition = partition;
    this.memory = memory;
    this.width = BEFORE_TARGETS + PER_TARGET * forecast.observed.length;
    this.rows = new double[FIRST_WINDOWS * width];
    this.newest = forecast;
    this.step = step;
  }

  /** Bytes of a series that begins with a forecast. */
  static long bytes(Forecast forecast, LiveStep step) {
    int width = BEFORE_TARGETS + PER_TARGET * forecast.observed.length;
    long cells = (long) FIRST_WINDOWS * width + forecast.quantiles.length;
    return OBJECT_BYTES + step.bytes() + cells * Double.BYTES;
  }

  @Override
  public synchronized long bytes() {
    return OBJECT_BYTES
        + step.bytes()
        + (long) (rows.length + newest.quantiles.length) * Double.BYTES;
  }

  /**
   * Takes a window in; those from its end on are undone and come again.
   *
   * @param coverage is told which values had been forecast
   */
  synchronized void add(Forecast forecast, boolean firing, LiveStep how, LiveCoverage coverage) {
    while (count > 0 && end(count - 1) >= forecast.windowEnd) {
      count--;
    }
    makeRoom();
    int at = row(count++);
    rows[at] = forecast.windowEnd;
    rows[at + 1] = forecast.score;
    boolean wasForecast = newest.horizonEnds[0] == forecast.windowEnd;
    for (int i = 0; i < forecast.observed.length; i++) {
      int cell = at + BEFORE_TARGETS + PER_TARGET * i;
      rows[cell] = forecast.observed[i];
      for (int level = 0; level < PER_TARGET - 1; level++) {
        rows[cell + 1 + level] = wasForecast ? next(newest, i, level) : Double.NaN;
      }
      coverage.add(rows[cell], rows[cell + 1], rows[cell + PER_TARGET - 1]);
    }
    newest = forecast;
    step = how;
    isFiring = firing;
  }

  /** The lower, middle or upper quantile of the next window. */
  private static double next(Forecast forecast, int target, int which) {
    ModelContract model = forecast.model;
    int level =
        switch (which) {
          case 0 -> Math.max(0, model.levels().indexOf(0.1f));
          case 1 -> model.median();
          default -> {
            int upper = model.levels().indexOf(0.9f);
            yield upper < 0 ? model.levels().size() - 1 : upper;
          }
        };
    return forecast.quantiles[target * model.horizon() * model.levels().size() + level];
  }

  private void makeRoom() {
    int windows = rows.length / width;
    if (count < windows) {
      return;
    }
    if (windows < MOST_WINDOWS && memory.take((long) rows.length * Double.BYTES)) {
      double[] more = new double[2 * rows.length];
      for (int i = 0; i < count; i++) {
        System.arraycopy(rows, row(i), more, i * width, width);
      }
      rows = more;
      first = 0;
    } else {
      first = (first + 1) % windows;
      count--;
    }
  }

  private int row(int i) {
    return (first + i) % (rows.length / width) * width;
  }

  private long end(int i) {
    return (long) rows[row(i)];
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public int partition() {
    return partition;
  }

  /** What was published of it last. */
  public synchronized Forecast newest() {
    return newest;
  }

  /**
   * What was published of a series last, and how that was made.
   *
   * @param forecast the newest
   * @param step its step
   */
  public record Last(Forecast forecast, LiveStep step) {}

  /** Both of one window. */
  public synchronized Last last() {
    return new Last(newest, step);
  }

  @Override
  public synchronized double score() {
    return newest.score;
  }

  @Override
  public synchronized long end() {
    return newest.windowEnd;
  }

  @Override
  public synchronized ModelIdentity model() {
    return newest.model;
  }

  @Override
  public synchronized boolean isFiring() {
    return isFiring;
  }

  /** Its last windows, the oldest first. */
  public synchronized List<LivePoint> points() {
    List<LivePoint> points = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = row(i);
      List<LivePoint.Value> targets = new ArrayList<>();
      for (int cell = at + BEFORE_TARGETS; cell < at + width; cell += PER_TARGET) {
        targets.add(
            new LivePoint.Value(rows[cell], rows[cell + 1], rows[cell + 2], rows[cell + 3]));
      }
      points.add(new LivePoint(end(i), rows[at + 1], targets));
    }
    return points;
  }

  /** What was observed of its first target in its last windows, the oldest first; NaN: nothing. */
  public synchronized double[] lastObserved(int most) {
    int from = Math.max(0, count - most);
    double[] values = new double[count - from];
    Arrays.setAll(values, i -> rows[row(from + i) + BEFORE_TARGETS]);
    return values;
  }
}
