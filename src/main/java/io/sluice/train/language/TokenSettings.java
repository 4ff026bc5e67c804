package io.sluice.train.language;

import java.time.ZoneId;
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
 * @param features the columns of {@code x}
 * @param zone the clock of days and hours
 * @param metadata entries of the file beside those of the contract
 */
public record TokenSettings(
    String name,
    String version,
    @Nullable TokenArchitecture architecture,
    TokenOptions options,
    int minCount,
    List<String> features,
    ZoneId zone,
    Map<String, String> metadata) {
  public TokenSettings {
    features = List.copyOf(features);
    metadata = Map.copyOf(metadata);
    if (minCount < 1) {
      throw new IllegalArgumentException("a token is met at least once: " + minCount);
    }
  }
}
