package io.sluice.cli.events;

import io.sluice.train.language.TokenArchitecture;
import io.sluice.train.language.TokenArchitecture.Embedding;
import io.sluice.train.language.TokenOptions;
import io.sluice.train.network.Cell;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of a model of events, as a {@code @Mixin} of the commands that train one. */
public final class EventOptions {
  private static final TokenOptions DEFAULTS = TokenOptions.defaults();

  @Option(
      names = "--min-count",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Events: how often a token must be met to be known; all others are one, which stands for"
              + " what is new (default: ${DEFAULT-VALUE}).")
  private int minCount;

  @Option(
      names = "--embedding",
      paramLabel = "KIND",
      defaultValue = "learned",
      description =
          "Events: how tokens enter the network, ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Embedding embedding;

  @Option(
      names = "--embedding-width",
      paramLabel = "N",
      defaultValue = "16",
      description = "Events: floats of a learned embedding (default: ${DEFAULT-VALUE}).")
  private int width;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.4",
      description = "Events: share of values hidden in training (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Events: share of probability that is spread over all tokens in training (default:"
              + " ${DEFAULT-VALUE}).")
  private double labelSmoothing;

  @Option(
      names = "--tokens",
      paramLabel = "KIND",
      defaultValue = "whole",
      description =
          "Events: what a token is, ${COMPLETION-CANDIDATES}: an event's whole text, or each of its"
              + " characters, so that a new word is improbable and not unknown (default:"
              + " ${DEFAULT-VALUE}).")
  private Tokens tokens;

  @Option(
      names = "--no-network",
      description = "Events: only what can be counted; such a model needs no network run at all.")
  private boolean noNetwork;

  @Option(
      names = "--no-session-counts",
      description =
          "Events: do not hold how many events a session has, and of which, against the sessions of"
              + " training.")
  private boolean noSessionCounts;

  /** Whether the counts of sessions are judged. */
  public boolean countsSessions() {
    return !noSessionCounts;
  }

  /** Whether there is to be a network. */
  public boolean hasNetwork() {
    return !noNetwork;
  }

  /** What a token of a model is. */
  enum Tokens {
    WHOLE,
    CHARACTERS
  }

  /** Whether each character of a text is a token. */
  public boolean areCharacters() {
    return tokens == Tokens.CHARACTERS;
  }

  /** How often a token must be met. */
  public int minCount() {
    return minCount;
  }

  /** What of an event's time enters the network. */
  public List<String> features() {
    return List.of("gap", "time-of-day", "day-of-week");
  }

  /**
   * The network's shape; null: none.
   *
   * @throws IllegalArgumentException when it is impossible
   */
  public @Nullable TokenArchitecture architecture(Cell cell, int layers, int hidden) {
    return noNetwork ? null : new TokenArchitecture(cell, layers, hidden, embedding, width);
  }

  /**
   * How it is trained; null stands for what is best for events.
   *
   * @throws IllegalArgumentException when an option is impossible
   */
  public TokenOptions options(
      @Nullable Integer epochs, @Nullable Integer patience, @Nullable Float rate, long seed) {
    return new TokenOptions(
        epochs == null ? DEFAULTS.epochs() : epochs,
        patience == null ? DEFAULTS.patience() : patience,
        rate == null ? DEFAULTS.learningRate() : rate,
        DEFAULTS.batch(),
        DEFAULTS.piece(),
        DEFAULTS.chunk(),
        dropout,
        labelSmoothing,
        DEFAULTS.delayWeight(),
        seed);
  }
}
