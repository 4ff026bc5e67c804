package io.sluice.alert;

import io.sluice.model.ModelContract;
import io.sluice.output.Alert;
import io.sluice.output.Alert.Severity;
import io.sluice.output.Alert.Status;
import io.sluice.score.Score;
import io.sluice.state.EpisodeState;
import io.sluice.state.KeyState;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Turns scores into episodes: one alert when an episode fires, one when it is resolved, none
 * between.
 *
 * <table>
 * <caption>An episode of abnormal values; T is the threshold that the false-alarm budget gives</caption>
 * <tr><th>state</th><th>window</th><th>what happens</th></tr>
 * <tr><td>quiet</td><td>score ≥ T</td><td>fires: {@code outlier}, or {@code shift} by the drift chart</td></tr>
 * <tr><td>firing</td><td>a score ≥ 0.6 T</td><td>goes on</td></tr>
 * <tr><td>firing</td><td>below, for the third time in a row</td><td>resolved</td></tr>
 * </table>
 *
 * <p>A {@code silent} episode fires when the run of windows without an event is too long for the
 * share of such windows that the key is known for, and is resolved by the next event. Stateless and
 * shared: the episodes live in the {@link KeyState}.
 */
public final class EpisodeTracker {
  private static final double KEEP = 0.6;
  private static final int QUIET_WINDOWS = 3;
  private static final double CRITICAL = 2;
  private static final int MIN_SILENCE = 2;

  /** A key is never trusted to begin a gap in less than this share of its windows. */
  private static final double MIN_GAP_START = 0.002;

  /** Nor to stay in one with a probability below or above these. */
  private static final double MIN_GAP_STAY = 0.1;

  private static final double MAX_GAP_STAY = 0.999;

  /** Charts that may alarm: outliers and shifts share the budget. */
  private static final int CHARTS = 2;

  private final String pipeline;
  private final ModelContract model;
  private final Windows windows;
  private final double threshold;

  /**
   * A tracker for one pipeline.
   *
   * @param model whose forecasts are scored
   * @param budget the mean event time between two false alarms of a healthy key
   */
  public EpisodeTracker(String pipeline, ModelContract model, Windows windows, Duration budget) {
    this.pipeline = pipeline;
    this.model = model;
    this.windows = windows;
    this.threshold = Math.log10((double) CHARTS * budget.toMillis() / windows.size());
  }

  /** The calibrated score at which an episode fires. */
  public double threshold() {
    return threshold;
  }

  /**
   * Takes a window that had events.
   *
   * @param score null when the window could not be scored: it counts as normal
   * @param trusted whether the score may fire an episode
   * @return what is to be published: a silence that is over, an episode of values that begins or is
   *     resolved, whose targets the caller knows
   */
  public List<Alert> observed(
      Bytes key, KeyState state, long end, @Nullable Score score, boolean trusted) {
    Alert heard = state.silence.isFiring() ? resolve(key, state.silence, end) : null;
    double outlier = score == null || !trusted ? 0 : score.outlier();
    double shift = score == null || !trusted ? 0 : score.shift();
    return listOf(heard, judged(key, state.episode, end, outlier, shift));
  }

  private @Nullable Alert judged(
      Bytes key, EpisodeState episode, long end, double outlier, double shift) {
    double worst = Math.max(outlier, shift);
    if (!episode.isFiring()) {
      if (worst >= threshold) {
        Alert.Type type = outlier >= threshold ? Alert.Type.OUTLIER : Alert.Type.SHIFT;
        start(episode, type, windows.startOf(end), end, 1, worst);
        return alert(key, episode, Status.FIRING, end);
      }
    } else if (worst >= KEEP * threshold) {
      episode.windows++;
      episode.quiet = 0;
      episode.lastEnd = end;
      episode.peak = (float) Math.max(episode.peak, worst);
    } else if (++episode.quiet >= QUIET_WINDOWS) {
      return resolve(key, episode, end);
    }
    return null;
  }

