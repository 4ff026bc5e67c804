package io.sluice.event.decode;

import java.math.BigDecimal;

/** Numbers in keys: however JSON has a number written, it is one key. */
final class KeyNumber {
  /** Digits that an exponent may stand for; beyond them a number stays as it is written. */
  private static final int MAX_SCALE = 100;

  private KeyNumber() {}

  /** A number of JSON in decimal digits without an exponent or needless zeros; none is lost. */
  static String plain(String json) {
    if (isWhole(json)) {
      return json;
    }
    try {
      BigDecimal number = new BigDecimal(json).stripTrailingZeros();
      return Math.abs((long) number.scale()) > MAX_SCALE ? json : number.toPlainString();
    } catch (NumberFormatException e) {
      return json; // an exponent beyond 32 bits
    }
  }

  /** Digits alone, a minus before them or none. */
  private static boolean isWhole(String json) {
    int first = json.charAt(0) == '-' ? 1 : 0;
    for (int i = first; i < json.length(); i++) {
      if (json.charAt(i) < '0' || json.charAt(i) > '9') {
        return false;
      }
    }
    return !json.equals("-0");
  }
}
