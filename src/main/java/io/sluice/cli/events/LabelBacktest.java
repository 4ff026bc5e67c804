package io.sluice.cli.events;

import io.sluice.evaluate.label.HiddenMarkov;
import io.sluice.evaluate.label.LabelFigures;
import io.sluice.evaluate.label.LabelRun;
import io.sluice.evaluate.label.LastToken;
import io.sluice.evaluate.label.SessionFigures;
import io.sluice.evaluate.language.HeldOutEvents;
import io.sluice.history.token.EventLabels;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.StepException;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.RemainingTime;
import io.sluice.model.label.Tag;
import io.sluice.model.label.Tagger;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds a model's labels against those of held-out events, and prints how good they are. */
final class LabelBacktest {
  private final LabelReport report;
  private final TokenContract contract;
  private final SessionRule rule;
  private final LabelTables tables;
  private final List<LabelledEvents> learned;
  private final List<LabelledEvents> tested;
  private final List<List<Tag>> tags;

  /**
   * Labels the held-out events.
   *
   * @throws IllegalArgumentException when the model knows no labels
   * @throws io.sluice.csv.CsvException when a label was never seen in training
   * @throws StepException when the model fails
   */
  LabelBacktest(
      LabelReport report,
      TokenModel model,
      SessionRule rule,
      HeldOutEvents held,
      EventLabels labels)
      throws StepException {
    this.report = report;
    this.contract = model.contract();
    this.rule = rule;
    LabelTables known = contract.labelTables();
    if (known == null) {
      throw new IllegalArgumentException(
          "the model " + contract.name() + " knows no labels: it was trained without --labels");
    }
    this.tables = known;
    this.learned = labels.of(held.learned(), known.labels());
    this.tested = labels.of(held.tested(), known.labels());
    try (LabelRun run = new LabelRun(model, rule)) {
      this.tags = run.run(tested, held.learned());
    }
  }

  /**
   * Prints tables.
   *
   * @return the figures as JSON
   */
  String print() {
    return tables.isWhole() ? sessions() : events();
  }

  private List<LabelStretch> stretches(LabelledEvents key, Vocabulary vocabulary) {
    return key.events().isEmpty()
        ? List.of()
        : LabelStretch.of(key, vocabulary, contract.features(), rule, tables.isWhole());
  }

  private String events() {
    Vocabulary vocabulary = new Vocabulary(contract.tokens(), contract.counts());
    List<LabelStretch> known =
        learned.stream().flatMap(key -> stretches(key, vocabulary).stream()).toList();
    HiddenMarkov markov = new HiddenMarkov(known, tables.labels().size(), vocabulary.size());
    Tagger tagger = new Tagger(tables, vocabulary.size());
    Map<String, LabelFigures> figures = new LinkedHashMap<>();
    for (String name : List.of("hmm-filter", "hmm-viterbi", "causal", "bidirectional")) {
      if (tables.past() != null || !name.equals("bidirectional")) {
        figures.put(name, new LabelFigures(tables.labels().size()));
      }
    }
    for (int i = 0; i < tested.size(); i++) {
      LabelledEvents key = tested.get(i);
      for (LabelStretch day : stretches(key, vocabulary)) {
        add(figures, "hmm-filter", day.labels(), markov.filter(day.points()));
        add(figures, "hmm-viterbi", day.labels(), markov.viterbi(day.points()));
        if (tables.past() != null) {
          add(figures, "bidirectional", day.labels(), numbers(tagger.past(day.points())));
        }
      }
      add(figures, "causal", key.labels(), numbers(tags.get(i)));
    }
    report.print(tables.labels(), figures);
    return LabelReport.json(figures);
  }

  private int[] numbers(List<Tag> said) {
    return said.stream().mapToInt(tag -> tables.labels().indexOf(tag.label())).toArray();
  }

  private static void add(
      Map<String, LabelFigures> all, String name, List<Integer> truths, int[] named) {
    LabelFigures figures = all.get(name);
    for (int at = 0; figures != null && at < named.length; at++) {
      if (truths.get(at) != LabelledEvents.UNKNOWN) {
        figures.add(truths.get(at), named[at]);
      }
    }
  }

  private String sessions() {
    int labels = tables.labels().size();
    Vocabulary vocabulary = new Vocabulary(contract.tokens(), contract.counts());
    LastToken baseline = new LastToken(learned, labels);
    SessionFigures ofBaseline = new SessionFigures(labels);
    SessionFigures ofModel = new SessionFigures(labels);
    for (int i = 0; i < tested.size(); i++) {
      List<TokenEvent> events = tested.get(i).events();
      long end = events.get(events.size() - 1).time();
      int truth = tested.get(i).labels().get(events.size() - 1);
      for (int at = 0; at < events.size(); at++) {
        int known = at + 1;
        String token = events.get(at).text();
        double left = end - events.get(at).time();
        ofBaseline.time(known, baseline.remaining(known) - left);
        RemainingTime remaining = tables.remaining();
        if (remaining != null) {
          ofModel.time(known, remaining.quantile(vocabulary.idOf(token), known, 5) - left);
        }
        if (truth != LabelledEvents.UNKNOWN) {
          ofBaseline.add(known, baseline.probabilities(token), truth);
          ofModel.add(known, probabilities(tags.get(i).get(at)), truth);
        }
      }
    }
    return report.sessions(ofBaseline, ofModel);
  }

  private double[] probabilities(Tag tag) {
    double[] probabilities = new double[tables.labels().size()];
    for (Tag.Rated one : tag.likely()) {
      probabilities[tables.labels().indexOf(one.label())] = one.probability();
    }
    return probabilities;
  }
}
