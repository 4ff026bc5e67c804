package io.sluice.output.json;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Writes JSON straight into bytes: a forecast is a hundred numbers, and a hundred thousand
 * forecasts may be due at once. Text is escaped so that it may stand in HTML as well; times lie
 * between the years 0 and 9999. Not thread-safe.
 */
public final class JsonBytes {
  private static final byte[] NULL = ascii("null");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final int MIN_PLAIN_EXPONENT = -7;
  private static final int MAX_PLAIN_EXPONENT = 14;
  private static final int MAX_NUMBER_BYTES = 32;
  private static final int DATE_BYTES = 10;
  private static final long DAY_MS = 86_400_000L;

  private final JsonNumbers numbers = new JsonNumbers();
  private final byte[] date = new byte[DATE_BYTES];
  private long dateDay = Long.MIN_VALUE;
  private byte[] bytes;
  private int length;

  public JsonBytes() {
    this(512);
  }

  public JsonBytes(int capacity) {
    bytes = new byte[capacity];
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  public JsonBytes clear() {
    length = 0;
    return this;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** Writes what is JSON already. */
  public JsonBytes raw(byte[] json) {
    reserve(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** Writes what is JSON already, in ASCII. */
  public JsonBytes raw(String json) {
    reserve(json.length());
    for (int i = 0; i < json.length(); i++) {
      bytes[length++] = (byte) json.charAt(i);
    }
    return this;
  }

  public JsonBytes raw(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
    return this;
  }

  /** Writes a string. */
  public JsonBytes string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a string given in UTF-8. */
  public JsonBytes string(byte[] utf8) {
    reserve(2 + 6 * utf8.length);
    bytes[length++] = '"';
    for (int i = 0; i < utf8.length; i++) {
      int c = utf8[i] & 0xFF;
      if (c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0x7F) {
        escape(c);
      } else if (isLineSeparator(utf8, i)) {
        escape(0x2000 | 0x20 | (utf8[i + 2] & 0x0F));
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    bytes[length++] = '"';
    return this;
  }

  /** U+2028 and U+2029, which end a line in JavaScript, are E2 80 A8 and E2 80 A9. */
  private static boolean isLineSeparator(byte[] utf8, int i) {
    return i + 2 < utf8.length
        && utf8[i] == (byte) 0xE2
        && utf8[i + 1] == (byte) 0x80
        && (utf8[i + 2] == (byte) 0xA8 || utf8[i + 2] == (byte) 0xA9);
  }

  private void escape(int c) {
    bytes[length++] = '\\';
    bytes[length++] = 'u';
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[c >>> shift & 0xF];
    }
  }

  public JsonBytes number(long value) {
    if (value < 0) {
      return raw(Long.toString(value));
    }
    reserve(MAX_NUMBER_BYTES);
    int end = length + 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      end++;
    }
    long rest = value;
    for (int i = end - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length = end;
    return this;
  }

  /**
   * Writes a number rounded to six significant digits, in its shortest form; null if not finite.
   * Plain notation between 1e-7 and 1e15, else scientific.
   */
  public JsonBytes number(double value) {
    return number(value, JsonNumbers.DIGITS);
  }

  /**
   * The same with so many significant digits.
   *
   * @param digits see {@link JsonNumbers#digits}
   */
  public JsonBytes number(double value, int digits) {
    if (!Double.isFinite(value)) {
      return raw(NULL);
    }
    reserve(MAX_NUMBER_BYTES);
    if (value == 0) {
      bytes[length++] = '0';
      return this;
    }
    if (value < 0) {
      bytes[length++] = '-';
    }
    numbers.round(Math.abs(value), digits);
    int exponent = numbers.exponent();
    if (exponent < MIN_PLAIN_EXPONENT || exponent > MAX_PLAIN_EXPONENT) {
      decimal(1);
      bytes[length++] = 'e';
      return number((long) exponent);
    }
    if (exponent < 0) {
      bytes[length++] = '0';
      bytes[length++] = '.';
      zeros(-1 - exponent);
      length += numbers.spell(bytes, length);
    } else {
      decimal(exponent + 1);
    }
    return this;
  }

  /** Writes the rounded digits with {@code whole} of them, at least one, before the point. */
  private void decimal(int whole) {
    byte[] out = bytes;
    int start = length;
    int count = numbers.spell(out, start);
    if (count > whole) {
      for (int i = start + count; i > start + whole; i--) {
        out[i] = out[i - 1];
      }
      out[start + whole] = '.';
      length = start + count + 1;
    } else {
      int spelled = Math.min(whole, numbers.digits());
      length = start + spelled;
      zeros(whole - spelled);
    }
  }

  private void zeros(int count) {
    for (int i = 0; i < count; i++) {
      bytes[length++] = '0';
    }
  }

  /** Writes a time in RFC 3339, UTC, with milliseconds when there are any. */
  public JsonBytes time(long epochMillis) {
    return raw('"').plainTime(epochMillis).raw('"');
  }

  /** The same without quotes. */
  public JsonBytes plainTime(long epochMillis) {
    date(Math.floorDiv(epochMillis, DAY_MS));
    int ms = (int) Math.floorMod(epochMillis, DAY_MS);
    pair('T', ms / 3_600_000);
    pair(':', ms / 60_000 % 60);
    pair(':', ms / 1000 % 60);
    if (ms % 1000 != 0) {
      pair('.', ms % 1000 / 10);
      raw((char) ('0' + ms % 10));
    }
    return raw('Z');
  }

  /** Writes a date; neighbours share it mostly. */
  private void date(long epochDay) {
    if (epochDay != dateDay) {
      byte[] text = ascii(LocalDate.ofEpochDay(epochDay).toString());
      System.arraycopy(text, 0, date, 0, DATE_BYTES);
      dateDay = epochDay;
    }
    raw(date);
  }

  private void pair(char before, int value) {
    reserve(3);
    bytes[length++] = (byte) before;
    bytes[length++] = (byte) ('0' + value / 10);
    bytes[length++] = (byte) ('0' + value % 10);
  }
}
