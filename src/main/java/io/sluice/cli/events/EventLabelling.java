package io.sluice.cli.events;

import io.sluice.config.PipelineConfig;
import io.sluice.csv.CsvNumber;
import io.sluice.csv.Untrusted;
import io.sluice.history.History;
import io.sluice.history.token.TokenHistory;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.language.label.LabelStretch;
import io.sluice.model.label.LabelTables;
import io.sluice.model.label.Tag;
import io.sluice.model.label.Tagger;
import io.sluice.model.token.TokenContract;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Labels every event of the past, of which both sides are known. */
public final class EventLabelling {
  private final PipelineConfig pipeline;
  private final PrintWriter out;
  private final PrintWriter err;

  /** A labelling. */
  public EventLabelling(PipelineConfig pipeline, PrintWriter out, PrintWriter err) {
    this.pipeline = pipeline;
    this.out = out;
    this.err = err;
  }

  /**
   * Writes {@code labels.csv}: key, time, token, label, probability.
   *
   * @throws IllegalArgumentException when the model does not label the past
   * @throws IOException when the file cannot be written
   */
  public void run(History history, TokenContract model, Path directory) throws IOException {
    LabelTables tables = model.labelTables();
    if (tables == null || tables.past() == null) {
      throw new IllegalArgumentException(
          "the model "
              + model.name()
              + " does not label the past: train it with --labels and --bidirectional");
    }
    TokenHistory read = TokenHistory.read(pipeline, history);
    EventTraining.print(read, err);
    Vocabulary vocabulary = new Vocabulary(model.tokens(), model.counts());
    SessionRule rule = SessionRule.of(pipeline, model);
    Tagger tagger = new Tagger(tables, vocabulary.size());
    Map<String, Long> counts = new TreeMap<>();
    Files.createDirectories(directory);
    Path file = directory.resolve("labels.csv");
    try (BufferedWriter to = Files.newBufferedWriter(file)) {
      to.write("key,time,token,label,probability\n");
      for (Map.Entry<String, List<TokenEvent>> key : read.keys().entrySet()) {
        List<TokenEvent> events = key.getValue();
        List<Tag> tags =
            tagger.past(LabelStretch.points(events, vocabulary, model.features(), rule));
        for (int at = 0; at < events.size(); at++) {
          write(to, key.getKey(), events.get(at), tags.get(at));
          counts.merge(tags.get(at).label(), 1L, Long::sum);
        }
      }
    }
    counts.forEach((label, count) -> out.printf("%,10d %s%n", count, Untrusted.shown(label)));
    out.println("Wrote " + file);
    out.flush();
  }

  private static void write(BufferedWriter to, String key, TokenEvent event, Tag tag)
      throws IOException {
    to.write(quoted(key) + ',' + Instant.ofEpochMilli(event.time()) + ',');
    to.write(quoted(event.text()) + ',' + quoted(tag.label()) + ',');
    to.write(CsvNumber.rounded(tag.probability()) + "\n");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
