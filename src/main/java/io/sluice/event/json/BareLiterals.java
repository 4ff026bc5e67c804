package io.sluice.event.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The literals {@code NaN}, {@code -nan} and {@code Infinity}, which C's and Python's libraries
 * write into JSON though it has none of them. They are put as JSON can have them: null, and a
 * number beyond the range of a double.
 */
final class BareLiterals {
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEYOND = "1e999".getBytes(StandardCharsets.US_ASCII);

  private final byte[] json;
  private final ByteArrayOutputStream out;
  private int copied;

  private BareLiterals(byte[] json) {
    this.json = json;
    this.out = new ByteArrayOutputStream(json.length + 2 * NULL.length);
  }

  /** The same text without such literals; null when there is none in it. */
  static byte @Nullable [] replaced(byte[] json) {
    return new BareLiterals(json).replace();
  }

  private byte @Nullable [] replace() {
    int i = 0;
    while (i < json.length) {
      if (json[i] == '"') {
        i = endOfString(i);
      } else if (isWord(json[i])) {
        int end = endOfWord(i);
        word(i, end);
        i = end;
      } else {
        i++;
      }
    }
    if (copied == 0) {
      return null;
    }
    out.write(json, copied, json.length - copied);
    return out.toByteArray();
  }

  private int endOfString(int from) {
    int i = from + 1;
    while (i < json.length && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i + 1, json.length);
  }

  private int endOfWord(int from) {
    int i = from;
    while (i < json.length && isWord(json[i])) {
      i++;
    }
    return i;
  }

  private static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '+'
        || b == '.'
        || b == '_';
  }

  private void word(int from, int to) {
    boolean signed = json[from] == '-' || json[from] == '+';
    int start = signed ? from + 1 : from;
    if (is("nan", start, to)) {
      put(NULL, from, to);
    } else if (is("inf", start, to) || is("infinity", start, to)) {
      put(BEYOND, from, to);
    }
  }

  private boolean is(String literal, int from, int to) {
    return to - from == literal.length()
        && new String(json, from, to - from, StandardCharsets.ISO_8859_1).equalsIgnoreCase(literal);
  }

  private void put(byte[] replacement, int from, int to) {
    out.write(json, copied, from - copied);
    out.write(replacement, 0, replacement.length);
    copied = to;
  }
}
