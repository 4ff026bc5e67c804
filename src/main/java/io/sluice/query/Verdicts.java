package io.sluice.query;

import io.sluice.alert.EpisodeTracker;
import io.sluice.close.Pipeline;
import io.sluice.config.PipelineConfig;
import io.sluice.model.ModelContract;
import io.sluice.output.Alert;
import io.sluice.score.Chart;
import io.sluice.score.Scorer;
import io.sluice.state.EpisodeState;
import io.sluice.state.KeyState;
import io.sluice.window.Windows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says why an alert of a key fires, or none does. Stateless. */
final class Verdicts {
  private final Pipeline pipeline;
  private final Windows windows;
  private final Set<Chart> off;
  private final double threshold;

  Verdicts(Pipeline pipeline, Windows windows) {
    PipelineConfig config = pipeline.config();
    this.pipeline = pipeline;
    this.windows = windows;
    this.off = Chart.of(config.alerts().off());
    this.threshold = EpisodeTracker.threshold(config.alerts().budget(), windows.size());
  }

  /**
   * The verdict on a key.
   *
   * @param said what each chart said of its last window, {@code [targets][charts]} flattened; null:
   *     that is not known here
   */
  Verdict of(KeyView key, float @Nullable [] said) {
    KeyState state = key.state();
    PipelineConfig config = pipeline.config();
    EpisodeTracker episodes =
        new EpisodeTracker(
            config.name(),
            key.reader(),
            windows,
            config.alerts().budget(),
            new Scorer(config.targets().size(), off),
            !config.isZeroFilled());
    int silentAfter = episodes.silentAfter(state);
    return new Verdict(
        state.judged,
        EpisodeTracker.MIN_JUDGED,
        words(state, key.reader()),
        threshold,
        said == null ? List.of() : charts(state, said),
        state.life.gap,
        silentAfter == Integer.MAX_VALUE ? -1 : silentAfter);
  }

  private List<Verdict.Said> charts(KeyState state, float[] said) {
    double needed = Scorer.noveltyFor(state, threshold);
    List<Verdict.Said> charts = new ArrayList<>();
    Chart[] all = Chart.values();
    for (int i = 0; i < said.length; i++) {
      Chart chart = all[i % all.length];
      if (!off.contains(chart)) {
        charts.add(new Verdict.Said(chart, i / all.length, said[i], needed));
      }
    }
    return charts;
  }

  private String words(KeyState state, ModelContract model) {
    if (state.episode.isFiring()) {
      Alert.Type type = EpisodeTracker.type(state.episode);
      String name = type.name().toLowerCase(Locale.ROOT).replace('_', '-');
      return "firing since " + since(state.episode) + " (" + name + ")";
    }
    if (state.silence.isFiring()) {
      return "silent since " + since(state.silence);
    }
    if (state.judged < EpisodeTracker.MIN_JUDGED) {
      return "learning, " + state.judged + " of " + EpisodeTracker.MIN_JUDGED + " windows";
    }
    if (state.tolerated > 0) {
      return "what is as odd as the new normal that was accepted lately raises no alert";
    }
    int trusted = state.life.observed;
    return trusted >= model.warmup()
        ? "no chart is above its threshold"
        : "no chart is above its threshold; those that judge forecasts wait for them to be trusted,"
            + " after %d of %d windows".formatted(trusted, model.warmup());
  }

  private static Instant since(EpisodeState episode) {
    return Instant.ofEpochMilli(episode.firstStart);
  }
}
