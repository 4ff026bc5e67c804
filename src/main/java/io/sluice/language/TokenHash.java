package io.sluice.language;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Names a token in what is stored of a key, so that it means the same to every vocabulary: 64 bits
 * of komihash 5.0 over its UTF-8 bytes, the same on every machine and in every version.
 */
public final class TokenHash {
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private TokenHash() {}

  /** The hash of a token; never {@link Vocabulary#EOS_HASH}. */
  public static long of(String text) {
    long hash = HASHER.hashBytesToLong(text.getBytes(StandardCharsets.UTF_8));
    return hash == Vocabulary.EOS_HASH ? 1 : hash;
  }
}
