package io.sluice.train.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Provider;
import io.sluice.language.SessionRule;
import io.sluice.language.TokenEvent;
import io.sluice.language.Vocabulary;
import io.sluice.model.TestModels;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenBatch;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.begin.Beginning;
import io.sluice.train.language.begin.NetworkRows;
import io.sluice.train.language.count.Counts;
import io.sluice.train.network.Cell;
import io.sluice.train.network.TokenExporter.Network;
import io.sluice.train.network.Weights.Dense;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another home's model, gone on from. */
final class BeginningTest {
  private static final Sessions ENDLESS = new Sessions(SessionRule.ENDLESS, false);

  @TempDir Path dir;

  /** What a network says of a token that was the newest, from a state that is not zero. */
  private static float[] logits(OnnxTokenModel model, int token) throws Exception {
    try (TokenBatch batch = model.newBatch(1)) {
      batch.token().put(0, token);
      for (int i = 0; i < model.contract().features().size(); i++) {
        batch.x().put(i, 0.1f * i);
      }
      for (int i = 0; i < model.contract().stateSize(); i++) {
        batch.state().put(i, (float) Math.sin(i));
      }
      batch.run(1);
      float[] logits = new float[model.contract().tokens().size()];
      batch.logits().get(0, logits);
      return logits;
    }
  }

  @ParameterizedTest
  @CsvSource({"RNN, 2, LEARNED", "GRU, 1, ONE_HOT", "GRU, 2, TIED", "LSTM, 2, LEARNED"})
  void tokensOfTheSameName_keepWhatTheNetworkKnowsOfThem(Cell cell, int layers, Embedding embedding)
      throws Exception {
    TokenArchitecture shape = MadeUp.shape(cell, layers, embedding);
    TokenFile file = MadeUp.file(shape, MadeUp.events(60, 1));
    if (embedding == Embedding.TIED) {
      file = tied(file);
    }
    Path theirs = MadeUp.write(file, dir.resolve("theirs.onnx"));
    Path names = dir.resolve("names.csv");
    Files.writeString(names, "own,theirs\nhall,thing 3\n");
    Beginning begin = Beginning.read(theirs, names, true);
    Network network = begin.network();
    assertThat(network).isNotNull();
    assertThat(NetworkRows.isOneHot(network)).isEqualTo(embedding == Embedding.ONE_HOT);
    assertThat(NetworkRows.isTied(network)).isEqualTo(embedding == Embedding.TIED);
    List<String> texts = List.of("<unk>", "<eos>", "hall", "new", "thing 1");
    Vocabulary vocabulary = new Vocabulary(texts, List.of(0L, 0L, 9L, 2L, 5L));
    Network own = NetworkRows.of(network, begin, vocabulary);
    TokenFile rows = rows(file, vocabulary, own);
    try (OnnxTokenModel one = OnnxTokenModel.load(theirs, Provider.CPU);
        OnnxTokenModel two =
            OnnxTokenModel.load(MadeUp.write(rows, dir.resolve("own.onnx")), Provider.CPU)) {
      Vocabulary known = new Vocabulary(one.contract().tokens(), one.contract().counts());
      float[] said = logits(one, known.idOf("thing 3"));
      float[] here = logits(two, 2);
      assertThat(here[2]).isEqualTo(said[known.idOf("thing 3")]);
      assertThat(here[4]).isEqualTo(said[known.idOf("thing 1")]);
      assertThat(here[1]).isEqualTo(said[1]);
      // What is new enters as what is unknown.
      assertThat(logits(two, 3)[4]).isEqualTo(logits(one, Vocabulary.UNK)[known.idOf("thing 1")]);
    }
  }

