package io.sluice.train.language.label;

import io.sluice.config.Provider;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.TestModels;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.train.language.Sessions;
import io.sluice.train.language.TokenOptions;
import io.sluice.train.language.TokenSettings;
import io.sluice.train.language.TokenTrainingJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Activities of a home whose label no event shows by itself: a lamp, then what tells one from the
 * other, then a lamp and a tap that both of them have.
 */
public final class MadeUpLabels {
  /** A home's days. */
  public static final Sessions ENDLESS = new Sessions(SessionRule.ENDLESS, false);

  public static final List<String> NAMES = List.of("cook", "none", "rest");

  private static final long BEGIN = 1_770_000_000_000L;
  private static final List<String> TELLING = List.of("stove", "door", "sofa");

  private MadeUpLabels() {}

  /** So many activities, an hour or so apart. */
  public static LabelledEvents events(String key, int activities, long seed) {
    Random random = new Random(seed);
    List<TokenEvent> events = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    long time = BEGIN;
    for (int i = 0; i < activities; i++) {
      int label = random.nextInt(NAMES.size());
      time += Duration.ofMinutes(30 + random.nextInt(60)).toMillis();
      for (String token : List.of("lamp", TELLING.get(label), "lamp", "tap", "lamp")) {
        time += Duration.ofSeconds(5 + random.nextInt(20)).toMillis();
        events.add(new TokenEvent(time, token));
        labels.add(label);
      }
    }
    return new LabelledEvents(key, events, labels);
  }

  /** What of them is to be learned. */
  public static LabelLessons lessons(LabelledEvents events, boolean isPast) {
    return new LabelLessons(NAMES, false, isPast, List.of(events));
  }

  /** A training of what can be counted. */
  public static TokenTrainingJob job() {
    TokenSettings settings =
        new TokenSettings(
            "home",
            "1",
            null,
            TokenOptions.defaults(),
            1,
            true,
            List.of("gap", "time-of-day"),
            TestModels.WINDOWS,
            null,
            Map.of());
    return new TokenTrainingJob(settings, line -> {}, () -> false);
  }

  /** A model that has learned of activities. */
  public static OnnxTokenModel model(Path dir) throws Exception {
    Path file = dir.resolve("labels.onnx");
    LabelledEvents events = events("home", 120, 1);
    job().run(List.of(events.events()), ENDLESS, lessons(events, true), file);
    return OnnxTokenModel.load(file, Provider.CPU);
  }
}
