package io.sluice.train.language.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sluice.config.Provider;
import io.sluice.evaluate.label.LabelFigures;
import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.language.LanguageStep;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelCodec;
import io.sluice.model.label.LabelPoint;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.Tag;
import io.sluice.model.label.Tagger;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenContract;
import io.sluice.train.language.Sessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is learned of labels, and that it is the same where it is served. */
final class LabelTrainingTest {
  @TempDir Path dir;

  private static List<LabelPoint> points(TokenContract model, LabelledEvents events) {
    Vocabulary vocabulary = new Vocabulary(model.tokens(), model.counts());
    return LabelStretch.points(
        events.events(),
        vocabulary,
        model.features(),
        new SessionRule(model.sessionGapMs(), Set.of()));
  }

  private static double f1(LabelledEvents events, List<Tag> tags) {
    LabelFigures figures = new LabelFigures(MadeUpLabels.NAMES.size());
    for (int at = 0; at < tags.size(); at++) {
      figures.add(events.labels().get(at), MadeUpLabels.NAMES.indexOf(tags.get(at).label()));
    }
    return figures.macroF1();
  }

  @Test
  void labelsThatNoEventShowsAlone_areLearnedFromWhatWasBefore_andFromBothSidesAllTheMore()
      throws Exception {
    LabelledEvents events = MadeUpLabels.events("home", 60, 2);
    try (OnnxTokenModel model = MadeUpLabels.model(dir)) {
      TokenContract contract = model.contract();
      LabelTables tables = contract.labelTables();
      assertThat(tables).isNotNull();
      Tagger tagger = new Tagger(tables, contract.tokens().size());
      double past = f1(events, tagger.past(points(contract, events)));
      double causal = f1(events, served(model, events, 1_000));
      assertThat(causal).isGreaterThan(0.82); // lamps and taps alone: 0.33
      assertThat(past).isGreaterThan(0.98).isGreaterThan(causal + 0.1);
    }
  }

  /** Tags as they are served, so many events at a time, with the memory stored in between. */
  private static List<Tag> served(OnnxTokenModel model, LabelledEvents events, int together)
      throws Exception {
    List<Tag> tags = new ArrayList<>();
    byte[] stored = KeyMemoryCodec.encode(new KeyMemory());
    try (LanguageStep step = new LanguageStep(model, SessionRule.ENDLESS, 1)) {
      for (int from = 0; from < events.events().size(); from += together) {
        int to = Math.min(events.events().size(), from + together);
        List<TokenEvent> some = events.events().subList(from, to);
        Turn turn = new Turn(KeyMemoryCodec.decode(stored), some);
        step.run(List.of(turn));
        turn.scored().forEach(event -> tags.add(event.tag()));
        stored = KeyMemoryCodec.encode(turn.memory());
      }
    }
    return tags;
  }

  @Test
  void servedTags_areThoseOfTraining_howeverEventsAreCut() throws Exception {
    LabelledEvents events = MadeUpLabels.events("home", 20, 3);
    try (OnnxTokenModel model = MadeUpLabels.model(dir)) {
      TokenContract contract = model.contract();
      Tagger tagger = new Tagger(contract.labelTables(), contract.tokens().size());
      float[] known = new float[tagger.size()];
      List<Tag> trained = new ArrayList<>();
      for (LabelPoint point : points(contract, events)) {
        trained.add(tagger.next(point, known, trained.isEmpty(), null));
      }
      assertThat(served(model, events, 1_000)).isEqualTo(trained);
      assertThat(served(model, events, 7)).isEqualTo(trained);
      assertThat(served(model, events, 1)).isEqualTo(trained);
    }
  }

  @Test
  void sameArguments_makeTheSameBytes() throws Exception {
    MadeUpLabels.model(dir).close();
    byte[] first = Files.readAllBytes(dir.resolve("labels.onnx"));
    MadeUpLabels.model(dir).close();
    assertThat(Files.readAllBytes(dir.resolve("labels.onnx"))).isEqualTo(first);
  }

