package io.sluice.csv;

/** The grammar of numbers of RFC 8259, section 6. */
final class JsonNumber {
  private JsonNumber() {}

  /** Whether the text, not empty, is one JSON number and nothing else. */
  static boolean matches(String text) {
    int at = text.charAt(0) == '-' ? 1 : 0;
    int whole = digits(text, at);
    if (whole == at || (text.charAt(at) == '0' && whole > at + 1)) {
      return false;
    }
    at = whole;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      if (fraction == at + 1) {
        return false;
      }
      at = fraction;
    }
    return at == text.length() || isExponent(text, at);
  }

  private static boolean isExponent(String text, int from) {
    char mark = text.charAt(from);
    if (mark != 'e' && mark != 'E') {
      return false;
    }
    int at = from + 1;
    if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
      at++;
    }
    int end = digits(text, at);
    return end > at && end == text.length();
  }

  /** The index after the run of digits that starts at {@code from}. */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
