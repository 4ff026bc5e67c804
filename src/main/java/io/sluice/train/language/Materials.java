package io.sluice.train.language;

import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.train.language.MixtureFit.Lesson;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.count.Counts;
import io.sluice.train.language.count.DelayCounts;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.language.count.Vocabularies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Makes of a part of a history what a model learns from: its counts, and sequences of tokens. */
final class Materials {
  private static final int BIGRAM = 2;

  private final TokenSettings settings;
  private final @Nullable Beginning begin;
  private final TokenFeatures features;
  private final Sessions sessions;
  private final ToIntFunction<TokenEvent> labelOf;

  /**
   * What a part gives.
   *
   * @param file a model of what was counted, without a network
   * @param sequences of each key
   * @param validation pieces that are held out
   */
  record Material(
      TokenFile file, List<TokenSequence> sequences, List<TokenSequence.Piece> validation) {}

  /**
   * Material of one training.
   *
   * @param begin the model that is gone on from; null: none
   * @param labelOf the label of an event, by number
   */
  Materials(
      TokenSettings settings,
      @Nullable Beginning begin,
      TokenFeatures features,
      Sessions sessions,
      ToIntFunction<TokenEvent> labelOf) {
    this.settings = settings;
    this.begin = begin;
    this.features = features;
    this.sessions = sessions;
    this.labelOf = labelOf;
  }

  /**
   * The material of a part.
   *
   * @param learned the events of each key in order
   * @param lessons what is held out, on which a network's training is judged
   */
  Material of(List<List<TokenEvent>> learned, List<Lesson> lessons) {
    TokenSettings.Characters characters = settings.characters();
    Vocabulary vocabulary =
        Vocabularies.of(learned, settings.minCount(), sessions.ends(learned), given(characters));
    List<TokenSequence> sequences = new ArrayList<>();
    for (List<TokenEvent> events : learned) {
      sequences.add(sequence(events, vocabulary));
    }
    List<TokenSequence.Piece> validation = new ArrayList<>();
    for (Lesson lesson : lessons) {
      List<TokenEvent> events = new ArrayList<>(lesson.before());
      events.addAll(lesson.events());
      TokenSequence sequence = sequence(events, vocabulary);
      int from = lesson.before().isEmpty() ? 0 : sequence.size() - lesson.events().size();
      validation.addAll(
          TokenTrainer.pieces(sequence, from, sequence.size(), settings.options().piece()));
    }
    List<TokenSequence> timed = sequences;
    if (characters != null) { // no character is timed: lines are
      timed = characters.lines().stream().map(one -> whole(one, vocabulary)).toList();
    }
    List<Double> bins = begin == null ? DelayCounts.bounds(timed) : begin.contract().delayBins();
    NgramTables ngrams =
        Counts.of(sequences, vocabulary, features, begin == null ? null : begin.ngrams(vocabulary));
    DelayCounts delays = new DelayCounts(bins, vocabulary.size());
    timed.forEach(delays::add);
    TokenFile file =
        new TokenFile(
            vocabulary,
            features,
            bins,
            sessions.gapMs(),
            ngrams,
            delays.logits(begin == null ? null : begin.delays(vocabulary)),
            0,
            weights(begin, false),
            0,
            null,
            null,
            null);
    return new Material(file, sequences, validation);
  }

  /** What is known whether it is met or not. */
  private List<String> given(TokenSettings.@Nullable Characters characters) {
    List<String> given = new ArrayList<>();
    if (characters != null) {
      given.addAll(characters.spelling().tokens());
    }
    if (begin != null) {
      given.addAll(begin.texts());
    }
    return given.stream().distinct().toList();
  }

  private static TokenSequence whole(List<TokenEvent> events, Vocabulary vocabulary) {
    List<TokenEvent> unnamed =
        events.stream().map(one -> new TokenEvent(one.time(), Vocabulary.UNK_TEXT)).toList();
    return TokenSequence.of(unnamed, vocabulary, SessionRule.ENDLESS, false);
  }

  private TokenSequence sequence(List<TokenEvent> events, Vocabulary vocabulary) {
    return TokenSequence.of(events, vocabulary, sessions.rule(), sessions.endsWithKey(), labelOf);
  }

  /** What experts begin with: the weights of the model before, or something of everything. */
  static List<Float> weights(@Nullable Beginning begin, boolean hasNetwork) {
    if (begin != null && begin.contract().hasNetwork() == hasNetwork) {
      return begin.contract().weights();
    }
    List<Float> weights = new ArrayList<>(Collections.nCopies(TokenContract.EXPERTS, 0.1f));
    weights.set(0, hasNetwork ? 0.3f : 0f);
    weights.set(BIGRAM, 0.2f);
    return weights;
  }
}
