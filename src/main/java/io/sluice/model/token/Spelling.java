package io.sluice.model.token;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Texts as tokens of one character each. What is not in the alphabet is spelled by the bytes of its
 * UTF-8, each of which is a token too, so that there is no text that cannot be spelled.
 */
public final class Spelling {
  private static final int BYTES = 256;

  /** The tokens of the bytes, by byte. */
  private static final List<String> BYTE_TOKENS =
      IntStream.range(0, BYTES)
          .mapToObj(value -> String.format(Locale.ROOT, "<0x%02X>", value))
          .toList();

  private final Set<String> alphabet;

  /**
   * A spelling.
   *
   * @param tokens of which those of one character are the alphabet
   */
  public Spelling(Collection<String> tokens) {
    alphabet =
        tokens.stream()
            .filter(token -> token.codePointCount(0, token.length()) == 1)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The alphabet, and the tokens of all bytes. */
  public List<String> tokens() {
    List<String> tokens = new ArrayList<>(alphabet.stream().sorted().toList());
    tokens.addAll(BYTE_TOKENS);
    return tokens;
  }

  /** The tokens of the bytes alone. */
  static List<String> byteTokens() {
    return BYTE_TOKENS;
  }

  /** A text as tokens. */
  public List<String> spell(String text) {
    List<String> tokens = new ArrayList<>(text.length());
    text.codePoints()
        .forEach(
            point -> {
              String character = Character.toString(point);
              if (alphabet.contains(character)) {
                tokens.add(character);
              } else {
                for (byte one : character.getBytes(StandardCharsets.UTF_8)) {
                  tokens.add(BYTE_TOKENS.get(one & 0xff));
                }
              }
            });
    return tokens;
  }

  /** Tokens as a text; bytes that are no UTF-8 become U+FFFD. */
  public static String join(List<String> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : tokens) {
      int value = BYTE_TOKENS.indexOf(token);
      if (value >= 0) {
        bytes.write(value);
      } else {
        bytes.writeBytes(token.getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
