package io.sluice.train.language;

import io.sluice.history.token.Lines;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.TestModels;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.token.Spelling;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.count.Counts;
import io.sluice.train.language.count.DelayCounts;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.language.count.Vocabularies;
import io.sluice.train.network.Cell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Model files of events whose network nobody has trained: enough to see whether they are served.
 */
public final class TestEvents {
  private static final List<String> TOKENS =
      List.of("door", "hall", "kitchen", "fridge", "kettle", "tap", "bath", "bed");

  private static final long MINUTE = 60_000;

  private TestEvents() {}

  /** What happens in a home at a minute: mostly what its time asks for, one in a hundred is new. */
  public static String token(Random random, long minute) {
    if (random.nextInt(100) == 0) {
      return "new " + random.nextInt(20);
    }
    int usual = (int) (minute % TOKENS.size());
    return TOKENS.get(random.nextInt(4) == 0 ? random.nextInt(TOKENS.size()) : usual);
  }

  /** Events of one home, about one in a minute. */
  public static List<TokenEvent> events(int count, long seed) {
    Random random = new Random(seed);
    List<TokenEvent> events = new ArrayList<>();
    long time = 1_770_000_000_000L;
    for (int i = 0; i < count; i++) {
      time += random.nextInt(2 * (int) MINUTE);
      events.add(new TokenEvent(time, token(random, time / MINUTE)));
    }
    return events;
  }

  /** A GRU of 16 and what was counted. */
  public static Path model(Path dir, String name, long seed) {
    return model(dir, name, Cell.GRU, 1, Embedding.LEARNED, seed);
  }

  /** A network of random weights, beside what was counted. */
  public static Path model(
      Path dir, String name, Cell cell, int layers, Embedding embedding, long seed) {
    TokenArchitecture shape = new TokenArchitecture(cell, layers, 16, embedding, 8);
    TokenFeatures features = TokenFeatures.all(ZoneOffset.UTC);
    List<List<TokenEvent>> keys = List.of(events(1_000, seed));
    Vocabulary vocabulary = Vocabularies.of(keys, 2, 10);
    SessionRule rule = new SessionRule(30 * MINUTE, Set.of());
    List<TokenSequence> sequences =
        keys.stream().map(one -> TokenSequence.of(one, vocabulary, rule, false)).toList();
    List<Double> bins = DelayCounts.bounds(sequences);
    NgramTables ngrams = Counts.of(sequences, vocabulary, features, null);
    DelayCounts delays = new DelayCounts(bins, vocabulary.size());
    sequences.forEach(delays::add);
    TokenWeights weights =
        TokenWeights.random(
            shape, features.size(), new float[vocabulary.size()], new float[bins.size()], 0, seed);
    List<Float> experts = new ArrayList<>(Collections.nCopies(TokenContract.EXPERTS, 0.2f));
    TokenFile file =
        new TokenFile(
            vocabulary,
            features,
            bins,
            30 * MINUTE,
            ngrams,
            delays.logits(null),
            0.5f,
            experts,
            0.004f,
            null,
            shape,
            weights);
    Path path = dir.resolve(name + ".onnx");
    try {
      file.write(path, name, "1", Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  /** A model without a network that reads the events of a home character by character. */
  public static Path characters(Path dir, String name) {
    List<TokenEvent> events = events(300, 1);
    Spelling spelling = Lines.alphabet(List.of(events));
    TokenSettings settings =
        new TokenSettings(
                name,
                "1",
                null,
                TokenOptions.defaults(),
                1,
                true,
                List.of("gap"),
                TestModels.WINDOWS,
                null,
                Map.of())
            .of(new TokenSettings.Characters(spelling, List.of(events)));
    Path path = dir.resolve(name + ".onnx");
    try {
      List<List<TokenEvent>> lines =
          List.copyOf(Lines.of(Map.of("home", events), spelling).values());
      new TokenTrainingJob(settings, text -> {}, () -> false)
          .run(lines, new Sessions(SessionRule.ENDLESS, true), path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }
}
