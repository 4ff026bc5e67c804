package io.sluice.alert;

import io.sluice.model.ModelContract;
import io.sluice.output.Alert;
import io.sluice.output.Alert.Resolution;
import io.sluice.output.Alert.Severity;
import io.sluice.output.Alert.Status;
import io.sluice.score.Score;
import io.sluice.score.Scorer;
import io.sluice.state.EpisodeState;
import io.sluice.state.Gaps;
import io.sluice.state.KeyState;
import io.sluice.window.Season;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Turns scores into episodes: one alert when an episode fires, one if it turns out to be of another
 * type, one when it is resolved.
 *
 * <table>
 * <caption>An episode of abnormal values; T is the threshold that the false-alarm budget gives</caption>
 * <tr><th>state</th><th>window</th><th>what happens</th></tr>
 * <tr><td>quiet, enough known</td><td>score ≥ T</td><td>fires</td></tr>
 * <tr><td>firing as an outlier</td><td>what it is becomes clear</td><td>updated, once</td></tr>
 * <tr><td>firing</td><td>score ≥ 0.6 T</td><td>goes on</td></tr>
 * <tr><td>firing</td><td>below, for the third time in a row</td><td>resolved: recovered</td></tr>
 * <tr><td>firing</td><td>the 72nd since it began</td><td>resolved: accepted as the new normal</td></tr>
 * <tr><td>quiet, accepted lately</td><td>score as high as then</td><td>nothing</td></tr>
 * </table>
 *
 * <p>A {@code silent} episode fires when the run of windows without an event is too long for the
 * share of such windows that the key is known for, and longer than the silences that it has come
 * back from twice, or a week before. It is resolved by the next event. Stateless and shared: the
 * episodes live in the {@link KeyState}.
 */
public final class EpisodeTracker {
  /** Judged windows before a key's values may alert. */
  public static final int MIN_JUDGED = 30;

  static final double KEEP = 0.6;
  static final int QUIET_WINDOWS = 3;
  private static final double CRITICAL = 2;
  private static final int MIN_SILENCE = 2;
  private static final int NEVER = Integer.MAX_VALUE;

  /** Windows after which what is odd is the new normal. */
  static final int ACCEPTED_AFTER = 72;

  /** What is so many times as novel as an accepted normal is news. */
  private static final double NEWS = 1.15;

  /** A novelty that is no longer worth tolerating: no key alerts at it. */
  private static final double FORGOTTEN = 1;

  /** Silence shares the budget with abnormal values. */
  private static final double LOG10_TWO = Math.log10(2);

  /** A key is never trusted to begin a gap in less than this share of its windows. */
  private static final double MIN_GAP_START = 0.002;

  /** Nor to stay in one with a probability below or above these. */
  private static final double MIN_GAP_STAY = 0.1;

  private static final double MAX_GAP_STAY = 0.999;

  private final String pipeline;
  private final ModelContract model;
  private final Windows windows;
  private final Season season;
  private final Scorer scorer;
  private final double threshold;
  private final boolean isSilenceTold;

  /**
   * A tracker for one pipeline.
   *
   * @param model whose forecasts are scored
   * @param budget the mean event time between two false alarms of a healthy key
   * @param scorer is told what an episode teaches
   * @param isSilenceTold whether silence is an alert: where it is a value, the charts judge it
   */
  public EpisodeTracker(
      String pipeline,
      ModelContract model,
      Windows windows,
      Duration budget,
      Scorer scorer,
      boolean isSilenceTold) {
    this.pipeline = pipeline;
    this.model = model;
    this.windows = windows;
    this.season = new Season(windows);
    this.scorer = scorer;
    this.threshold = threshold(budget, windows.size());
    this.isSilenceTold = isSilenceTold;
  }

  /**
   * The score at which an episode fires under a budget.
   *
   * @param window length of the windows, ms
   */
  public static double threshold(Duration budget, long window) {
    return Math.log10((double) budget.toMillis() / window);
  }

  /** The calibrated score at which an episode fires. */
  public double threshold() {
    return threshold;
  }

