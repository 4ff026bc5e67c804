package io.sluice.config.http;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the instances of a service find one another. Addresses are {@code host:port}.
 *
 * @param advertised where others reach this instance; null: nobody is told
 * @param secret what instances show one another; null: there are no others
 * @param addresses those that may be asked, this one's own may be among them
 * @param authorities certificates (PEM) of those that vouch for them over HTTPS; null: those that
 *     the JVM trusts
 */
public record PeersConfig(
    @Nullable String advertised,
    @Nullable String secret,
    List<String> addresses,
    @Nullable Path authorities) {
  /** An instance that asks no other. */
  public static final PeersConfig NONE = new PeersConfig(null, null, List.of(), null);

  public PeersConfig {
    addresses = List.copyOf(addresses);
    if (!addresses.isEmpty() && (advertised == null || secret == null)) {
      throw new IllegalArgumentException("peers need an address and a secret");
    }
  }

  /** For logs: without the secret. */
  @Override
  public String toString() {
    return "PeersConfig[advertised=" + advertised + ", addresses=" + addresses + "]";
  }
}
