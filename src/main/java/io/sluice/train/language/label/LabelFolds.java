package io.sluice.train.language.label;

import io.sluice.evaluate.label.HiddenMarkov;
import io.sluice.evaluate.label.LabelFigures;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.Tag;
import io.sluice.model.label.Tagger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds out each day once: labels are learned from all others, and it is labelled, causally and
 * from both sides, beside hidden Markov models of the same days.
 */
public final class LabelFolds {
  private final List<String> labels;
  private final int tokens;
  private final boolean isPast;

  /**
   * Folds.
   *
   * @param labels the names of all labels
   * @param tokens the size of the vocabulary
   * @param isPast whether days are labelled from both sides too
   */
  public LabelFolds(List<String> labels, int tokens, boolean isPast) {
    this.labels = List.copyOf(labels);
    this.tokens = tokens;
    this.isPast = isPast;
  }

  /**
   * What comes of all folds.
   *
   * @param labels the names of all labels
   * @param days how many were held out
   * @param figures by who labelled, in the order in which they are told
   */
  public record Outcome(List<String> labels, int days, Map<String, LabelFigures> figures) {
    public Outcome {
      labels = List.copyOf(labels);
      figures = new LinkedHashMap<>(figures);
    }
  }

  /** Runs. */
  public Outcome run(List<LabelStretch> stretches) {
    Map<String, LabelFigures> all = new LinkedHashMap<>();
    Map<String, List<LabelStretch>> days = new LinkedHashMap<>();
    stretches.forEach(one -> days.computeIfAbsent(one.name(), d -> new ArrayList<>()).add(one));
    days.forEach(
        (day, held) -> {
          List<LabelStretch> learned =
              stretches.stream().filter(one -> !one.name().equals(day)).toList();
          fold(learned, held, all);
        });
    return new Outcome(labels, days.size(), all);
  }

  private void fold(
      List<LabelStretch> learned, List<LabelStretch> held, Map<String, LabelFigures> all) {
    LabelTables tables = new LabelTraining(labels, tokens, false, isPast).train(learned);
    Tagger tagger = new Tagger(tables, tokens);
    HiddenMarkov markov = new HiddenMarkov(learned, labels.size(), tokens);
    for (LabelStretch stretch : held) {
      add(all, "hmm-filter", stretch, markov.filter(stretch.points()));
      if (isPast) {
        add(all, "hmm-viterbi", stretch, markov.viterbi(stretch.points()));
      }
      add(all, "causal", stretch, numbers(causal(tagger, stretch, of(all, "causal"))));
      if (isPast) {
        add(all, "bidirectional", stretch, numbers(tagger.past(stretch.points())));
      }
    }
  }

  private List<Tag> causal(Tagger tagger, LabelStretch stretch, LabelFigures figures) {
    float[] known = new float[labels.size()];
    List<Tag> tags = new ArrayList<>();
    for (int at = 0; at < stretch.points().size(); at++) {
      boolean isFirst = at == 0 || stretch.points().get(at).position == 1;
      tags.add(tagger.next(stretch.points().get(at), known, isFirst, null));
      int truth = stretch.labels().get(at);
      if (truth != LabelledEvents.UNKNOWN) {
        figures.rate(Math.exp(tagger.log(truth)));
      }
    }
    return tags;
  }

  private LabelFigures of(Map<String, LabelFigures> all, String name) {
    return all.computeIfAbsent(name, one -> new LabelFigures(labels.size()));
  }

  private void add(Map<String, LabelFigures> all, String name, LabelStretch stretch, int[] named) {
    LabelFigures figures = of(all, name);
    for (int at = 0; at < named.length; at++) {
      int truth = stretch.labels().get(at);
      if (truth != LabelledEvents.UNKNOWN) {
        figures.add(truth, named[at]);
      }
    }
  }

  private int[] numbers(List<Tag> tags) {
    return tags.stream().mapToInt(tag -> labels.indexOf(tag.label())).toArray();
  }
}
