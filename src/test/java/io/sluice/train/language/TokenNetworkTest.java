package io.sluice.train.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sluice.config.Provider;
import io.sluice.language.KeyMemory;
import io.sluice.language.KeyMemoryCodec;
import io.sluice.language.LanguageStep;
import io.sluice.language.ScoredEvent;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Turn;
import io.sluice.language.Vocabulary;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenBatch;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.count.TokenSequence;
import io.sluice.train.network.Cell;
import io.sluice.train.torch.TorchEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is served is the network that was trained. */
final class TokenNetworkTest {
  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "RNN, 1, LEARNED",
    "RNN, 2, TIED",
    "GRU, 1, ONE_HOT",
    "GRU, 1, TIED",
    "GRU, 3, LEARNED",
    "LSTM, 1, LEARNED",
    "LSTM, 2, ONE_HOT",
    "LSTM, 3, TIED"
  })
  void exportedNetwork_saysWhatTheTrainedOneSays(Cell cell, int layers, Embedding embedding)
      throws Exception {
    List<TokenEvent> events = MadeUp.events(40, 3);
    TokenArchitecture shape = MadeUp.shape(cell, layers, embedding);
    TokenFile file = MadeUp.file(shape, events);
    TokenSequence sequence =
        TokenSequence.of(events, file.vocabulary(), SessionRule.ENDLESS, false);
    TokenBatchArrays arrays =
        new TokenBatchArrays(MadeUp.FEATURES, file.bins(), file.vocabulary(), 0, 3);
    try (NDManager manager = TorchEngine.newManager()) {
      TokenNetwork network =
          new TokenNetwork(manager, shape, MadeUp.FEATURES.size(), file.network());
      // A tied output is its embedding: the written weights are those that the network has.
      TokenFile own = file.with(file.architecture(), network.weights());
      try (OnnxTokenModel served =
              OnnxTokenModel.load(MadeUp.write(own, dir.resolve("own.onnx")), Provider.CPU);
          TokenBatch rows = served.newBatch(1)) {
        List<TokenSequence.Piece> pieces =
            List.of(new TokenSequence.Piece(sequence, 0, 0, sequence.size()));
        TokenBatchArrays.Arrays in = arrays.arrays(manager, pieces, 0, sequence.size(), null);
        NDList out = network.forward(in.oneHot(), in.x(), network.initialState(manager, 1), null);
        float[] logits = out.get(0).toFloatArray();
        float[] delays = out.get(1).toFloatArray();
        step(served, rows, sequence, logits, delays, out.get(2).toFloatArray());
      }
    }
  }

  private static void step(
      OnnxTokenModel model,
      TokenBatch batch,
      TokenSequence sequence,
      float[] logits,
      float[] delays,
      float[] labels)
      throws Exception {
    int tokens = model.contract().tokens().size();
    int bins = model.contract().delayBins().size();
    for (int at = 0; at < sequence.size(); at++) {
      batch.token().put(0, sequence.token(at));
      if (sequence.token(at) == Vocabulary.EOS) {
        MadeUp.FEATURES.encodeBegin(batch.x(), 0);
      } else {
        MadeUp.FEATURES.encode(sequence.time(at), sequence.gap(at), batch.x(), 0);
      }
      batch.run(1);
      for (int i = 0; i < tokens; i++) {
        assertThat(batch.logits().get(i)).isCloseTo(logits[at * tokens + i], within(1e-4f));
      }
      for (int i = 0; i < bins; i++) {
        assertThat(batch.delay().get(i)).isCloseTo(delays[at * bins + i], within(1e-4f));
      }
      assertThat(model.contract().labels()).hasSize(3);
      for (int i = 0; i < 3; i++) {
        assertThat(batch.labelLogits().get(i)).isCloseTo(labels[at * 3 + i], within(1e-4f));
      }
      for (int i = 0; i < model.contract().stateSize(); i++) {
        batch.state().put(i, batch.nextState().get(i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"GRU, 1", "GRU, 2", "RNN, 1", "LSTM, 2"})
  void memoryAndScores_areTheSame_whateverTheWindowsAndTheCompany(Cell cell, int layers)
      throws Exception {
    List<TokenEvent> events = MadeUp.events(60, 4);
    TokenFile file = MadeUp.file(MadeUp.shape(cell, layers, Embedding.LEARNED), events);
    Path path = MadeUp.write(file, dir.resolve("m.onnx"));
    SessionRule rule = new SessionRule(2_500_000, Set.of());
    try (OnnxTokenModel model = OnnxTokenModel.load(path, Provider.CPU);
        LanguageStep step = new LanguageStep(model, rule, 8)) {
      KeyMemory whole = new KeyMemory();
      Turn all = new Turn(whole, events);
      step.run(List.of(all));
      List<ScoredEvent> scored = new ArrayList<>();
      KeyMemory cut = new KeyMemory();
      for (int from = 0; from < events.size(); from += 3) {
        List<Turn> turns = new ArrayList<>();
        for (int other = 0; other < 11; other++) {
          turns.add(new Turn(new KeyMemory(), MadeUp.events(1 + (other % 5), other)));
        }
        Turn own = new Turn(cut, events.subList(from, from + 3));
        turns.add((from / 3) % 12, own);
        step.run(turns);
        scored.addAll(own.scored());
        cut = KeyMemoryCodec.decode(KeyMemoryCodec.encode(own.memory()));
      }
      assertThat(scored)
          .isEqualTo(all.scored())
          .noneMatch(event -> !event.isEndOfSession() && event.tag() == null);
      assertThat(KeyMemoryCodec.encode(cut)).isEqualTo(KeyMemoryCodec.encode(whole));
    }
  }
}
