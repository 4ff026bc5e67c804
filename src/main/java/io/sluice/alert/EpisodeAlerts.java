package io.sluice.alert;

import io.sluice.model.ModelIdentity;
import io.sluice.output.Alert;
import io.sluice.output.Alert.Resolution;
import io.sluice.output.Alert.Severity;
import io.sluice.output.Alert.Status;
import io.sluice.score.Score;
import io.sluice.state.EpisodeState;
import io.sluice.window.Windows;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** What an episode is remembered by, and the alerts that are told of it. */
final class EpisodeAlerts {
  /** Thresholds from which on an episode is critical. */
  private static final double CRITICAL = 2;

  private final String pipeline;
  private final ModelIdentity model;
  private final Windows windows;
  private final double threshold;

  /**
   * Alerts of one pipeline.
   *
   * @param model whose forecasts are scored
   * @param threshold the score at which an episode fires
   */
  EpisodeAlerts(String pipeline, ModelIdentity model, Windows windows, double threshold) {
    this.pipeline = pipeline;
    this.model = model;
    this.windows = windows;
    this.threshold = threshold;
  }

  /** Begins an episode; its age stays. */
  void start(
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
    episode.aside = 0;
    episode.above = 0;
    episode.below = 0;
    episode.steady = 0;
    episode.peak = (float) score;
    episode.critical = score >= CRITICAL * threshold;
  }

  /** The alert of its end; the episode is forgotten. */
  Alert resolve(Bytes key, EpisodeState episode, long end, Resolution resolution) {
    Alert alert = of(key, episode, Status.RESOLVED, end, null, resolution);
    episode.clear();
    return alert;
  }

  /**
   * What is told of an episode as it is now.
   *
   * @param score of the window on which it was decided; null: it is not about one
   */
  Alert of(
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
  static int code(Alert.Type type) {
    return switch (type) {
      case OUTLIER -> 1;
      case SHIFT -> 2;
      case SILENT -> 3;
      case DRIFT -> 4;
      case VARIANCE -> 5;
      case FROZEN -> 6;
      case MISSING_ACTIVITY -> 7;
      case UNUSUAL_EVENT -> 8;
      case UNUSUAL_SEQUENCE -> 9;
      case MISSING_EVENT -> 10;
      case NEW_TOKEN -> 11;
      case UNUSUAL_SESSION -> 12;
    };
  }

  /** The inverse of {@link #code}. */
  static Alert.Type type(int code) {
    return switch (code) {
      case 1 -> Alert.Type.OUTLIER;
      case 2 -> Alert.Type.SHIFT;
      case 3 -> Alert.Type.SILENT;
      case 4 -> Alert.Type.DRIFT;
      case 5 -> Alert.Type.VARIANCE;
      case 6 -> Alert.Type.FROZEN;
      case 7 -> Alert.Type.MISSING_ACTIVITY;
      case 8 -> Alert.Type.UNUSUAL_EVENT;
      case 9 -> Alert.Type.UNUSUAL_SEQUENCE;
      case 10 -> Alert.Type.MISSING_EVENT;
      case 11 -> Alert.Type.NEW_TOKEN;
      case 12 -> Alert.Type.UNUSUAL_SESSION;
      default -> throw new IllegalStateException("unknown episode type " + code);
    };
  }
}
