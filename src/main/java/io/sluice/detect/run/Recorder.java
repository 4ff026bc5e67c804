package io.sluice.detect.run;

import io.sluice.model.ModelContract;
import io.sluice.output.Alert;
import io.sluice.output.Forecast;
import io.sluice.output.Outgoing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps what a task publishes of forecasts and alerts, by key. */
public final class Recorder implements Consumer<Record<Bytes, Outgoing>> {
  private static final double LOWER = 0.1;
  private static final double UPPER = 0.9;

  /** The share of the heap that windows may take. */
  private static final double SHARE = 0.6;

  /** Bytes of a window, with room to grow: its times and score, and four numbers per target. */
  private static final int WINDOW_BYTES = 30;

  private static final int TARGET_BYTES = 48;

  private final Map<Bytes, Kept> keys = new HashMap<>();
  private final ToLongFunction<Bytes> later;
  private final int targets;
  private final int levels;
  private final int horizon;
  private final int median;
  private final int lower;
  private final int upper;
  private final long most;
  private long windows;

  /** A key's track, and what was forecast of its next window. */
  private static final class Kept {
    final Track track;
    final double[] median;
    final double[] lower;
    final double[] upper;
    long next = Long.MIN_VALUE;

    Kept(Bytes key, int targets) {
      track = new Track(new String(key.get(), StandardCharsets.UTF_8), targets);
      median = new double[targets];
      lower = new double[targets];
      upper = new double[targets];
    }

    void forget() {
      Arrays.fill(median, Double.NaN);
      Arrays.fill(lower, Double.NaN);
      Arrays.fill(upper, Double.NaN);
    }
  }

  /** A recorder of a pipeline of so many targets. */
  public Recorder(ModelContract model, int targets) {
    this(model, targets, key -> 0);
  }

  /**
   * A recorder of a pipeline's output.
   *
   * @param model that makes the forecasts
   * @param targets of the pipeline
   * @param later by how much a key's times are later than the task was given to believe, ms
   */
  public Recorder(ModelContract model, int targets, ToLongFunction<Bytes> later) {
    this.later = later;
    this.targets = targets;
    this.levels = model.levels().size();
    this.horizon = model.horizon();
    this.median = model.median();
    this.lower = nearest(model, LOWER);
    this.upper = nearest(model, UPPER);
    long bytes = WINDOW_BYTES + (long) targets * TARGET_BYTES;
    this.most = (long) (SHARE * Runtime.getRuntime().maxMemory() / bytes);
  }

  private static int nearest(ModelContract model, double level) {
    float[] all = model.levelArray();
    int best = 0;
    for (int i = 1; i < all.length; i++) {
      best = Math.abs(all[i] - level) < Math.abs(all[best] - level) ? i : best;
    }
    return best;
  }

  /**
   * Takes a record.
   *
   * @throws DetectException when there are more windows than fit into the heap
   */
  @Override
  public void accept(Record<Bytes, Outgoing> record) {
    if (record.value() instanceof Forecast forecast) {
      keep(kept(record.key()), forecast, later.applyAsLong(record.key()));
    } else if (record.value() instanceof Alert alert) {
      kept(record.key()).track.add(Told.of(alert, later.applyAsLong(record.key())));
    }
  }

  private Kept kept(Bytes key) {
    return keys.computeIfAbsent(key, k -> new Kept(k, targets));
  }

  private void keep(Kept kept, Forecast forecast, long moved) {
    if (++windows > most) {
      throw new DetectException(
          "there are more than the %,d windows that fit into the heap: give it more (SLUICE_HEAP), or fewer keys at a time"
              .formatted(most));
    }
    if (kept.next != forecast.windowEnd) {
      kept.forget();
    }
    kept.track.add(
        forecast.windowStart + moved,
        forecast.windowEnd + moved,
        forecast.score,
        forecast.observed,
        kept.median,
        kept.lower,
        kept.upper);
    kept.next = forecast.horizonEnds[0];
    for (int i = 0; i < targets; i++) {
      int first = i * horizon * levels;
      kept.median[i] = forecast.quantiles[first + median];
      kept.lower[i] = forecast.quantiles[first + lower];
      kept.upper[i] = forecast.quantiles[first + upper];
    }
  }

  /** Windows that were kept so far. */
  public long windows() {
    return windows;
  }

  /** What became of each key, in the order of their bytes. */
  public List<Track> tracks() {
    List<Bytes> order = new ArrayList<>(keys.keySet());
    order.sort(Bytes::compareTo);
    List<Track> tracks = new ArrayList<>();
    for (Bytes key : order) {
      Kept kept = keys.get(key);
      if (kept != null) {
        tracks.add(kept.track);
      }
    }
    return tracks;
  }
}
