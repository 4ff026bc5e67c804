package io.sluice.language;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The tokens that a model knows, by number. {@link #UNK} stands for every token that it does not
 * know, {@link #EOS} for the end of a session; neither can be met by a text.
 */
public final class Vocabulary {
  /** What stands for every unknown token. */
  public static final int UNK = 0;

  /** The end of a session, and what stands before its first event. */
  public static final int EOS = 1;

  /** How people are told of what is unknown. */
  public static final String UNK_TEXT = "<unk>";

  /** How people are told of a session's end. */
  public static final String EOS_TEXT = "<eos>";

  /** What stands for the end of a session among hashes. */
  public static final long EOS_HASH = 0;

  /** The most tokens, the two of no text included. */
  public static final int MAX_SIZE = 4096;

  /** The longest token, in bytes of UTF-8. */
  public static final int MAX_BYTES = 256;

  private static final int FIRST = 2;
  private static final Hasher64 HASHER = Hashing.komihash5_0();

  private final List<String> texts;
  private final long[] counts;
  private final long[] hashes;

  /** Open addressing: ids, 0 where nothing stands; a power of two, at most half full. */
  private final int[] slots;

  /**
   * A vocabulary.
   *
   * @param texts by id; the first two are {@link #UNK_TEXT} and {@link #EOS_TEXT}
   * @param counts how often each was met in training
   * @throws IllegalArgumentException when there are too many, one is too long, or two are the same
   */
  public Vocabulary(List<String> texts, List<Long> counts) {
    this.texts = List.copyOf(texts);
    this.counts = counts.stream().mapToLong(Long::longValue).toArray();
    this.hashes = new long[texts.size()];
    this.slots = new int[Integer.highestOneBit(Math.max(2, texts.size() * 2)) * 2];
    check();
    hashes[EOS] = EOS_HASH;
    for (int id = FIRST; id < hashes.length; id++) {
      add(id);
    }
  }

  private void check() {
    int size = texts.size();
    if (size < FIRST || size > MAX_SIZE || counts.length != size) {
      throw new IllegalArgumentException(
          "a vocabulary has 2 to %d tokens and a count for each, not %d and %d"
              .formatted(MAX_SIZE, size, counts.length));
    }
    if (!texts.get(UNK).equals(UNK_TEXT) || !texts.get(EOS).equals(EOS_TEXT)) {
      throw new IllegalArgumentException(
          "a vocabulary begins with " + UNK_TEXT + " and " + EOS_TEXT);
    }
    for (int id = 0; id < size; id++) {
      int bytes = texts.get(id).getBytes(StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > MAX_BYTES || counts[id] < 0) {
        throw new IllegalArgumentException(
            "token %d of the vocabulary has %d bytes and a count of %d; allowed are 1 to %d bytes"
                .formatted(id, bytes, counts[id], MAX_BYTES));
      }
    }
  }

  private void add(int id) {
    long hash = hashOf(texts.get(id));
    if (idOf(hash) != UNK) {
      throw new IllegalArgumentException("the vocabulary has a token twice: " + texts.get(id));
    }
    hashes[id] = hash;
    int slot = slot(hash);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = id;
  }

  private int slot(long hash) {
    return (int) (hash >>> 32) & (slots.length - 1);
  }

  /** The number of tokens, the two of no text included. */
  public int size() {
    return hashes.length;
  }

  /** The id of a token; {@link #UNK} for one that is unknown. */
  public int idOf(String text) {
    return idOf(hashOf(text));
  }

  /** The id of the token with a hash; {@link #UNK} for one that is unknown. */
  public int idOf(long hash) {
    if (hash == EOS_HASH) {
      return EOS;
    }
    for (int slot = slot(hash); slots[slot] != 0; slot = (slot + 1) & (slots.length - 1)) {
      if (hashes[slots[slot]] == hash) {
        return slots[slot];
      }
    }
    return UNK;
  }

  /** All of them by id, as a model states them. */
  public List<String> texts() {
    return texts;
  }

  /** The token of an id. */
  public String text(int id) {
    return texts.get(id);
  }

  /** How often training met a token. */
  public long count(int id) {
    return counts[id];
  }

  /** The hash of an id's token; 0 for the two of no text. */
  public long hash(int id) {
    return hashes[id];
  }

  /**
   * Names a token in what is stored of a key, so that it means the same to every vocabulary: 64
   * bits of komihash 5.0 over its UTF-8 bytes, the same on every machine and in every version;
   * never {@link #EOS_HASH}.
   */
  public static long hashOf(String text) {
    long hash = HASHER.hashBytesToLong(text.getBytes(StandardCharsets.UTF_8));
    return hash == EOS_HASH ? 1 : hash;
  }
}