  @Test
  void folds_holdEachDayOutOnce() {
    LabelledEvents events = MadeUpLabels.events("home", 60, 2);
    LabelFolds.Outcome outcome =
        MadeUpLabels.job().folds(MadeUpLabels.lessons(events, true), MadeUpLabels.ENDLESS);
    assertThat(outcome.days()).isGreaterThan(2);
    assertThat(outcome.figures().keySet())
        .containsExactly("hmm-filter", "hmm-viterbi", "causal", "bidirectional");
    assertThat(outcome.figures().values()).allMatch(of -> of.events() == 300);
    assertThat(outcome.figures().get("bidirectional").macroF1()).isGreaterThan(0.9);
  }

  @Test
  void sessionLabel_growsSurerWithEachEvent_andWhatIsLeftGrowsLess() throws Exception {
    List<LabelledEvents> sessions = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 80; i++) {
      sessions.add(session("case " + i, random.nextInt(2)));
    }
    List<List<TokenEvent>> keys = sessions.stream().map(LabelledEvents::events).toList();
    LabelLessons lessons = new LabelLessons(List.of("late", "timely"), true, false, sessions);
    Path file = dir.resolve("cases.onnx");
    MadeUpLabels.job().run(keys, Sessions.of(keys, true, null, Set.of()), lessons, file);
    try (OnnxTokenModel model = OnnxTokenModel.load(file, Provider.CPU);
        LanguageStep step =
            new LanguageStep(
                model, new SessionRule(model.contract().sessionGapMs(), Set.of()), 1)) {
      KeyMemory memory = new KeyMemory();
      List<Double> late = new ArrayList<>();
      List<Long> left = new ArrayList<>();
      for (TokenEvent event : session("new", 0).events()) {
        Turn turn = new Turn(memory, List.of(event));
        step.run(List.of(turn));
        late.add(
            turn.scored().get(0).tag().likely().stream()
                .filter(one -> one.label().equals("late"))
                .mapToDouble(Tag.Rated::probability)
                .sum());
        left.add(turn.next().remaining().median());
      }
      assertThat(late.get(0)).isBetween(0.2, 0.8);
      assertThat(late.get(3)).isGreaterThan(0.9).isGreaterThan(late.get(1));
      assertThat(left.get(0)).isBetween(150_000L, 260_000L);
      assertThat(left.get(3)).isZero();
    }
  }

  /** Late ones have a complaint in their middle; each step takes a minute, with it two. */
  private static LabelledEvents session(String key, int label) {
    long minute = 60_000;
    long time = 1_770_000_000_000L;
    List<TokenEvent> events =
        List.of(
            new TokenEvent(time, "order"),
            new TokenEvent(time + minute, label == 0 ? "wait" : "pack"),
            new TokenEvent(time + (label == 0 ? 3 : 2) * minute, label == 0 ? "complain" : "send"),
            new TokenEvent(time + (label == 0 ? 4 : 3) * minute, "arrive"));
    return new LabelledEvents(key, events, Collections.nCopies(4, label));
  }

  @Test
  void tables_areTheSame_whenTheyAreReadBack_andDamagedOnesAreRefused() throws Exception {
    try (OnnxTokenModel model = MadeUpLabels.model(dir)) {
      byte[] bytes = LabelCodec.encode(model.contract().labelTables());
      assertThat(LabelCodec.decode(bytes)).isEqualTo(model.contract().labelTables());
      byte[] part = Arrays.copyOf(bytes, bytes.length / 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LabelCodec.decode(part))
          .withMessageContaining("truncated");
    }
  }

  @Test
  void labelsOfOneDay_areTooFew() {
    LabelledEvents events = MadeUpLabels.events("home", 2, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                MadeUpLabels.job().folds(MadeUpLabels.lessons(events, false), MadeUpLabels.ENDLESS))
        .withMessageContaining("at least two days");
  }
}