  /**
   * Takes a window that had events, before it is learned.
   *
   * @param score null when the window could not be scored: it counts as normal
   * @param isFirst whether it is the key's first, judged by those of other keys
   * @return what is to be published: a silence that is over, an episode of values that begins,
   *     turns out to be another or is resolved, whose targets the caller knows
   */
  public List<Alert> observed(
      Bytes key, KeyState state, long end, @Nullable Score score, boolean isFirst) {
    Alert heard =
        state.silence.isFiring() ? resolve(key, state.silence, end, Resolution.HEARD) : null;
    Alert judged =
        state.episode.isFiring()
            ? goOn(key, state, end, score)
            : score == null ? null : begin(key, state, end, score, isFirst);
    return listOf(heard, judged);
  }

  private @Nullable Alert begin(Bytes key, KeyState state, long end, Score score, boolean isFirst) {
    double value = score.value();
    boolean isKnown = isFirst || state.judged >= MIN_JUDGED;
    boolean isNews = score.novelty() >= NEWS * state.tolerated;
    fade(state, score.novelty());
    if (!isKnown || value < threshold || !isNews) {
      return null;
    }
    state.tolerated = 0;
    Alert.Type type =
        isFirst
            ? Alert.Type.OUTLIER
            : Diagnosis.first(state.charts[score.target()], season.phase(end), score);
    EpisodeState episode = state.episode;
    start(episode, type, Alert.Type.OUTLIER, windows.startOf(end), end, 1, value);
    episode.novelty = (float) score.novelty();
    Diagnosis.observe(episode, score);
    return alert(key, episode, Status.FIRING, end, score, null);
  }

  /** An accepted normal is forgotten over a season, unless the key is still as odd. */
  private void fade(KeyState state, double novelty) {
    double faded = state.tolerated * (1 - 1.0 / Math.max(ACCEPTED_AFTER, season.phases()));
    boolean isAsOdd = novelty < NEWS * state.tolerated;
    state.tolerated = (float) (isAsOdd ? Math.max(novelty, faded) : faded);
    if (state.tolerated < FORGOTTEN) {
      state.tolerated = 0;
    }
  }

  private @Nullable Alert goOn(Bytes key, KeyState state, long end, @Nullable Score score) {
    EpisodeState episode = state.episode;
    episode.age++;
    if (score == null || score.value() < KEEP * threshold) {
      if (++episode.quiet >= QUIET_WINDOWS) {
        learn(state, episode);
        return resolve(key, episode, end, Resolution.RECOVERED);
      }
      return null;
    }
    episode.windows++;
    episode.quiet = 0;
    episode.lastEnd = end;
    episode.peak = (float) Math.max(episode.peak, score.value());
    episode.novelty = (float) Math.max(episode.novelty, score.novelty());
    Diagnosis.observe(episode, score);
    if (episode.age >= ACCEPTED_AFTER) {
      learn(state, episode);
      Alert.Type type = type(episode.type);
      boolean isMoved =
          type == Alert.Type.OUTLIER || type == Alert.Type.SHIFT || type == Alert.Type.DRIFT;
      scorer.accept(state, score, isMoved);
      state.tolerated = episode.novelty;
      return resolve(key, episode, end, Resolution.ACCEPTED);
    }
    return corrected(key, state, end, score);
  }

  /** Of an episode that no chart has judged, nothing is to be learned. */
  private void learn(KeyState state, EpisodeState episode) {
    if (episode.novelty > 0) {
      scorer.learnEpisode(state, episode.novelty);
    }
  }