  /**
   * Takes a window without an event; the key's gap already counts it.
   *
   * @return what is to be published: a silence that begins
   */
  public List<Alert> imputed(Bytes key, KeyState state, long end, boolean trusted) {
    if (state.silence.isFiring()) {
      state.silence.windows++;
      state.silence.lastEnd = end;
      return List.of();
    }
    return trusted && state.life.gap >= silentAfter(state)
        ? List.of(fireSilence(key, state, end, state.life.gap))
        : List.of();
  }

  /** The windows without an event in a row that are one too many for a key. */
  public int silentAfter(KeyState state) {
    double start = Math.log10(Math.max(MIN_GAP_START, state.gapStart));
    double stay = Math.log10(Math.max(MIN_GAP_STAY, Math.min(MAX_GAP_STAY, state.gapStay)));
    return Math.max(MIN_SILENCE, 1 + (int) Math.ceil((threshold + start) / -stay));
  }

  /**
   * Takes a window in which a key is not stepped: it has been silent for too long, or no data is
   * expected in the window and it has none.
   *
   * @param windows windows since the last one that had an event
   * @return what is to be published: a silence that begins; empty when the state did not change
   */
  public List<Alert> stale(Bytes key, KeyState state, long end, int windows) {
    return state.silence.isFiring() || windows < silentAfter(state)
        ? List.of()
        : List.of(fireSilence(key, state, end, windows));
  }

  private Alert fireSilence(Bytes key, KeyState state, long end, int windows) {
    start(state.silence, Alert.Type.SILENT, state.life.lastObservedEnd, end, windows, threshold);
    return alert(key, state.silence, Status.FIRING, end);
  }

  /**
   * Takes the end of a key's time to live.
   *
   * @return what is to be published: the episodes that were firing are resolved
   */
  public List<Alert> expired(Bytes key, KeyState state, long end) {
    return listOf(
        state.silence.isFiring() ? resolve(key, state.silence, end) : null,
        state.episode.isFiring() ? resolve(key, state.episode, end) : null);
  }

  private static List<Alert> listOf(@Nullable Alert first, @Nullable Alert second) {
    if (first == null) {
      return second == null ? List.of() : List.of(second);
    }
    return second == null ? List.of(first) : List.of(first, second);
  }

  private void start(
      EpisodeState episode, Alert.Type type, long firstStart, long end, int windows, double score) {
    episode.type = code(type);
    episode.firstStart = firstStart;
    episode.lastEnd = end;
    episode.windows = windows;
    episode.quiet = 0;
    episode.peak = (float) score;
    episode.critical = score >= CRITICAL * threshold;
  }

  private Alert resolve(Bytes key, EpisodeState episode, long end) {
    episode.critical |= episode.peak >= CRITICAL * threshold;
    Alert alert = alert(key, episode, Status.RESOLVED, end);
    episode.clear();
    return alert;
  }

  private Alert alert(Bytes key, EpisodeState episode, Status status, long end) {
    return new Alert(
        model,
        id(key, episode),
        key,
        status,
        type(episode.type),
        episode.critical ? Severity.CRITICAL : Severity.WARNING,
        episode.peak,
        episode.firstStart,
        episode.lastEnd,
        end,
        episode.windows,
        List.of());
  }

  /** The same for every replay of the same input. */
  private String id(Bytes key, EpisodeState episode) {
    String name = pipeline + '\n' + episode.type + '\n' + episode.firstStart + '\n';
    byte[] prefix = name.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Arrays.copyOf(prefix, prefix.length + key.get().length);
    System.arraycopy(key.get(), 0, bytes, prefix.length, key.get().length);
    return UUID.nameUUIDFromBytes(bytes).toString();
  }

  /** Stored numbers of the types: never changed. */
  private static int code(Alert.Type type) {
    return switch (type) {
      case OUTLIER -> 1;
      case SHIFT -> 2;
      case SILENT -> 3;
    };
  }

  private static Alert.Type type(int code) {
    return switch (code) {
      case 1 -> Alert.Type.OUTLIER;
      case 2 -> Alert.Type.SHIFT;
      case 3 -> Alert.Type.SILENT;
      default -> throw new IllegalStateException("unknown episode type " + code);
    };
  }
}
