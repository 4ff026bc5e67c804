package io.sluice.oracle;

import io.sluice.score.Score;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** When alerts fire and are resolved, and what they say. */
final class Alarms {
  private static final List<String> TYPES = List.of("", "outlier", "shift", "silent");
  private static final double GOES_ON = 0.6;
  private static final int QUIET = 3;
  private static final double LEAST_BEGINS = 0.002;
  private static final double LEAST_GOES_ON = 0.1;
  private static final double MOST_GOES_ON = 0.999;

  private final Rules rules;
  private final Timetable timetable;
  private final double threshold;
  private final Consumer<Expected> out;

  Alarms(Rules rules, Timetable timetable, Consumer<Expected> out) {
    this.rules = rules;
    this.timetable = timetable;
    this.threshold = Math.log10(2.0 * rules.budget().toMillis() / rules.window().toMillis());
    this.out = out;
  }

  /** The window without a value, counted in a row, at which silence is an alert. */
  int silentAfter(Series series) {
    double begins = Math.log10(Math.max(LEAST_BEGINS, series.gapBegins));
    double goesOn = Math.log10(Math.min(MOST_GOES_ON, Math.max(LEAST_GOES_ON, series.gapGoesOn)));
    return Math.max(2, (int) Math.ceil((threshold + begins) / -goesOn) + 1);
  }

  /** A window with a value. */
  void observed(
      Bytes key, Series series, long end, @Nullable Score score, boolean trusted, String model) {
    if (series.silent.isFiring()) {
      resolve(key, series.silent, end, model);
    }
    Episode episode = series.abnormal;
    double outlier = trusted && score != null ? score.outlier() : 0;
    double shift = trusted && score != null ? score.shift() : 0;
    double worst = Math.max(outlier, shift);
    if (!episode.isFiring()) {
      if (worst >= threshold) {
        String type = outlier >= threshold ? "outlier" : "shift";
        fire(key, episode, type, timetable.start(end), end, 1, worst, model);
      }
    } else if (worst >= GOES_ON * threshold) {
      episode.windows++;
      episode.quiet = 0;
      episode.lastEnd = end;
      episode.peak = Math.max(episode.peak, (float) worst);
    } else {
      episode.quiet++;
      if (episode.quiet == QUIET) {
        resolve(key, episode, end, model);
      }
    }
  }

  /** A window without a value that was imputed: {@link Series#gap} counts it. */
  void imputed(Bytes key, Series series, long end, boolean trusted, String model) {
    if (series.silent.isFiring()) {
      series.silent.windows++;
      series.silent.lastEnd = end;
    } else if (trusted) {
      silent(key, series, end, series.gap, model);
    }
  }

  /** A window without a value, after so many, that was not imputed. */
  void rests(Bytes key, Series series, long end, int windows, String model) {
    if (!series.silent.isFiring()) {
      silent(key, series, end, windows, model);
    }
  }

  private void silent(Bytes key, Series series, long end, int windows, String model) {
    if (windows >= silentAfter(series)) {
      fire(key, series.silent, "silent", series.observed, end, windows, threshold, model);
    }
  }

  /** The key is forgotten. */
  void expires(Bytes key, Series series, long end, String model) {
    if (series.silent.isFiring()) {
      resolve(key, series.silent, end, model);
    }
    if (series.abnormal.isFiring()) {
      resolve(key, series.abnormal, end, model);
    }
  }

  private void fire(
      Bytes key,
      Episode episode,
      String type,
      long begin,
      long end,
      int windows,
      double score,
      String model) {
    episode.type = type;
    episode.begin = begin;
    episode.lastEnd = end;
    episode.windows = windows;
    episode.quiet = 0;
    episode.peak = (float) score;
    episode.critical = score >= 2 * threshold;
    publish(key, episode, "firing", end, model);
  }

  private void resolve(Bytes key, Episode episode, long end, String model) {
    episode.critical |= episode.peak >= 2 * threshold;
    publish(key, episode, "resolved", end, model);
    episode.type = null;
  }

  private void publish(Bytes key, Episode episode, String status, long end, String model) {
    String text = new String(key.get(), StandardCharsets.UTF_8);
    String name =
        "%s\n%d\n%d\n%s"
            .formatted(rules.pipeline(), TYPES.indexOf(episode.type), episode.begin, text);
    String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    out.accept(
        new Expected(
            text,
            id + "/" + status,
            List.of(
                String.valueOf(episode.type),
                episode.critical ? "critical" : "warning",
                Instant.ofEpochMilli(episode.begin).toString(),
                status.equals("resolved")
                    ? Instant.ofEpochMilli(episode.lastEnd).toString()
                    : "null",
                Instant.ofEpochMilli(end).toString(),
                String.valueOf(episode.windows),
                model),
            List.of((double) episode.peak)));
  }
}
