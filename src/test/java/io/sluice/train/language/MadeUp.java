package io.sluice.train.language;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelledEvents;
import io.sluice.model.label.LabelTables;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.count.Counts;
import io.sluice.train.language.count.DelayCounts;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.language.count.Vocabularies;
import io.sluice.train.language.label.LabelLessons;
import io.sluice.train.network.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Made-up events of a home, and networks of random weights. */
final class MadeUp {
  static final TokenFeatures FEATURES = TokenFeatures.all(ZoneOffset.UTC);

  private static final List<String> LABELS = List.of("asleep", "awake", "none");

  private MadeUp() {}

  /** Labels of no sense, in which a network has a part. */
  private static LabelTables labels(List<TokenEvent> events, Vocabulary vocabulary) {
    List<Integer> labels = new ArrayList<>();
    for (TokenEvent event : events) {
      labels.add((int) (event.time() / 1000 % LABELS.size()));
    }
    LabelLessons lessons =
        new LabelLessons(LABELS, false, false, List.of(new LabelledEvents("home", events, labels)));
    LabelTables tables =
        lessons
            .training(vocabulary)
            .train(lessons.stretches(vocabulary, FEATURES, SessionRule.ENDLESS));
    return tables.with(tables.shares().with(0.5f));
  }

  /** Five things in a cycle, one in six out of place. */
  static List<TokenEvent> events(int count, long seed) {
    Random random = new Random(seed);
    List<TokenEvent> events = new ArrayList<>();
    long time = 1_700_000_000_000L;
    int at = 0;
    for (int i = 0; i < count; i++) {
      at = random.nextInt(6) == 0 ? random.nextInt(5) : (at + 1) % 5;
      time += Duration.ofSeconds(10 + random.nextInt(3000)).toMillis();
      events.add(new TokenEvent(time, "thing " + at));
    }
    return events;
  }

  /** A file of a network that has learned nothing. */
  static TokenFile file(TokenArchitecture shape, List<TokenEvent> events) {
    Vocabulary vocabulary = Vocabularies.of(List.of(events), 1, 0);
    List<TokenSequence> sequences =
        List.of(TokenSequence.of(events, vocabulary, SessionRule.ENDLESS, false));
    List<Double> bins = DelayCounts.bounds(sequences);
    DelayCounts delays = new DelayCounts(bins, vocabulary.size());
    sequences.forEach(delays::add);
    TokenWeights weights =
        TokenWeights.random(
            shape,
            FEATURES.size(),
            new float[vocabulary.size()],
            new float[bins.size()],
            LABELS.size(),
            5);
    return new TokenFile(
        vocabulary,
        FEATURES,
        bins,
        0,
        Counts.of(sequences, vocabulary, FEATURES, null),
        delays.logits(null),
        0.5f,
        Collections.nCopies(TokenContract.EXPERTS, 0.15f),
        0.004f,
        labels(events, vocabulary),
        shape,
        weights);
  }

  static TokenArchitecture shape(Cell cell, int layers, Embedding embedding) {
    return new TokenArchitecture(cell, layers, 12, embedding, 7);
  }

  static Path write(TokenFile file, Path path) throws IOException {
    file.write(path, "made-up", "1", Map.of());
    return path;
  }
}
