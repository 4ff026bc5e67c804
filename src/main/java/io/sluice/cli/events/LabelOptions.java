package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.history.token.EventLabels;
import io.sluice.language.TokenEvent;
import io.sluice.train.language.label.LabelLessons;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What events are labelled with, as a {@code @Mixin} of the command that trains them. */
public final class LabelOptions {
  /** What a label is of. */
  public enum At {
    /** Each event. */
    each,
    /** A session, told while it is open. */
    end
  }

  /** What is held out together. */
  public enum Folds {
    /** A day. */
    day
  }

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Events: a CSV file of labels to learn, with the columns label (or activity), start (or"
              + " ts) and end (or dur_s), and key where there are several keys; events in no span"
              + " are none. Without spans it labels whole keys.")
  private @Nullable Path file;

  @Option(
      names = "--label-at",
      paramLabel = "WHAT",
      description =
          "Events: ${COMPLETION-CANDIDATES}: label each event, or the session as it will have been"
              + " at its end (default: each where the file has spans, end where it has keys).")
  private @Nullable At at;

  @Option(
      names = "--folds",
      paramLabel = "WHAT",
      description =
          "Events: also leave each ${COMPLETION-CANDIDATES} out once, label it by all others, and"
              + " print how well, beside hidden Markov models.")
  private @Nullable Folds folds;

  /** Whether each day is to be left out once. */
  boolean hasFolds() {
    return folds != null;
  }

  /** Whether there are labels. */
  boolean isAsked() {
    return file != null;
  }

  /**
   * Reads the file.
   *
   * @param pipeline whose events are labelled
   * @return null: no labels were asked for
   * @throws IllegalArgumentException when another option needs labels
   */
  @Nullable EventLabels read(PipelineConfig pipeline) {
    if (file == null) {
      if (at != null || folds != null) {
        throw new IllegalArgumentException("--label-at and --folds need --labels");
      }
      return null;
    }
    return read(file, pipeline);
  }

  /** The labels of a pipeline's events in a file. */
  static EventLabels read(Path file, PipelineConfig pipeline) {
    return EventLabels.read(file, keyField(pipeline), pipeline.source().timestamp());
  }

  private static @Nullable String keyField(PipelineConfig pipeline) {
    List<String> fields = pipeline.source().key().fields();
    return fields.size() == 1 ? fields.get(0) : null;
  }

  /** Events with their labels, to be learned. */
  LabelLessons lessons(EventLabels labels, Map<String, List<TokenEvent>> keys, boolean isPast) {
    boolean isWhole = at == null ? !labels.hasSpans() : at == At.end;
    if (isWhole && folds != null) {
      throw new IllegalArgumentException("--folds day is for labels of each event");
    }
    List<String> names = labels.names();
    return new LabelLessons(names, isWhole, isPast, labels.of(keys, names));
  }
}
