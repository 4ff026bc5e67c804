package io.sluice.language;

import io.sluice.model.ngram.Context;
import io.sluice.model.ngram.TableBuilder;
import io.sluice.model.token.CountedModel;
import io.sluice.model.token.DelayCurve;
import io.sluice.model.token.DelayTable;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of a few tokens that were counted in a made-up stream. */
public final class Counted {
  public static final List<String> TOKENS =
      List.of(Vocabulary.UNK_TEXT, Vocabulary.EOS_TEXT, "door", "fridge", "kettle", "tap");

  private Counted() {}

  /** A model that knows that door, fridge, kettle and tap follow each other, mostly. */
  public static CountedModel model(String hash) {
    TokenFeatures features = TokenFeatures.all(ZoneOffset.UTC);
    Vocabulary vocabulary = new Vocabulary(TOKENS, counts());
    TableBuilder tables = new TableBuilder(TOKENS.size());
    Context context = new Context();
    context.push(Vocabulary.EOS);
    for (TokenEvent event : events(500, 3)) {
      int id = vocabulary.idOf(event.text());
      tables.add(context, id);
      context.push(id);
      context.at(60_000, features.hourOf(event.time()));
    }
    tables.addUnknown(Vocabulary.UNK, 1);
    List<Float> logits = Collections.nCopies(TOKENS.size() * 2, 0f);
    List<Float> weights = Collections.nCopies(TokenContract.EXPERTS, 0.15f);
    return new CountedModel(
        new TokenContract(
            "counted",
            "1",
            hash,
            false,
            TOKENS,
            counts(),
            features,
            0,
            true,
            List.of(60.0, 600.0),
            0,
            tables.build(),
            new DelayTable(logits, 0),
            weights,
            0.01f,
            List.of(),
            null,
            Map.of()));
  }

  /** What may come next: within a minute or so. */
  public static Next next(List<Likely> likely) {
    return new Next(likely, new DelayCurve(List.of(60.0, 600.0), new float[] {0, 0}), null);
  }

  private static List<Long> counts() {
    return List.of(0L, 40L, 100L, 100L, 100L, 100L);
  }

  /** Events in a cycle, one in five out of place, some of them of unknown tokens. */
  public static List<TokenEvent> events(int count, long seed) {
    Random random = new Random(seed);
    List<TokenEvent> events = new ArrayList<>();
    long time = 1_700_000_000_000L;
    int at = 2;
    for (int i = 0; i < count; i++) {
      at = 2 + (random.nextInt(5) == 0 ? random.nextInt(4) : (at - 1) % 4);
      time += 1_000L + random.nextInt(120_000);
      String text = random.nextInt(20) == 0 ? "new " + random.nextInt(5) : TOKENS.get(at);
      events.add(new TokenEvent(time, text));
    }
    return events;
  }
}