  private static TokenFile tied(TokenFile file) {
    TokenWeights of = file.network();
    int tokens = file.vocabulary().size();
    int hidden = of.embedding().length / tokens;
    float[] matrix = new float[of.embedding().length];
    for (int i = 0; i < matrix.length; i++) {
      matrix[i] = of.embedding()[i % tokens * hidden + i / tokens];
    }
    TokenWeights tied =
        new TokenWeights(
            of.embedding(),
            of.layers(),
            new Dense(matrix, of.logits().bias()),
            of.delay(),
            of.label());
    return file.with(file.architecture(), tied);
  }

  private static TokenFile rows(TokenFile file, Vocabulary vocabulary, Network own) {
    return new TokenFile(
        vocabulary,
        file.features(),
        file.bins(),
        0,
        Counts.of(List.of(), vocabulary, file.features(), null),
        Collections.nCopies(vocabulary.size() * file.bins().size(), 0f),
        0,
        file.weights(),
        0,
        null,
        file.architecture(),
        withRows(file.network(), own));
  }

  private static TokenWeights withRows(TokenWeights of, Network own) {
    return new TokenWeights(of.embedding(), of.layers(), of.logits(), of.delay(), null).from(own);
  }

  private TokenTrainingJob job(Beginning begin) {
    TokenOptions options = new TokenOptions(3, 3, 0.01, 8, 32, 16, 0.2, 0.05, 0.2, 1);
    TokenSettings settings =
        new TokenSettings(
            "home",
            "1",
            new TokenArchitecture(Cell.GRU, 1, 12, Embedding.LEARNED, 7),
            options,
            1,
            true,
            MadeUp.FEATURES.names(),
            TestModels.WINDOWS,
            null,
            Map.of());
    return new TokenTrainingJob(settings, begin, line -> {}, () -> false);
  }

  @Test
  void fewEvents_areEnoughAfterAnotherHome_andTheSameEveryTime() throws Exception {
    Path theirs = dir.resolve("theirs.onnx");
    job(null).run(List.of(MadeUp.events(1500, 1)), ENDLESS, theirs);
    List<List<TokenEvent>> few = new ArrayList<>();
    few.add(MadeUp.events(60, 7));
    double alone = job(null).run(few, ENDLESS, dir.resolve("alone.onnx")).countedBits();
    Beginning begin = Beginning.read(theirs, null, true);
    TokenTrainingJob.Trained after = job(begin).run(few, ENDLESS, dir.resolve("a.onnx"));
    assertThat(after.countedBits()).isLessThan(alone - 0.05);
    job(begin).run(few, ENDLESS, dir.resolve("b.onnx"));
    assertThat(Files.readAllBytes(dir.resolve("a.onnx")))
        .isEqualTo(Files.readAllBytes(dir.resolve("b.onnx")));
    try (OnnxTokenModel model = OnnxTokenModel.load(dir.resolve("a.onnx"), Provider.CPU)) {
      assertThat(model.contract().metadata().get("training.init"))
          .startsWith("home 1 ")
          .endsWith(begin.contract().hash());
    }
  }

  @Test
  void namesOfNoUse_areRefusedWithTheirLine() throws Exception {
    Path theirs =
        MadeUp.write(
            MadeUp.file(MadeUp.shape(Cell.GRU, 1, Embedding.LEARNED), MadeUp.events(60, 1)),
            dir.resolve("theirs.onnx"));
    Path names = dir.resolve("names.csv");
    Files.writeString(names, "own,theirs\nhall,thing 1\nbath,thing 1\n");
    assertThatThrownBy(() -> Beginning.read(theirs, names, true))
        .hasMessageContaining("names.csv:3: 'bath' is 'thing 1': each token")
        .hasMessageContaining("once");
    Files.writeString(names, "own,theirs\nhall,cellar\n");
    assertThatThrownBy(() -> Beginning.read(theirs, names, true))
        .hasMessageContaining("names.csv:2: the other model does not know 'cellar'");
    Files.writeString(names, "mine,theirs\nhall,thing 1\n");
    assertThatThrownBy(() -> Beginning.read(theirs, names, true))
        .hasMessageContaining("need the columns own and theirs");
  }
}
