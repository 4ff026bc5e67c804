package io.sluice.train.choice;

import io.sluice.history.series.Series;
import io.sluice.history.series.TimeSplit;
import io.sluice.model.ModelException;
import io.sluice.model.StepException;
import io.sluice.train.Fit;
import io.sluice.train.Judgement;
import io.sluice.train.TrainingJob;
import io.sluice.train.TrainingSettings;
import io.sluice.train.network.Initializer;
import io.sluice.train.network.Weights;
import io.sluice.train.torch.Trainer;
import io.sluice.train.torch.TrainingProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A training whose settings the data chooses: find the season, try what the rules suggest on the
 * validation's time, train the best anew on all time before what is held out, judge and write. The
 * same arguments give the same file on one machine, unless the clock or an interrupt cuts it.
 */
public final class SearchJob {
  /** The most series that a search looks at. */
  static final int MOST_SERIES = 500;

  /** The most series that the result is judged on. */
  private static final int MOST_JUDGED = 5000;

  private static final int LEAST_HORIZON = 12;
  private static final int MOST_HORIZON = 48;

  private final TrainingSettings base;
  private final Set<String> given;
  private final int budget;
  private final String command;
  private final Listener listener;

  /** Hears what is found and tried. */
  public interface Listener {
    /** A sentence about what was found, or is to be done. */
    void told(String sentence);

    /** A training that was judged. */
    void tried(Trial trial);
  }

  /**
   * A job.
   *
   * @param base the settings where nobody chooses
   * @param given names of the options that somebody gave: {@code --scaler}
   * @param budget gradient steps of the search
   * @param command the command as it was typed, without what says how to search, so that options
   *     can be added to it
   */
  public SearchJob(
      TrainingSettings base, Set<String> given, int budget, String command, Listener listener) {
    this.base = base;
    this.given = Set.copyOf(given);
    this.budget = budget;
    this.command = command;
    this.listener = listener;
  }

  /**
   * Searches, trains, judges and writes.
   *
   * @param interrupted whether to end with the best so far
   * @throws IOException when the model file cannot be written
   * @throws ModelException when a written file is refused
   * @throws StepException when a written file does not run
   * @throws IllegalArgumentException when the series are too short or too sparse
   * @throws IllegalStateException when training diverged with all settings
   */
  public Judgement run(List<Series> series, TrainingProgress progress, BooleanSupplier interrupted)
      throws IOException, StepException, ModelException {
    long begin = System.nanoTime();
    TimeSplit split = base.split(series);
    TrainingSettings asked = withSeason(series, split);
    new TrainingJob(asked).requireHeldOut(sample(series, MOST_JUDGED), split);
    List<Series> some = sample(series, MOST_SERIES);
    if (some.size() < series.size()) {
      listener.told(
          "search: on %,d of %,d series, evenly drawn".formatted(some.size(), series.size()));
    }
    List<TrainingSettings> candidates = candidates(some, split, asked);
    boolean isJudged = isJudged(candidates.get(0), some, split);
    if (!isJudged) {
      listener.told("search: none, the time before the held-out one is too short to choose by");
      candidates = candidates.subList(0, 1);
    }
    Search search = new Search(some, split, given, listener::tried, interrupted);
    search.run(candidates, isJudged, budget, base.options().timeLimit());
    TrainingSettings chosen = search.best().settings();
    listener.told("chosen: " + search.best());
    Duration left = base.options().timeLimit().minusNanos(System.nanoTime() - begin);
    Trainer.Result again = null;
    if (search.ending() == Trainer.Ending.EPOCHS && !left.isNegative()) {
      listener.told(
          "training for %,d steps on all time before the held-out one"
              .formatted(search.best().steps()));
      again =
          new TrainingJob(chosen)
              .train(series, split.withoutValidation(), chosen.options(), progress, interrupted);
    }
    Fit fit = new Fit(search.trained(), again, true);
    return new TrainingJob(chosen)
        .finish(sample(series, MOST_JUDGED), split, fit, metadata(search, chosen, fit));
  }

