package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.Untrusted;
import io.sluice.generate.EventSampler;
import io.sluice.generate.SampledEvents;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Samples stretches of what may come after a key's history: a table and files. */
public final class EventGeneration {
  private static final int MOST = 10_000;

  /** Events of all stretches. */
  private static final int MOST_OF_ALL = 1_000_000;

  private static final int MOST_DAYS = 3660;

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
   * Prints the stretches and writes them.
   *
   * @param key whose events go on; null: the only one's
   * @param days how long a stretch is, at most 3660
   * @param directory gets paths.csv and paths.html
   * @throws IOException when these cannot be written
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
      long seed,
      Path directory)
      throws StepException, IOException {
    if (!(days > 0 && days <= MOST_DAYS)) {
      throw new IllegalArgumentException(
          "--days must be above 0 and at most " + MOST_DAYS + ", is " + days);
    }
    if (model.contract().spells()) {
      lines(model, stretches, temperature, topK, seed);
      return;
    }
    TokenHistory read = TokenHistory.read(pipeline, history);
    EventTraining.print(read, err);
    String chosen = choose(read, key);
    List<TokenEvent> events = read.keys().getOrDefault(chosen, List.of());
    List<List<TokenEvent>> sampled = new ArrayList<>();
    SessionRule rule = SessionRule.of(pipeline, model.contract());
    try (LanguageStep step = new LanguageStep(model, rule, 1)) {
      KeyMemory memory = new KeyMemory();
      step.learnsWeights(false);
      step.run(List.of(new Turn(memory, events)));
      EventSampler sampler = new EventSampler(step, temperature, topK);
      Random random = new Random(seed);
      long begin = events.get(events.size() - 1).time();
      long until = begin + Math.round(days * Duration.ofDays(1).toMillis());
      int left = MOST_OF_ALL;
      for (int i = 1; i <= stretches && left > 0; i++) {
        sampled.add(sampler.sample(memory, begin, until, Math.min(MOST, left), random));
        left -= sampled.get(i - 1).size();
      }
    }
    SampledEvents all = new SampledEvents(chosen, events, sampled, pipeline.window().zone());
    print(all);
    all.write(directory);
    err.printf("Wrote %s and paths.csv%n", directory.resolve("paths.html"));
    err.flush();
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

  private void print(SampledEvents all) {
    out.println(String.join("\t", SampledEvents.COLUMNS));
    for (List<String> row : all.rows()) {
      out.println(row.get(0) + "\t" + row.get(1) + "\t" + Untrusted.shown(row.get(2)));
    }
    out.flush();
  }

  private static String choose(TokenHistory history, @Nullable String key) {
    if (key == null && history.keys().size() == 1) {
      return history.keys().keySet().iterator().next();
    }
    if (key == null || !history.keys().containsKey(key)) {
      throw new IllegalArgumentException(
          "--series names the key whose events go on; there are "
              + Untrusted.list(history.keys().keySet().stream().toList()));
    }
    return key;
  }
}
