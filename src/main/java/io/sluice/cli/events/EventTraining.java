package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.config.source.EventsConfig;
import io.sluice.evaluate.language.HeldOutEvents;
import io.sluice.history.History;
import io.sluice.history.token.EventLabels;
import io.sluice.history.token.Lines;
import io.sluice.history.token.TokenHistory;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.model.token.Spelling;
import io.sluice.train.language.Sessions;
import io.sluice.train.language.TokenSettings;
import io.sluice.train.language.TokenTrainingJob;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.label.LabelLessons;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Trains a model for a pipeline of events. */
public final class EventTraining {
  private final PipelineConfig pipeline;
  private final boolean areCharacters;
  private final @Nullable Beginning begin;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * A training.
   *
   * @param areCharacters whether each character of an event is a token
   * @param begin the model to go on from; null: none
   * @param out for the result
   * @param err for progress
   */
  public EventTraining(
      PipelineConfig pipeline,
      boolean areCharacters,
      @Nullable Beginning begin,
      PrintWriter out,
      PrintWriter err) {
    this.pipeline = pipeline;
    this.begin = begin;
    this.areCharacters = areCharacters;
    this.out = out;
    this.err = err;
  }

  /** The events' own part of a pipeline's configuration. */
  public static EventsConfig events(PipelineConfig pipeline) {
    EventsConfig events = pipeline.events();
    if (events == null) {
      throw new IllegalArgumentException("pipeline " + pipeline.name() + " has no events");
    }
    return events;
  }

  /** Says what was read. */
  static void print(TokenHistory history, PrintWriter err) {
    err.printf(
        Locale.ROOT,
        "%,d records, %,d events of %,d keys%n",
        history.records(),
        history.events(),
        history.keys().size());
    if (history.example() != null) {
      err.printf(
          Locale.ROOT,
          "%,d records are no events, the first: %s%n",
          history.rejected(),
          history.example());
    }
    err.flush();
  }

  /**
   * Trains on the part of a history that is not held out, and writes the file.
   *
   * @param heldOut the share at its end that is left for {@code backtest}
   * @param labels what events are labelled with, if they are
   * @param isPast whether the past is to be labelled too
   * @throws IllegalArgumentException when there is too little to learn from
   * @throws IOException when the file cannot be written
   */
  public void run(
      History history,
      TokenSettings settings,
      double heldOut,
      LabelOptions labels,
      boolean isPast,
      Path file,
      BooleanSupplier interrupted)
      throws IOException {
    EventLabels given = labels.read(pipeline);
    if (isPast && given == null) {
      throw new IllegalArgumentException(
          "--bidirectional is for events with labels, which --labels gives");
    }
    TokenHistory read = TokenHistory.read(pipeline, history);
    print(read, err);
    boolean areCases = areCharacters || areCases(read);
    EventsConfig events = events(pipeline);
    HeldOutEvents parts;
    Sessions sessions;
    TokenSettings all = settings;
    if (areCharacters) {
      List<List<TokenEvent>> texts = read.keys().values().stream().toList();
      Spelling spelling = Lines.alphabet(texts);
      parts = HeldOutEvents.of(Lines.of(read.keys(), spelling), true, heldOut);
      all = settings.of(new TokenSettings.Characters(spelling, texts));
      sessions = new Sessions(SessionRule.ENDLESS, true);
    } else {
      parts = HeldOutEvents.of(read.keys(), areCases, heldOut);
      Sessions found =
          Sessions.of(parts.lessons(), areCases, gap(areCases, events), events.sessionEnd());
      sessions = new Sessions(found.rule().within(pipeline), areCases);
    }
    if (begin != null) {
      check(begin, all, parts.lessons());
    }
    requireEnough(read.events(), parts, heldOut);
    TokenTrainingJob job =
        new TokenTrainingJob(
            all,
            begin,
            line -> {
              err.println(line);
              err.flush();
            },
            interrupted);
    LabelLessons lessons = given == null ? null : labels.lessons(given, parts.learned(), isPast);
    TokenTrainingJob.Trained trained = job.run(parts.lessons(), sessions, lessons, file);
    out.printf(
        Locale.ROOT,
        "%d tokens, %s; held out of the training: %.3f bits per event by what was counted%s%n",
        trained.tokens(),
        areCharacters ? "characters of lines" : areCases ? "a session per key" : "endless sessions",
        trained.countedBits(),
        Double.isNaN(trained.networkBits())
            ? ""
            : String.format(Locale.ROOT, ", %.3f with the network", trained.networkBits()));
    out.println(
        trained.hasNetwork() || Double.isNaN(trained.networkBits())
            ? "Wrote " + file
            : "The network adds nothing: wrote " + file + " without it");
    if (given != null && labels.hasFolds()) {
      new LabelReport(out).folds(job.folds(labels.lessons(given, read.keys(), isPast), sessions));
    }
    out.flush();
  }

  /** A few keys do not show whether each is a session: then the model before does. */
  private boolean areCases(TokenHistory read) {
    return begin == null ? Sessions.areCases(read.keys().values()) : begin.contract().endsWithKey();
  }

  /** What few keys do not show, the model before has seen; null: it is to be found out. */
  private @Nullable Duration gap(boolean areCases, EventsConfig events) {
    if (begin == null || !areCases || events.sessionGap() != null) {
      return events.sessionGap();
    }
    return Duration.ofMillis(begin.contract().sessionGapMs());
  }

  private void check(Beginning from, TokenSettings settings, List<List<TokenEvent>> lessons) {
    if (from.contract().spells() != areCharacters) {
      throw new IllegalArgumentException(
          areCharacters
              ? "--init-from: it knows whole tokens, not characters"
              : "--init-from: it knows characters: say --tokens characters");
    }
    List<String> features = from.contract().features().names();
    if (from.network() != null && !features.equals(settings.features())) {
      throw new IllegalArgumentException(
          "--init-from: its network reads %s, not %s".formatted(features, settings.features()));
    }
    Set<String> theirs = new HashSet<>(from.texts());
    List<String> own =
        lessons.stream().flatMap(List::stream).map(TokenEvent::text).distinct().toList();
    long shared = own.stream().filter(theirs::contains).count();
    if (shared == 0) {
      throw new IllegalArgumentException(
          "--init-from: it knows none of the %d tokens of this history: name them with --init-names"
              .formatted(own.size()));
    }
    err.printf("goes on from %s, which knows %d of %d tokens%n", from.name(), shared, own.size());
  }

  private static void requireEnough(long all, HeldOutEvents parts, double heldOut) {
    long left = parts.lessons().stream().mapToLong(List::size).sum();
    if (left < TokenTrainingJob.LEAST_EVENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there are %,d events, of which %,d are left to learn from (--held-out %s keeps the"
                  + " last for backtest); %d are needed",
              all,
              left,
              heldOut,
              TokenTrainingJob.LEAST_EVENTS));
    }
  }
}
