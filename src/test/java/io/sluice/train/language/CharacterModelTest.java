package io.sluice.train.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Provider;
import io.sluice.generate.EventSampler;
import io.sluice.history.token.Lines;
import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.language.LanguageStep;
import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.model.TestModels;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.Spelling;
import io.sluice.model.token.TokenModel;
import io.sluice.train.network.Cell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that reads lines character by character, from training to serving. */
final class CharacterModelTest {
  private static final List<String> NAMES = List.of("anna", "bert", "carla", "doris");
  private static final long MINUTE = 60_000;

  @TempDir Path dir;

  private TokenModel model;

  private static String line(Random random) {
    String name = NAMES.get(random.nextInt(NAMES.size()));
    return "user " + name + (random.nextBoolean() ? " logged in" : " logged out, bye");
  }

  @BeforeEach
  void train() throws Exception {
    Random random = new Random(5);
    List<TokenEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(new TokenEvent(i * MINUTE, line(random)));
    }
    Spelling spelling = Lines.alphabet(List.of(events));
    TokenSettings settings =
        new TokenSettings(
                "lines",
                "1",
                new TokenArchitecture(Cell.GRU, 1, 8, TokenArchitecture.Embedding.LEARNED, 4),
                new TokenOptions(2, 2, 0.01, 32, 64, 32, 0, 0, 0.2, 1),
                1,
                true,
                List.of("gap", "time-of-day"),
                TestModels.WINDOWS,
                null,
                Map.of())
            .of(new TokenSettings.Characters(spelling, List.of(events)));
    Path file = dir.resolve("lines.onnx");
    List<List<TokenEvent>> lines = List.copyOf(Lines.of(Map.of("log", events), spelling).values());
    new TokenTrainingJob(settings, text -> {}, () -> false)
        .run(lines, new Sessions(SessionRule.ENDLESS, true), file);
    model = OnnxTokenModel.load(file, Provider.CPU);
  }

  @AfterEach
  void close() throws Exception {
    model.close();
  }

  private static TokenEvent event(long minute, String text) {
    return new TokenEvent(minute * MINUTE, text);
  }

  private List<ScoredEvent> score(KeyMemory memory, TokenEvent... events) throws Exception {
    try (LanguageStep step = new LanguageStep(model, SessionRule.ENDLESS, 3)) {
      Turn turn = new Turn(memory, List.of(events));
      step.run(List.of(turn));
      assertThat(turn.failure()).isNull();
      return turn.scored();
    }
  }

  @Test
  void newWord_isImprobable_andNotUnknown() throws Exception {
    assertThat(model.contract().spells()).isTrue();
    KeyMemory memory = new KeyMemory();
    double usual = score(memory, event(300, "user carla logged in")).get(0).bits();
    for (String odd : List.of("user caspar logged in", "user 室 logged in", "\u0007")) {
      ScoredEvent scored = score(memory, event(301, odd)).get(0);
      assertThat(scored.isNew()).isFalse();
      assertThat(scored.bits()).isFinite().isGreaterThan(usual + 8);
      assertThat(scored.probability()).isPositive();
    }
    assertThat(usual).isBetween(1.0, 20.0);
    assertThat(score(memory, event(302, "x".repeat(256))).get(0).bits()).isFinite();
  }

  @Test
  void surpriseOfALine_dependsOnTheLineAlone_andTheSameStateIsStored() throws Exception {
    TokenEvent one = event(300, "user anna logged in");
    TokenEvent other = event(305, "user bert logged out, bye");
    KeyMemory together = new KeyMemory();
    KeyMemory apart = new KeyMemory();
    List<ScoredEvent> both = score(together, one, other);
    List<ScoredEvent> single = new ArrayList<>(score(apart, one));
    apart = KeyMemoryCodec.decode(KeyMemoryCodec.encode(apart));
    single.addAll(score(apart, other));
    assertThat(single).isEqualTo(both);
    assertThat(KeyMemoryCodec.encode(apart)).isEqualTo(KeyMemoryCodec.encode(together));
    assertThat(score(together, event(900, "user anna logged in")).get(0).bits())
        .isCloseTo(both.get(0).bits(), within(1e-6));
  }

  @Test
  void timeOfTheNextLine_isThatOfLines_andAnEndByItsGapIsScored() throws Exception {
    try (LanguageStep step = new LanguageStep(model, new SessionRule(10 * MINUTE, Set.of()), 3)) {
      KeyMemory memory = new KeyMemory();
      Turn turn = new Turn(memory, List.of(event(1, "user anna logged in")));
      step.run(List.of(turn));
      assertThat(turn.next().median()).isBetween(MINUTE / 2, 2 * MINUTE);
      assertThat(turn.next().likely()).isEmpty();
      Turn late = new Turn(memory, List.of(event(60, "user anna logged in")));
      step.run(List.of(late));
      assertThat(late.scored())
          .extracting(ScoredEvent::isEndOfSession)
          .containsExactly(true, false);
      assertThat(late.scored().get(1).survival()).isLessThan(0.01);
      assertThat(step.look(memory, 61 * MINUTE).isSessionOver()).isFalse();
    }
  }

  @Test
  void drawnLines_areOfTheKindThatWasLearned_andEnd() throws Exception {
    try (LanguageStep step = LanguageStep.ofTokens(model, SessionRule.ENDLESS, 1)) {
      EventSampler sampler = new EventSampler(step, 0.3, 5);
      Random random = new Random(1);
      for (int i = 0; i < 5; i++) {
        assertThat(sampler.line(100, random)).startsWith("user ").hasSizeLessThan(60);
      }
    }
  }
}
