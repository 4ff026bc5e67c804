package io.sluice.train.language;

import io.sluice.config.WindowConfig;
import io.sluice.language.TokenEvent;
import io.sluice.model.token.Spelling;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is trained.
 *
 * @param name the model's name
 * @param version the model's version
 * @param architecture the network's shape; null: no network
 * @param options how it is trained
 * @param minCount how often a token must be met to be known
 * @param countsSessions whether sessions that end with their keys are held against those of
 *     training by what they count, too
 * @param features the columns of {@code x}
 * @param window in which the service judges events; its zone is the clock of days and hours
 * @param characters where each key is a line of characters; null: tokens are whole
 * @param metadata entries of the file beside those of the contract
 */
public record TokenSettings(
    String name,
    String version,
    @Nullable TokenArchitecture architecture,
    TokenOptions options,
    int minCount,
    boolean countsSessions,
    List<String> features,
    WindowConfig window,
    @Nullable Characters characters,
    Map<String, String> metadata) {
  /**
   * What is known of lines that are learned character by character.
   *
   * @param spelling the alphabet, all of which the vocabulary has, met or not
   * @param lines the events that the lines were, of each key in order: when they came
   */
  public record Characters(Spelling spelling, List<List<TokenEvent>> lines) {
    public Characters {
      lines = List.copyOf(lines);
    }
  }

  public TokenSettings {
    features = List.copyOf(features);
    metadata = Map.copyOf(metadata);
    if (minCount < 1) {
      throw new IllegalArgumentException("a token is met at least once: " + minCount);
    }
  }

  /** The same for lines of characters, within which there is no time. */
  public TokenSettings of(Characters lines) {
    return new TokenSettings(
        name,
        version,
        architecture,
        options.withoutDelays(),
        minCount,
        false,
        List.of("gap"),
        window,
        lines,
        metadata);
  }
}
