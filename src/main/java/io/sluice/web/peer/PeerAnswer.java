package io.sluice.web.peer;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What another instance said.
 *
 * @param status the HTTP status; 0: it said nothing
 * @param contentType of the body
 * @param retryAfter the header of that name
 * @param searched partitions in which the key is not that it was asked about, and does not have
 * @param failure why it said nothing; null: it did
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PeerAnswer(
    String peer,
    int status,
    @Nullable String contentType,
    @Nullable String retryAfter,
    Set<Integer> searched,
    byte[] body,
    @Nullable String failure) {

  static PeerAnswer failed(String peer, String why) {
    return new PeerAnswer(peer, 0, null, null, Set.of(), new byte[0], why);
  }

  /** Partitions as the header {@link Peers#SEARCHED} has them. */
  public static String partitions(Set<Integer> partitions) {
    return partitions.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** What that header says; none, when it is no list of them. */
  static Set<Integer> partitions(String header) {
    try {
      return header.isEmpty()
          ? Set.of()
          : Arrays.stream(header.split(",", -1))
              .map(Integer::valueOf)
              .collect(Collectors.toUnmodifiableSet());
    } catch (NumberFormatException e) {
      return Set.of();
    }
  }

  /** Whether it is the answer. */
  public boolean isOk() {
    return status == 200;
  }

  /** Why it is missing in what was gathered. */
  public String words() {
    return peer + ": " + (failure == null ? "it answered " + status : failure);
  }
}
