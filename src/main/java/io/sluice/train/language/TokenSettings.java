package io.sluice.train.language;

import io.sluice.config.WindowConfig;
import java.time.Duration;
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
 * @param sessionGap after how long a silence a session is over; zero: never; null: as {@link
 *     Sessions} finds
 * @param countsSessions whether sessions that end with their keys are held against those of
 *     training by what they count, too
 * @param features the columns of {@code x}
 * @param window in which the service judges events; its zone is the clock of days and hours
 * @param metadata entries of the file beside those of the contract
 */
public record TokenSettings(
    String name,
    String version,
    @Nullable TokenArchitecture architecture,
    TokenOptions options,
    int minCount,
    @Nullable Duration sessionGap,
    boolean countsSessions,
    List<String> features,
    WindowConfig window,
    Map<String, String> metadata) {
  public TokenSettings {
    features = List.copyOf(features);
    metadata = Map.copyOf(metadata);
    if (minCount < 1) {
      throw new IllegalArgumentException("a token is met at least once: " + minCount);
    }
  }
}
