package io.sluice.model.token;

import io.sluice.model.MetadataKey;
import io.sluice.model.ModelContract;
import io.sluice.model.ModelException;
import io.sluice.model.label.LabelCodec;
import io.sluice.model.label.LabelTables;
import io.sluice.model.ngram.NgramTables;
import io.sluice.model.ngram.TablesCodec;
import io.sluice.model.onnx.ModelFacts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link TokenContract} from a session and checks that the tensors keep it. */
final class TokenContractReader {
  private static final int MAX_GAP_DAYS = 3660;

  private final ModelFacts facts;

  private TokenContractReader(ModelFacts facts) {
    this.facts = facts;
  }

  static TokenContract read(ModelFacts facts, String hash) throws ModelException {
    return new TokenContractReader(facts).read(hash);
  }

  private TokenContract read(String hash) throws ModelException {
    TokenList vocabulary = facts.parse(MetadataKey.VOCABULARY, TokenList::parse);
    int size = vocabulary.texts().size();
    spelling(vocabulary);
    TokenFeatures features = features();
    List<Double> bins = facts.parse(MetadataKey.DELAY_BINS, TokenContractReader::bins);
    List<String> labels = labels();
    @Nullable LabelTables tables = labelTables(labels);
    facts.parse(MetadataKey.LAYERS, Integer::parseInt);
    facts.parse(MetadataKey.HIDDEN, Integer::parseInt);
    checkSessionEnd();
    boolean hasNetwork = !facts.text(MetadataKey.CELL).equals(TokenContract.NO_NETWORK);
    int stateSize = hasNetwork ? network(size, features.size(), bins.size(), labels.size()) : 0;
    NgramTables ngrams =
        facts.parse(
            MetadataKey.NGRAMS, text -> TablesCodec.decode(Base64.getDecoder().decode(text), size));
    return new TokenContract(
        facts.text(MetadataKey.NAME),
        facts.text(MetadataKey.VERSION),
        hash,
        hasNetwork,
        vocabulary.texts(),
        vocabulary.counts(),
        features,
        stateSize,
        bounded(),
        bins,
        facts.parse(MetadataKey.SESSION_GAP, TokenContractReader::gap),
        ngrams,
        facts.parse(MetadataKey.DELAYS, text -> delays(text, size * bins.size())),
        facts.parse(MetadataKey.WEIGHTS, TokenContractReader::weights),
        facts.parse(MetadataKey.WEIGHTS_RATE, TokenContractReader::rate),
        labels,
        tables,
        facts.metadata());
  }

  /** Whoever reads characters must be able to spell everything. */
  private void spelling(TokenList vocabulary) throws ModelException {
    if (!facts.metadata().containsKey(MetadataKey.TOKENS.key())) {
      return;
    }
    facts.parse(
        MetadataKey.TOKENS,
        text -> {
          if (!text.equals(TokenContract.CHARACTERS) && !text.equals(TokenContract.WHOLE)) {
            throw new IllegalArgumentException(
                "neither " + TokenContract.WHOLE + " nor " + TokenContract.CHARACTERS);
          }
          List<String> tokens = vocabulary.texts();
          if (text.equals(TokenContract.CHARACTERS)
              && !(tokens.containsAll(Spelling.byteTokens()) && vocabulary.counts().get(1) > 0)) {
            throw new IllegalArgumentException(
                "the vocabulary lacks tokens of bytes, <0x00> to <0xFF>, or ends of lines");
          }
          return text;
        });
  }

  private int network(int tokens, int features, int bins, int labels) throws ModelException {
    facts.noInputsBeside(TokenContract.TOKEN, ModelContract.X, ModelContract.STATE);
    facts.integers(TokenContract.TOKEN);
    facts.input(ModelContract.X, 1, features);
    long[] state = facts.input(ModelContract.STATE, 1, ModelFacts.DYNAMIC);
    int stateSize = ModelFacts.row(ModelContract.STATE, state[1]);
    facts.output(TokenContract.LOGITS, 1, tokens);
    facts.output(TokenContract.DELAY, 1, bins);
    facts.output(ModelContract.NEXT_STATE, 1, stateSize);
    if (labels > 0) {
      facts.output(TokenContract.LABEL_LOGITS, 1, labels);
    }
    return stateSize;
  }

