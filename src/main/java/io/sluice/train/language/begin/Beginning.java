package io.sluice.train.language.begin;

import io.sluice.config.Provider;
import io.sluice.language.Vocabulary;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelException;
import io.sluice.model.ngram.NgramPrior;
import io.sluice.model.token.OnnxTokenModel;
import io.sluice.model.token.TokenContract;
import io.sluice.score.CommonCharts;
import io.sluice.train.network.Cell;
import io.sluice.train.network.TokenExporter.Network;
import io.sluice.train.network.read.TokenNetworkReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model that a training goes on from. A token is the same that has the same name; one that the
 * other model does not know begins as what is unknown to it.
 */
public final class Beginning {
  private final TokenContract contract;
  private final @Nullable Network network;
  private final List<@Nullable String> owns = new ArrayList<>();

  private Beginning(TokenContract contract, @Nullable Network network, TokenNames names) {
    this.contract = contract;
    this.network = network;
    for (String text : contract.tokens()) {
      owns.add(names.own(text));
    }
  }

  /**
   * Reads a model.
   *
   * @param names how its tokens are called here, see {@link TokenNames#of}; null: as there
   * @param hasNetwork whether its network is wanted, if it has one
   * @throws IllegalArgumentException when it is no model of events, or its network is none that
   *     training writes
   * @throws IOException when the file cannot be read
   */
  public static Beginning read(Path file, @Nullable Path names, boolean hasNetwork)
      throws IOException {
    try (OnnxTokenModel model = OnnxTokenModel.load(file, Provider.CPU)) {
      TokenContract contract = model.contract();
      boolean isRead = hasNetwork && contract.hasNetwork();
      return new Beginning(
          contract,
          isRead ? network(file, contract) : null,
          TokenNames.of(names, contract.tokens()));
    } catch (ModelException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Network network(Path file, TokenContract contract) throws IOException {
    try {
      Network network =
          TokenNetworkReader.read(
              file,
              cell(contract),
              number(contract, MetadataKey.LAYERS),
              contract.features().size());
      boolean fits = network.logits().bias().length == contract.tokens().size();
      fits &= network.delay().bias().length == contract.delayBins().size();
      fits &= network.stateSize() == contract.stateSize();
      if (!fits) {
        throw new IllegalArgumentException("its network has another shape than its metadata say");
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static Cell cell(TokenContract contract) {
    return Arrays.stream(Cell.values())
        .filter(cell -> cell.toString().equals(contract.cell()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "its network has a cell that is not trained here: " + contract.cell()));
  }

  private static int number(TokenContract contract, MetadataKey key) {
    return Integer.parseInt(contract.metadata().getOrDefault(key.key(), "0"));
  }

  /** What the model says of itself. */
  public TokenContract contract() {
    return contract;
  }

  /** Its network; null: it has none, or none was wanted. */
  public @Nullable Network network() {
    return network;
  }

  /** Its name, version and hash, for people. */
  public String name() {
    return "%s %s %s".formatted(contract.name(), contract.version(), contract.hash());
  }

  /** The texts that it knows, as they are called here. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (@Nullable String own : owns.subList(Vocabulary.EOS + 1, owns.size())) {
      if (own != null) {
        texts.add(own);
      }
    }
    return texts;
  }

  /** The token of a vocabulary for each of its tokens; negative: it has none. */
  private int[] own(Vocabulary vocabulary) {
    int[] ids = new int[owns.size()];
    ids[Vocabulary.EOS] = Vocabulary.EOS;
    for (int id = Vocabulary.EOS + 1; id < ids.length; id++) {
      String own = owns.get(id);
      int known = own == null ? Vocabulary.UNK : vocabulary.idOf(own);
      ids[id] = known == Vocabulary.UNK ? -1 : known;
    }
    return ids;
  }

  /**
   * Its token for each of a vocabulary's; {@link Vocabulary#UNK} for those that it does not know.
   */
  int[] theirs(Vocabulary vocabulary) {
    int[] theirs = new int[vocabulary.size()];
    int[] own = own(vocabulary);
    for (int id = 0; id < own.length; id++) {
      if (own[id] >= 0) {
        theirs[own[id]] = id;
      }
    }
    theirs[Vocabulary.UNK] = Vocabulary.UNK;
    return theirs;
  }

  /** What its keys begin with, but for the counts of sessions; null: they begin with nothing. */
  public @Nullable CommonCharts charts() {
    CommonCharts charts = CommonCharts.of(contract);
    return charts == null ? null : charts.withoutSessions();
  }

  /** What it has counted, in the tokens of a vocabulary. */
  public NgramPrior ngrams(Vocabulary vocabulary) {
    return new NgramPrior(contract.ngrams(), own(vocabulary), vocabulary.size());
  }

  /** The logits of its hazards, by token of a vocabulary and by bin of its own. */
  public float[] delays(Vocabulary vocabulary) {
    int bins = contract.delayBins().size();
    int[] theirs = theirs(vocabulary);
    float[] logits = new float[vocabulary.size() * bins];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = contract.delays().logits().get(theirs[i / bins] * bins + i % bins);
    }
    return logits;
  }
}
