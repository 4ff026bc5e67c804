package io.sluice.model.token;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A vocabulary's form in metadata: a line for each token in the order of ids, its count, a blank
 * and its text, in which a backslash, a line feed and a carriage return are written {@code \\},
 * {@code \n} and {@code \r}.
 *
 * @param texts by id
 * @param counts by id, at least 0
 */
public record TokenList(List<String> texts, List<Long> counts) {
  private static final int RESERVED = 2;

  public TokenList {
    texts = List.copyOf(texts);
    counts = List.copyOf(counts);
    if (texts.size() != counts.size()
        || texts.size() < RESERVED
        || texts.size() > TokenContract.MAX_TOKENS) {
      throw new IllegalArgumentException(
          "%d tokens with %d counts, there may be %d to %d"
              .formatted(texts.size(), counts.size(), RESERVED, TokenContract.MAX_TOKENS));
    }
    if (new HashSet<>(texts).size() < texts.size()) {
      throw new IllegalArgumentException("a token stands there twice");
    }
    for (String text : texts) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > TokenContract.MAX_TOKEN_BYTES) {
        throw new IllegalArgumentException(
            "a token of " + bytes + " bytes, there may be 1 to " + TokenContract.MAX_TOKEN_BYTES);
      }
    }
    for (long count : counts) {
      if (count < 0) {
        throw new IllegalArgumentException("a count is " + count);
      }
    }
  }

  /** Reads the form in metadata. */
  public static TokenList parse(String text) {
    List<String> texts = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      int blank = line.indexOf(' ');
      if (blank < 1) {
        throw new IllegalArgumentException("a line has no count: " + line);
      }
      counts.add(Long.parseLong(line.substring(0, blank)));
      texts.add(unescaped(line.substring(blank + 1)));
    }
    return new TokenList(texts, counts);
  }

  /** Texts as lines. */
  public static String joined(List<String> texts) {
    return texts.stream().map(TokenList::escaped).collect(Collectors.joining("\n"));
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  /** The texts of lines. */
  static List<String> lines(String text) {
    return text.lines().map(TokenList::unescaped).toList();
  }

  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        plain.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  /** The form in metadata. */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    for (int id = 0; id < texts.size(); id++) {
      String text = escaped(texts.get(id));
      lines.append(id == 0 ? "" : "\n").append(counts.get(id)).append(' ').append(text);
    }
    return lines.toString();
  }
}
