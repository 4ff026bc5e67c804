package io.sluice.evaluate.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.config.Provider;
import io.sluice.generate.EventSampler;
import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.model.TestModels;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.train.language.Sessions;
import io.sluice.train.language.TokenOptions;
import io.sluice.train.language.TokenSettings;
import io.sluice.train.language.TokenTrainingJob;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that were counted, on the end of made-up histories. */
final class EventModelRunTest {
  private static final long HOUR = 3_600_000;

  @TempDir Path dir;

  private OnnxTokenModel model(HeldOutEvents held) throws Exception {
    TokenSettings settings =
        new TokenSettings(
            "made-up",
            "1",
            null,
            TokenOptions.defaults(),
            1,
            true,
            List.of("gap"),
            TestModels.WINDOWS,
            null,
            Map.of());
    Path file = dir.resolve("m.onnx");
    Sessions sessions = Sessions.of(held.lessons(), held.areCases(), null, Set.of());
    new TokenTrainingJob(settings, line -> {}, () -> false).run(held.lessons(), sessions, file);
    return OnnxTokenModel.load(file, Provider.CPU);
  }

  private static SessionRule rule(OnnxTokenModel model) {
    return new SessionRule(model.contract().sessionGapMs(), Set.of());
  }

  /** Open, then work one to three times, then close; an hour apart. */
  private static Map<String, List<TokenEvent>> cases(int count) {
    Random random = new Random(9);
    Map<String, List<TokenEvent>> cases = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      List<TokenEvent> events = new ArrayList<>();
      events.add(new TokenEvent(i * HOUR, "open"));
      int works = 1 + random.nextInt(3);
      for (int work = 1; work <= works; work++) {
        events.add(new TokenEvent((i + work) * HOUR, "work"));
      }
      events.add(new TokenEvent((i + works + 1) * HOUR, "close"));
      cases.put("case " + i, events);
    }
    return cases;
  }

  @Test
  void casesAreHeldOutWhole_andTheirEndsArePredicted() throws Exception {
    HeldOutEvents held = HeldOutEvents.of(cases(150), true, 0.2);
    assertThat(held.tested()).hasSize(30);
    try (OnnxTokenModel model = model(held);
        EventModelRun run = new EventModelRun(model, rule(model), held)) {
      EventFigures all = new EventFigures();
      run.run().values().forEach(all::merge);
      long events = held.tested().values().stream().mapToLong(List::size).sum();
      assertThat(all.events()).isEqualTo(events + 30);
      // After work comes work or close; all else is certain.
      assertThat(all.bits()).isBetween(0.2, 0.65);
      assertThat(all.accuracyOfThree()).isEqualTo(1);
      assertThat(all.delayErrorDays() * 24).isCloseTo(0, within(0.2));
    }
  }

  @Test
  void onlineCounts_learnWhatIsNew_andStaticOnesDoNot() {
    List<TokenEvent> events = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String text = i < 200 ? List.of("a", "b").get(i % 2) : List.of("c", "d").get(i % 2);
      events.add(new TokenEvent(i * HOUR, text));
    }
    HeldOutEvents held = HeldOutEvents.of(Map.of("key", events), false, 0.5);
    Map<String, Map<String, EventFigures>> all =
        CountedBaseline.all(held, SessionRule.ENDLESS, ZoneOffset.UTC);
    double fixed = all.get("static-kn-2").get("key").bits();
    double online = all.get("online-kn-2").get("key").bits();
    assertThat(fixed).isGreaterThan(2);
    assertThat(online).isLessThan(0.5);
  }

  @Test
  void sampledEvents_followEachOtherAsThoseOfTheHistory() throws Exception {
    HeldOutEvents held = HeldOutEvents.of(cases(150), true, 0.2);
    try (OnnxTokenModel model = model(held);
        LanguageStep step = new LanguageStep(model, rule(model), 1)) {
      KeyMemory memory = new KeyMemory();
      step.run(List.of(new Turn(memory, List.of(new TokenEvent(HOUR, "open")))));
      EventSampler sampler = new EventSampler(step, 0.5, 3);
      List<TokenEvent> events = sampler.sample(memory, HOUR, 1000 * HOUR, 100, new Random(4));
      assertThat(events.get(0).text()).isEqualTo("work");
      assertThat(events.get(events.size() - 1).text()).isEqualTo("close");
      assertThat(sampler.sample(memory, HOUR, 1000 * HOUR, 100, new Random(4))).isEqualTo(events);
      assertThat(memory.events()).isEqualTo(1);
    }
  }
}
