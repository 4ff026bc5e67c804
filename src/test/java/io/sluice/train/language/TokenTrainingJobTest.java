package io.sluice.train.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Provider;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.TestModels;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.language.count.Vocabularies;
import io.sluice.train.network.Cell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenTrainingJobTest {
  private static final Sessions ENDLESS = new Sessions(SessionRule.ENDLESS, false);

  @TempDir Path dir;

  private TokenTrainingJob job(@Nullable TokenArchitecture shape) {
    TokenOptions options = new TokenOptions(3, 3, 0.01, 8, 32, 16, 0.2, 0.05, 0.2, 1);
    TokenSettings settings =
        new TokenSettings(
            "home",
            "1",
            shape,
            options,
            1,
            true,
            List.of("gap", "time-of-day"),
            TestModels.WINDOWS,
            null,
            Map.of("training.data", "made up"));
    return new TokenTrainingJob(settings, line -> {}, () -> false);
  }

  @Test
  void sameArguments_makeTheSameBytes() throws Exception {
    TokenArchitecture shape = new TokenArchitecture(Cell.GRU, 1, 8, Embedding.LEARNED, 4);
    List<List<TokenEvent>> keys = List.of(MadeUp.events(250, 1));
    job(shape).run(keys, ENDLESS, dir.resolve("a.onnx"));
    job(shape).run(keys, ENDLESS, dir.resolve("b.onnx"));
    assertThat(Files.readAllBytes(dir.resolve("a.onnx")))
        .isEqualTo(Files.readAllBytes(dir.resolve("b.onnx")));
  }

  @Test
  void counts_areAModelWithoutANetwork() throws Exception {
    TokenTrainingJob.Trained trained =
        job(null).run(List.of(MadeUp.events(400, 1)), ENDLESS, dir.resolve("m.onnx"));
    assertThat(trained.hasNetwork()).isFalse();
    assertThat(trained.countedBits()).isLessThan(1.6); // uniform: 2.3
    try (OnnxTokenModel model = OnnxTokenModel.load(dir.resolve("m.onnx"), Provider.CPU)) {
      assertThat(model.contract().hasNetwork()).isFalse();
      assertThat(model.contract().tokens()).hasSize(7);
      assertThat(model.contract().sessionGapMs()).isZero();
    }
  }

  @Test
  void manyShortKeys_areSessionsWhoseEndIsLearned() throws Exception {
    List<List<TokenEvent>> keys = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      keys.add(MadeUp.events(4, i));
    }
    TokenTrainingJob.Trained trained =
        job(null)
            .run(
                keys,
                Sessions.of(keys, Sessions.areCases(keys), null, Set.of()),
                dir.resolve("m.onnx"));
    assertThat(trained.sessions().endsWithKey()).isTrue();
    try (OnnxTokenModel model = OnnxTokenModel.load(dir.resolve("m.onnx"), Provider.CPU)) {
      assertThat(model.contract().sessionGapMs()).isPositive();
      assertThat(model.contract().counts().get(1)).isEqualTo(60);
    }
  }

  @Test
  void hugeHistories_areHeldOutInPart_andDrawnEvenly() {
    List<List<TokenEvent>> keys = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      List<TokenEvent> events = new ArrayList<>();
      for (int at = 0; at < 5; at++) {
        events.add(new TokenEvent(i * 1000L + at, "t" + at));
      }
      keys.add(events);
    }
    Sessions cases = Sessions.of(keys, true, null, Set.of());
    HistoryParts parts = HistoryParts.of(keys, cases);
    assertThat(parts.learned()).hasSize(80_000);
    assertThat(parts.lessons()).hasSize(10_000);
    assertThat(parts.lessons().get(9_999).events().get(0).time()).isEqualTo(99_998_000L);
    List<TokenEvent> one = keys.stream().flatMap(List::stream).toList();
    HistoryParts of = HistoryParts.of(List.of(one), ENDLESS);
    assertThat(of.learned().get(0)).hasSize(400_000);
    assertThat(of.lessons().get(0).events()).hasSize(50_000).startsWith(one.get(400_000));
    assertThat(of.lessons().get(0).before()).hasSize(100_000).endsWith(one.get(399_999));
  }

  @Test
  void epochs_areAsManyStepsAsTheyMayBe() {
    List<TokenEvent> events = MadeUp.events(500, 1);
    Vocabulary vocabulary = Vocabularies.of(List.of(events), 1, 0);
    TokenSequence steps = TokenSequence.of(events, vocabulary, SessionRule.ENDLESS, false);
    List<TokenSequence.Piece> pieces = TokenTrainer.pieces(steps, 0, steps.size(), 64);
    assertThat(TokenTrainer.drawn(pieces, 200)).hasSize(4);
    assertThat(TokenTrainer.drawn(pieces, 10_000)).hasSameSizeAs(pieces);
  }
}
