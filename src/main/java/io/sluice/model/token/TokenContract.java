package io.sluice.model.token;

import io.sluice.model.MetadataKey;
import io.sluice.model.ModelIdentity;
import io.sluice.model.label.LabelTables;
import io.sluice.model.ngram.NgramTables;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model of events promises. It reads one event at a time and says of every token how
 * probable it is as the next one, and when that will be. Its metadata say that it is {@link
 * io.sluice.model.ModelKind#EVENTS}.
 *
 * <table>
 * <caption>Tensors; batch is dynamic</caption>
 * <tr><th></th><th>name</th><th>shape</th><th>type</th></tr>
 * <tr><td>in</td><td>token</td><td>{@code [batch]}</td><td>int64</td></tr>
 * <tr><td>in</td><td>{@code x}</td><td>{@code [batch, features]}</td><td>float32</td></tr>
 * <tr><td>in</td><td>{@code state}</td><td>{@code [batch, state_size]}</td><td>float32</td></tr>
 * <tr><td>out</td><td>{@code logits}</td><td>{@code [batch, vocabulary]}</td><td>float32</td></tr>
 * <tr><td>out</td><td>delay</td><td>{@code [batch, bins]}</td><td>float32</td></tr>
 * <tr><td>out</td><td>{@code next_state}</td><td>{@code [batch, state_size]}</td><td>float32</td></tr>
 * <tr><td>out</td><td>{@code label_logits}, where there are labels</td><td>{@code [batch,
 * labels]}</td><td>float32</td></tr>
 * </table>
 *
 * <p>A model without a network ({@code cell = none}) has {@code state} and {@code next_state}
 * alone, one value each that means nothing; what training has counted is all that it knows.
 *
 * @param name the model's name
 * @param version the model's version
 * @param hash the first 12 hexadecimal digits of the file's SHA-256
 * @param hasNetwork whether there is more than what was counted
 * @param tokens the vocabulary by id: first what stands for unknown ones and for a session's end
 * @param counts how often training met each
 * @param features the columns of {@code x}
 * @param stateSize floats of recurrent state; 0 without a network
 * @param boundedState whether they lie in [-1, 1]
 * @param delayBins upper bounds of the bins of the time to the next event, in seconds, ascending.
 *     Beyond the last, the hazard stays what it is in the last
 * @param sessionGapMs after how long a silence a session is over; 0: sessions have no end by time
 * @param ngrams what was counted of tokens after tokens
 * @param delays what was counted of times after tokens
 * @param weights what the experts' logarithms are multiplied with at first, see {@link #EXPERTS}
 * @param weightsRate how fast a key learns weights of its own, at least 0
 * @param labels the classes of {@code label_logits}; none: there is no such output
 * @param labelTables what training has learned of labels; null: it was shown none. Their names are
 *     the same, where there are both
 * @param metadata the whole metadata, prefix removed
 */
public record TokenContract(
    String name,
    String version,
    String hash,
    boolean hasNetwork,
    List<String> tokens,
    List<Long> counts,
    TokenFeatures features,
    int stateSize,
    boolean boundedState,
    List<Double> delayBins,
    long sessionGapMs,
    NgramTables ngrams,
    DelayTable delays,
    List<Float> weights,
    float weightsRate,
    List<String> labels,
    @Nullable LabelTables labelTables,
    Map<String, String> metadata)
    implements ModelIdentity {
  @Override
  public String cell() {
    return metadata.getOrDefault(MetadataKey.CELL.key(), NO_NETWORK);
  }

  /** What stands in {@link MetadataKey#TOKENS} where a token is a character of an event's text. */
  public static final String CHARACTERS = "characters";

  /** What stands there, or nothing does, where a token is an event's whole text. */
  public static final String WHOLE = "whole";

  /** Whether a token is a character of an event's text, and an end is that of the text. */
  public boolean spells() {
    return CHARACTERS.equals(metadata.get(MetadataKey.TOKENS.key()));
  }

  /** The tensor of tokens. */
  public static final String TOKEN = "token";

  /** The tensor of tokens' logits. */
  public static final String LOGITS = "logits";

  /** The tensor of hazards' logits. */
  public static final String DELAY = "delay";

  /** The tensor of labels' logits. */
  public static final String LABEL_LOGITS = "label_logits";

  /** The most tokens of a vocabulary. */
  public static final int MAX_TOKENS = 4096;

  /** The most bytes of a token, in UTF-8. */
  public static final int MAX_TOKEN_BYTES = 256;

  /** The most bins of the time to the next event. */
  public static final int MAX_BINS = 64;

  /** The most labels. */
  public static final int MAX_LABELS = 256;

  /**
   * The experts of a mixture: the network, those of {@link NgramTables#fill}, the key's own tokens,
   * its own pairs, its own triples, and its very last tokens.
   */
  public static final int EXPERTS = 1 + NgramTables.DISTRIBUTIONS + 4;

  /** The value of {@code cell} without a network. */
  public static final String NO_NETWORK = "none";

  /** What stands in {@link MetadataKey#SESSION_END} where a key's last event ends its session. */
  public static final String ENDS_WITH_KEY = "key";

  /** What stands there where it does not. */
  public static final String ENDS_BY_ITSELF = "none";

  public TokenContract {
    tokens = List.copyOf(tokens);
    counts = List.copyOf(counts);
    delayBins = List.copyOf(delayBins);
    weights = List.copyOf(weights);
    labels = List.copyOf(labels);
    metadata = Map.copyOf(metadata);
  }

  /**
   * Whether training took each key for a session, which ends with its last event. Files that do not
   * say so are from before they did: there it is whether training met an end.
   */
  public boolean endsWithKey() {
    String said = metadata.get(MetadataKey.SESSION_END.key());
    return said == null ? counts.get(1) > 0 : said.equals(ENDS_WITH_KEY);
  }
}