  private @Nullable Alert corrected(Bytes key, KeyState state, long end, Score score) {
    EpisodeState episode = state.episode;
    if (type(episode.type) != Alert.Type.OUTLIER) {
      return null;
    }
    Alert.Type type =
        Diagnosis.later(episode, state.charts[score.target()], season.phase(end), score);
    if (type == Alert.Type.OUTLIER) {
      return null;
    }
    episode.type = code(type);
    return alert(key, episode, Status.UPDATED, end, score, null);
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

  /** The windows without an event in a row that are one too many for a key; may be never. */
  public int silentAfter(KeyState state) {
    if (!isSilenceTold) {
      return NEVER;
    }
    Gaps gaps = state.life.gaps;
    double start = Math.log10(Math.max(MIN_GAP_START, gaps.start));
    double stay = Math.log10(Math.max(MIN_GAP_STAY, Math.min(MAX_GAP_STAY, gaps.stay)));
    int unlikely = 1 + (int) Math.ceil((threshold + LOG10_TWO + start) / -stay);
    int known = gaps.known(state.life.lastHeardEnd, windows.size());
    return Math.max(MIN_SILENCE, Math.max(unlikely, known));
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
    Alert.Type silent = Alert.Type.SILENT;
    start(state.silence, silent, silent, state.life.lastHeardEnd, end, windows, threshold);
    return alert(key, state.silence, Status.FIRING, end, null, null);
  }

  /**
   * Takes the end of a key's time to live.
   *
   * @return what is to be published: the episodes that were firing are resolved
   */
  public List<Alert> expired(Bytes key, KeyState state, long end) {
    return listOf(
        state.silence.isFiring() ? resolve(key, state.silence, end, Resolution.FORGOTTEN) : null,
        state.episode.isFiring() ? resolve(key, state.episode, end, Resolution.FORGOTTEN) : null);
  }

  private static List<Alert> listOf(@Nullable Alert first, @Nullable Alert second) {
    if (first == null) {
      return second == null ? List.of() : List.of(second);
    }
    return second == null ? List.of(first) : List.of(first, second);
  }

  private void start(
      EpisodeState episode,
      Alert.Type type,
      Alert.Type name,
      long firstStart,
      long end,
      int windows,
      double score) {
    episode.type = code(type);
    episode.name = code(name);
    episode.firstStart = firstStart;
    episode.lastEnd = end;
    episode.windows = windows;
    episode.quiet = 0;
    episode.age = 0;
    episode.aside = 0;
    episode.above = 0;
    episode.below = 0;
    episode.peak = (float) score;
    episode.critical = score >= CRITICAL * threshold;
  }

  private Alert resolve(Bytes key, EpisodeState episode, long end, Resolution resolution) {
    Alert alert = alert(key, episode, Status.RESOLVED, end, null, resolution);
    episode.clear();
    return alert;
  }

  private Alert alert(
      Bytes key,
      EpisodeState episode,
      Status status,
      long end,
      @Nullable Score score,
      @Nullable Resolution resolution) {
    return new Alert(
        model,
        id(key, episode),
        key,
        status,
        type(episode.type),
        severity(episode.critical || episode.peak >= CRITICAL * threshold),
        severity(episode.critical),
        episode.peak,
        score == null ? null : score.chart(),
        Math.pow(10, episode.peak) * windows.size(),
        resolution,
        episode.firstStart,
        episode.lastEnd,
        end,
        episode.windows,
        List.of());
  }

  private static Severity severity(boolean isCritical) {
    return isCritical ? Severity.CRITICAL : Severity.WARNING;
  }

  /** The same for every replay of the same input. */
  private String id(Bytes key, EpisodeState episode) {
    String name = pipeline + '\n' + episode.name + '\n' + episode.firstStart + '\n';
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
      case DRIFT -> 4;
      case VARIANCE -> 5;
      case FROZEN -> 6;
      case MISSING_ACTIVITY -> 7;
    };
  }

  /** What kind of episode is firing. */
  public static Alert.Type type(EpisodeState episode) {
    return type(episode.type);
  }

  private static Alert.Type type(int code) {
    return switch (code) {
      case 1 -> Alert.Type.OUTLIER;
      case 2 -> Alert.Type.SHIFT;
      case 3 -> Alert.Type.SILENT;
      case 4 -> Alert.Type.DRIFT;
      case 5 -> Alert.Type.VARIANCE;
      case 6 -> Alert.Type.FROZEN;
      case 7 -> Alert.Type.MISSING_ACTIVITY;
      default -> throw new IllegalStateException("unknown episode type " + code);
    };
  }
}