  private TokenFeatures features() throws ModelException {
    ZoneId zone = facts.parse(MetadataKey.ZONE, ZoneId::of);
    return facts.parse(
        MetadataKey.FEATURES, names -> new TokenFeatures(List.of(names.split(",", -1)), zone));
  }

  private List<String> labels() throws ModelException {
    if (!facts.metadata().containsKey(MetadataKey.LABELS.key())) {
      return List.of();
    }
    return facts.parse(
        MetadataKey.LABELS,
        text -> {
          List<String> labels = TokenList.lines(text);
          if (labels.size() > TokenContract.MAX_LABELS) {
            throw new IllegalArgumentException(
                labels.size() + " labels, at most " + TokenContract.MAX_LABELS);
          }
          return labels;
        });
  }

  private @Nullable LabelTables labelTables(List<String> labels) throws ModelException {
    if (!facts.metadata().containsKey(MetadataKey.LABEL_TABLES.key())) {
      return null;
    }
    return facts.parse(
        MetadataKey.LABEL_TABLES,
        text -> {
          LabelTables tables = LabelCodec.decode(Base64.getDecoder().decode(text));
          if (!labels.isEmpty() && !labels.equals(tables.labels())) {
            throw new IllegalArgumentException("they are of other labels than label_logits");
          }
          return tables;
        });
  }

  private void checkSessionEnd() throws ModelException {
    if (facts.metadata().containsKey(MetadataKey.SESSION_END.key())) {
      facts.parse(
          MetadataKey.SESSION_END,
          text -> {
            if (!Set.of(TokenContract.ENDS_WITH_KEY, TokenContract.ENDS_BY_ITSELF).contains(text)) {
              throw new IllegalArgumentException("neither key nor none: " + text);
            }
            return text;
          });
    }
  }

  private boolean bounded() throws ModelException {
    return facts.parse(
        MetadataKey.STATE,
        state ->
            switch (state) {
              case "unit" -> true;
              case "real" -> false;
              default -> throw new IllegalArgumentException("neither unit nor real: " + state);
            });
  }

  private static List<Double> bins(String text) {
    List<Double> bins = Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
    for (int i = 0; i < bins.size(); i++) {
      if (!(bins.get(i) > (i == 0 ? 0 : bins.get(i - 1)) && bins.get(i) < 1e12)) {
        throw new IllegalArgumentException("bounds must ascend above 0: " + text);
      }
    }
    if (bins.size() > TokenContract.MAX_BINS) {
      throw new IllegalArgumentException(bins.size() + " bins, at most " + TokenContract.MAX_BINS);
    }
    return bins;
  }

  private static long gap(String text) {
    Duration gap = Duration.parse(text);
    if (gap.isNegative() || gap.compareTo(Duration.ofDays(MAX_GAP_DAYS)) > 0) {
      throw new IllegalArgumentException("not in [PT0S, " + MAX_GAP_DAYS + " days]: " + text);
    }
    return gap.toMillis();
  }

  /** Base64 of big-endian float32: the network's share, then a logit for each token and bin. */
  private static DelayTable delays(String text, int logits) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
    if (bytes.remaining() != Float.BYTES * (logits + 1)) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes, not " + Float.BYTES * (logits + 1));
    }
    float share = bytes.getFloat();
    List<Float> values = new ArrayList<>(logits);
    for (int i = 0; i < logits; i++) {
      values.add(bytes.getFloat());
    }
    return new DelayTable(values, share);
  }

  private static List<Float> weights(String text) {
    List<Float> weights = Arrays.stream(text.split(",", -1)).map(Float::valueOf).toList();
    for (float weight : weights) {
      if (!(Math.abs(weight) <= 10)) {
        throw new IllegalArgumentException("a weight is " + weight);
      }
    }
    if (weights.size() != TokenContract.EXPERTS) {
      throw new IllegalArgumentException(
          weights.size() + " weights, there are " + TokenContract.EXPERTS + " experts");
    }
    return weights;
  }

  private static float rate(String text) {
    float rate = Float.parseFloat(text);
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("not in [0, 1]: " + text);
    }
    return rate;
  }
}
