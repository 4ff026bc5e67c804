package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Untrusted;
import io.sluice.generate.EventSampler;
import io.sluice.history.History;
import io.sluice.history.token.TokenHistory;
import io.sluice.language.KeyMemory;
import io.sluice.language.LanguageStep;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.Vocabulary;
import io.sluice.model.StepException;
import io.sluice.model.token.TokenModel;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Prints sampled stretches of what may come after a key's history, as a table. */
public final class EventGeneration {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
  private static final int MOST = 10_000;

  private final PipelineConfig pipeline;
  private final PrintWriter out;
  private final PrintWriter err;

  /** A generation. */
  public EventGeneration(PipelineConfig pipeline, PrintWriter out, PrintWriter err) {
    this.pipeline = pipeline;
    this.out = out;
    this.err = err;
  }

  /**
   * Prints the stretches.
   *
   * @param key whose events go on; null: the only one's
   * @param days how long a stretch is
   * @throws StepException when the model fails
   * @throws IllegalArgumentException when there is no such key, or an option is impossible
   */
  public void run(
      History history,
      TokenModel model,
      @Nullable String key,
      int stretches,
      double days,
      double temperature,
      int topK,
      long seed)
      throws StepException {
    if (model.contract().spells()) {
      lines(model, stretches, temperature, topK, seed);
      return;
    }
    TokenHistory read = TokenHistory.read(pipeline, history);
    EventTraining.print(read, err);
    List<TokenEvent> events = choose(read, key);
    SessionRule rule = LanguageStep.sessionsOf(model.contract());
    try (LanguageStep step = new LanguageStep(model, rule, 1)) {
      KeyMemory memory = new KeyMemory();
      step.learnsWeights(false);
      step.run(List.of(new Turn(memory, events)));
      EventSampler sampler = new EventSampler(step, temperature, topK);
      Random random = new Random(seed);
      long begin = events.get(events.size() - 1).time();
      long until = begin + Math.round(days * Duration.ofDays(1).toMillis());
      out.println("stretch\ttime\ttoken");
      for (int i = 1; i <= stretches; i++) {
        for (TokenEvent event : sampler.sample(memory, begin, until, MOST, random)) {
          out.println(i + "\t" + local(event.time()) + "\t" + Untrusted.shown(event.text()));
        }
      }
      out.flush();
    }
  }

  /** Lines begin with nothing: no history goes on in them. */
  private void lines(TokenModel model, int lines, double temperature, int topK, long seed)
      throws StepException {
    try (LanguageStep step = LanguageStep.ofTokens(model, SessionRule.ENDLESS, 1)) {
      EventSampler sampler = new EventSampler(step, temperature, topK);
      Random random = new Random(seed);
      out.println("line\ttext");
      for (int i = 1; i <= lines; i++) {
        String line = sampler.line(Vocabulary.MAX_BYTES, random);
        out.println(i + "\t" + Untrusted.clean(line));
      }
      out.flush();
    }
  }

  private String local(long time) {
    ZoneId zone = pipeline.window().zone();
    return TIME.format(Instant.ofEpochMilli(time).atZone(zone));
  }

  private static List<TokenEvent> choose(TokenHistory history, @Nullable String key) {
    if (key == null && history.keys().size() == 1) {
      return history.keys().values().iterator().next();
    }
    List<TokenEvent> events = history.keys().getOrDefault(key == null ? "" : key, List.of());
    if (events.isEmpty()) {
      throw new IllegalArgumentException(
          "--series names the key whose events go on; there are "
              + Untrusted.list(history.keys().keySet().stream().toList()));
    }
    return events;
  }
}
