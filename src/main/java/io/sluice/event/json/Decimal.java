package io.sluice.event.json;

/**
 * Decimal numbers as people and programs write them: as in JSON, and with a plus sign, with leading
 * zeros, or without digits on one side of the point.
 */
final class Decimal {
  private Decimal() {}

  /** Whether the characters from {@code from} up to but not including {@code to} are one. */
  static boolean matches(char[] text, int from, int to) {
    int start = from < to && isSign(text[from]) ? from + 1 : from;
    int point = endOfDigits(text, start, to);
    int end = point < to && text[point] == '.' ? endOfDigits(text, point + 1, to) : point;
    boolean hasDigits = point > start || end > point + 1;
    return hasDigits && (end == to || isExponent(text, end, to));
  }

  private static boolean isExponent(char[] text, int from, int to) {
    if (text[from] != 'e' && text[from] != 'E') {
      return false;
    }
    int digits = from + 1 < to && isSign(text[from + 1]) ? from + 2 : from + 1;
    return digits < to && endOfDigits(text, digits, to) == to;
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+';
  }

  private static int endOfDigits(char[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] >= '0' && text[i] <= '9') {
      i++;
    }
    return i;
  }
}
