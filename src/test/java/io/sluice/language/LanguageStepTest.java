package io.sluice.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.model.StepException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguageStepTest {
  private static final SessionRule TEN_MINUTES = new SessionRule(90_000, Set.of("tap"));

  private static final List<String> TOKENS = Counted.TOKENS.subList(2, Counted.TOKENS.size());

  private final List<ScoredEvent> scored = new ArrayList<>();

  private KeyMemory step(List<TokenEvent> events, int perTurn) throws StepException {
    scored.clear();
    KeyMemory memory = new KeyMemory();
    try (LanguageStep step = new LanguageStep(Counted.model("00000000000a"), TEN_MINUTES, 8)) {
      for (int from = 0; from < events.size(); from += perTurn) {
        Turn turn = new Turn(memory, events.subList(from, Math.min(events.size(), from + perTurn)));
        step.run(List.of(turn));
        assertThat(turn.failure()).isNull();
        scored.addAll(turn.scored());
        memory = KeyMemoryCodec.decode(KeyMemoryCodec.encode(turn.memory()));
      }
    }
    return memory;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void memoryAndScores_areTheSame_howeverEventsAreCutIntoWindows(int perTurn) throws StepException {
    List<TokenEvent> events = Counted.events(120, 7);
    byte[] whole = KeyMemoryCodec.encode(step(events, events.size()));
    List<ScoredEvent> expected = List.copyOf(scored);
    byte[] cut = KeyMemoryCodec.encode(step(events, perTurn));
    assertThat(scored).isEqualTo(expected);
    assertThat(cut).isEqualTo(whole);
  }

  @Test
  void probabilities_sumToOne_withTheKeysOwnTokensAmongThem() throws StepException {
    KeyMemory memory = step(Counted.events(200, 7), 60);
    try (LanguageStep step =
        new LanguageStep(Counted.model("00000000000a"), SessionRule.ENDLESS, 8)) {
      double sum = 0;
      List<String> texts = new ArrayList<>(TOKENS);
      scored.stream().filter(ScoredEvent::isNew).map(ScoredEvent::text).forEach(texts::add);
      texts.add("never met");
      assertThat(texts).hasSizeGreaterThan(TOKENS.size() + 1);
      for (String text : texts) {
        TokenEvent event = new TokenEvent(memory.lastTime() + 1, text);
        Turn turn = new Turn(memory.copy(), List.of(event));
        step.run(List.of(turn));
        sum += turn.scored().get(0).probability();
      }
      KeyMemory ended = memory.copy();
      Turn end = new Turn(ended, List.of());
      if (ended.isSessionOpen()) {
        step.endSession(List.of(end));
        sum += end.scored().get(0).probability();
      }
      assertThat(sum).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void whatWasLearned_isExpected() throws StepException {
    step(Counted.events(400, 11), 400);
    double bits =
        scored.stream()
            .filter(event -> TOKENS.contains(event.text()))
            .mapToDouble(ScoredEvent::bits)
            .average()
            .orElseThrow();
    assertThat(bits).isBetween(0.5, 2.2);
  }

  @Test
  void aKeysOwnToken_isNewOnce() throws StepException {
    List<TokenEvent> events = new ArrayList<>(Counted.events(10, 5));
    long time = events.get(9).time();
    events.add(new TokenEvent(time + 1, "doorbell"));
    events.add(new TokenEvent(time + 2, "door"));
    events.add(new TokenEvent(time + 3, "doorbell"));
    step(events, 4);
    List<ScoredEvent> bells = scored.stream().filter(e -> e.text().equals("doorbell")).toList();
    assertThat(bells).extracting(ScoredEvent::isNew).containsExactly(true, false);
  }

  @Test
  void silenceBeyondTheGap_endsTheSession_asIfTheEndHadBeenAsked() throws StepException {
    List<TokenEvent> events =
        List.of(new TokenEvent(1_000_000, "door"), new TokenEvent(1_030_000, "fridge"));
    try (LanguageStep step = new LanguageStep(Counted.model("00000000000a"), TEN_MINUTES, 8)) {
      KeyMemory asked = new KeyMemory();
      step.run(List.of(new Turn(asked, events)));
      assertThat(step.look(asked, 1_100_000).isSessionOver()).isFalse();
      assertThat(step.look(asked, 1_120_001).isSessionOver()).isTrue();
      Turn end = new Turn(asked, List.of());
      step.endSession(List.of(end));
      assertThat(asked.isSessionOpen()).isFalse();
      assertThat(end.scored()).hasSize(1);
      assertThat(end.scored().get(0).time()).isEqualTo(1_120_000);

      KeyMemory seen = new KeyMemory();
      List<TokenEvent> more = new ArrayList<>(events);
      more.add(new TokenEvent(1_200_000, "door"));
      Turn turn = new Turn(seen, more);
      step.run(List.of(turn));
      assertThat(turn.scored().get(2)).isEqualTo(end.scored().get(0));
      Turn last = new Turn(asked, more.subList(2, 3));
      step.run(List.of(last));
      assertThat(KeyMemoryCodec.encode(asked)).isEqualTo(KeyMemoryCodec.encode(seen));
    }
  }

  @Test
  void anotherModel_keepsWhatTheKeyHad() throws StepException {
    KeyMemory memory = step(Counted.events(50, 5), 50);
    int events = memory.events();
    try (LanguageStep step = new LanguageStep(Counted.model("00000000000b"), TEN_MINUTES, 8)) {
      Turn turn = new Turn(memory, List.of(new TokenEvent(memory.lastTime() + 1, "door")));
      step.run(List.of(turn));
      assertThat(memory.events()).isEqualTo(events + 1);
      assertThat(turn.next().likely()).hasSizeBetween(3, Next.MAX_LIKELY);
    }
  }
}