  /** The settings with the season of the history, and a horizon of about as long. */
  private TrainingSettings withSeason(List<Series> series, TimeSplit split) {
    int season = base.season();
    found = new Season(season, 1);
    if (!given.contains("--season")) {
      found = Season.of(series, split.train(), season);
      season = found.windows();
      listener.told(
          found.isFound()
              ? String.format(
                  Locale.ROOT,
                  "season: %d windows (autocorrelation of changes %.2f)",
                  season,
                  found.correlation())
              : "season: none found; %d windows for the scores".formatted(season));
    }
    int horizon =
        given.contains("--horizon")
            ? base.horizon()
            : Math.max(LEAST_HORIZON, Math.min(MOST_HORIZON, season));
    if (!given.contains("--horizon")) {
      listener.told("horizon: %d windows".formatted(horizon));
    }
    return base.with(
        base.architecture(), horizon, season, base.scaler(), base.options(), base.loss());
  }

  /** Set by {@link #withSeason}. */
  private Season found = new Season(1, Double.NaN);

  private List<TrainingSettings> candidates(
      List<Series> series, TimeSplit split, TrainingSettings asked) {
    long window = asked.pipeline().window().size().toMillis();
    int windows =
        (int) Math.min(Integer.MAX_VALUE, (split.train().to() - split.train().from()) / window);
    Map<String, TrainingSettings> different = new LinkedHashMap<>();
    for (Candidate candidate : Rules.of(series, found, windows)) {
      TrainingSettings settings = candidate.in(asked, given);
      if (isPossible(settings)) {
        different.putIfAbsent(Candidate.options(settings, Set.of()), settings);
      }
    }
    return different.isEmpty() ? List.of(asked) : new ArrayList<>(different.values());
  }

  /** Whether a model of these settings can be served. */
  private static boolean isPossible(TrainingSettings settings) {
    try {
      return settings.spec().horizon() > 0;
    } catch (IllegalArgumentException e) { // too large, or with a plan that reaches too far
      return false;
    }
  }

  /** Whether anything can be scored on the validation's time. */
  private static boolean isJudged(TrainingSettings first, List<Series> series, TimeSplit split)
      throws IOException, StepException, ModelException {
    try {
      Weights untrained = Initializer.random(first.spec(), first.options().seed());
      return Double.isFinite(new TrainingJob(first).validate(series, split, untrained).sql());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Map<String, String> metadata(Search search, TrainingSettings chosen, Fit fit) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("training.search", describe(search));
    entries.put(
        "training.candidates",
        search.trials().stream().map(Trial::toString).collect(Collectors.joining("; ")));
    entries.put("training.repeat", repeat(chosen, fit));
    return entries;
  }

  private String describe(Search search) {
    String all = "%d trainings, %d steps in all".formatted(search.trials().size(), budget);
    return switch (search.ending()) {
      case TIME_LIMIT -> all + " asked for, ended by the time limit";
      case INTERRUPTED -> all + " asked for, interrupted";
      default -> all;
    };
  }

  /** The command that trains the chosen settings without a search. */
  private String repeat(TrainingSettings chosen, Fit fit) {
    StringBuilder repeat = new StringBuilder(command);
    if (!given.contains("--season")) {
      repeat.append(" --season ").append(chosen.season());
    }
    if (!given.contains("--horizon")) {
      repeat.append(" --horizon ").append(chosen.horizon());
    }
    repeat.append(' ').append(Candidate.options(chosen, given));
    repeat.append(" --steps ").append(chosen.options().steps());
    return repeat + (fit.isRefitted() ? " --validation 0" : "");
  }

  /** Evenly drawn ones where there are more. */
  private static List<Series> sample(List<Series> series, int most) {
    return series.size() <= most
        ? series
        : IntStream.range(0, most)
            .mapToObj(i -> series.get((int) ((long) i * series.size() / most)))
            .toList();
  }
}
