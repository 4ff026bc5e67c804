package io.sluice.train.language.count;

import io.sluice.language.Vocabulary;
import io.sluice.model.ngram.Context;
import io.sluice.model.ngram.NgramPrior;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.ngram.TableBuilder;
import io.sluice.model.token.TokenFeatures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what came after what in sequences, as it is looked up when events are stepped. */
public final class Counts {
  private Counts() {}

  /**
   * The tables of sequences. Something unknown is expected as often as tokens were met that came
   * once.
   *
   * @param prior what another model has counted, which is gone on from; null: nothing
   */
  public static NgramTables of(
      List<TokenSequence> sequences,
      Vocabulary vocabulary,
      TokenFeatures features,
      @Nullable NgramPrior prior) {
    TableBuilder tables = new TableBuilder(vocabulary.size());
    Context context = new Context();
    for (TokenSequence sequence : sequences) {
      context.clear();
      for (int step = 0; step < sequence.size(); step++) {
        int token = sequence.token(step);
        if (token == Vocabulary.EOS) {
          context.clear();
        }
        context.push(token);
        long gap = Math.max(0, sequence.gap(step));
        context.at(gap, token == Vocabulary.EOS ? 0 : features.hourOf(sequence.time(step)));
        tables.add(context, sequence.target(step));
      }
    }
    int once = 0;
    for (int id = Vocabulary.EOS + 1; id < vocabulary.size(); id++) {
      once += vocabulary.count(id) == 1 ? 1 : 0;
    }
    tables.addUnknown(Vocabulary.UNK, Math.max(1, once));
    return tables.build(prior);
  }
}
