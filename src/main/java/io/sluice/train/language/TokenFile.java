package io.sluice.train.language;

import io.sluice.language.Vocabulary;
import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelKind;
import io.sluice.model.label.LabelCodec;
import io.sluice.model.label.LabelTables;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.ngram.TablesCodec;
import io.sluice.model.token.TokenContract;
import io.sluice.model.token.TokenFeatures;
import io.sluice.model.token.TokenList;
import io.sluice.train.network.TokenExporter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model of events as it is written.
 *
 * @param vocabulary what it knows
 * @param features the columns of {@code x}
 * @param bins bounds of the bins of time, in seconds
 * @param sessionGapMs 0: sessions have no end by time
 * @param ngrams what was counted of tokens
 * @param delays what was counted of times: logits, by token and bin
 * @param networkShare of delays
 * @param weights one per expert
 * @param weightsRate how fast keys learn weights of their own
 * @param labels what events are labelled with; null: nothing
 * @param architecture the network's shape; null: none
 * @param network its parameters; null: none
 */
record TokenFile(
    Vocabulary vocabulary,
    TokenFeatures features,
    List<Double> bins,
    long sessionGapMs,
    NgramTables ngrams,
    List<Float> delays,
    float networkShare,
    List<Float> weights,
    float weightsRate,
    @Nullable LabelTables labels,
    @Nullable TokenArchitecture architecture,
    @Nullable TokenWeights network) {
  /** The same with other weights. */
  TokenFile with(float otherShare, List<Float> otherWeights, float otherRate) {
    return new TokenFile(
        vocabulary,
        features,
        bins,
        sessionGapMs,
        ngrams,
        delays,
        otherShare,
        otherWeights,
        otherRate,
        labels,
        architecture,
        network);
  }

  /** The same that labels events. */
  TokenFile with(@Nullable LabelTables tables) {
    return new TokenFile(
        vocabulary,
        features,
        bins,
        sessionGapMs,
        ngrams,
        delays,
        networkShare,
        weights,
        weightsRate,
        tables,
        architecture,
        network);
  }

  /** The same with a network. */
  TokenFile with(@Nullable TokenArchitecture shape, TokenWeights parameters) {
    return new TokenFile(
        vocabulary,
        features,
        bins,
        sessionGapMs,
        ngrams,
        delays,
        networkShare,
        weights,
        weightsRate,
        labels,
        shape,
        parameters);
  }

  void write(Path file, String name, String version, Map<String, String> metadata)
      throws IOException {
    Map<MetadataKey, String> contract = new EnumMap<>(MetadataKey.class);
    contract.put(MetadataKey.NAME, name);
    contract.put(MetadataKey.VERSION, version);
    contract.put(MetadataKey.WEIGHTS_RATE, String.valueOf(weightsRate));
    contract(contract);
    TokenExporter.write(file, exported(), contract, metadata);
  }

  private TokenExporter.@Nullable Network exported() {
    if (architecture == null || network == null) {
      return null;
    }
    return new TokenExporter.Network(
        architecture.cell(),
        features.size(),
        network.embedding(),
        network.layers(),
        network.logits(),
        network.delay(),
        network.label());
  }

  private void contract(Map<MetadataKey, String> entries) {
    TokenArchitecture shape = architecture;
    entries.put(MetadataKey.CONTRACT, ModelContract.VERSION);
    entries.put(MetadataKey.KIND, ModelKind.EVENTS.toString());
    entries.put(
        MetadataKey.CELL, shape == null ? TokenContract.NO_NETWORK : shape.cell().toString());
    entries.put(MetadataKey.LAYERS, shape == null ? "0" : String.valueOf(shape.layers()));
    entries.put(MetadataKey.HIDDEN, shape == null ? "0" : String.valueOf(shape.hidden()));
    boolean isUnit = shape == null || shape.cell().boundedState();
    entries.put(MetadataKey.STATE, isUnit ? "unit" : "real");
    entries.put(MetadataKey.FEATURES, String.join(",", features.names()));
    entries.put(MetadataKey.ZONE, features.zone().getId());
    entries.put(MetadataKey.VOCABULARY, tokens().toString());
    entries.put(MetadataKey.DELAY_BINS, joined(bins));
    entries.put(MetadataKey.SESSION_GAP, Duration.ofMillis(sessionGapMs).toString());
    entries.put(MetadataKey.NGRAMS, Base64.getEncoder().encodeToString(TablesCodec.encode(ngrams)));
    entries.put(MetadataKey.DELAYS, encodedDelays());
    entries.put(MetadataKey.WEIGHTS, joined(weights));
    if (labels != null && network != null && network.label() != null) {
      entries.put(MetadataKey.LABELS, TokenList.joined(labels.labels()));
    }
    if (labels != null) {
      entries.put(
          MetadataKey.LABEL_TABLES, Base64.getEncoder().encodeToString(LabelCodec.encode(labels)));
    }
  }

  private TokenList tokens() {
    List<String> texts = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      texts.add(vocabulary.text(id));
      counts.add(vocabulary.count(id));
    }
    return new TokenList(texts, counts);
  }

  private String encodedDelays() {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * (delays.size() + 1));
    bytes.putFloat(networkShare);
    delays.forEach(bytes::putFloat);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static String joined(List<? extends Number> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
