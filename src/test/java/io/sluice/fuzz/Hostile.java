package io.sluice.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Input that no one should send, of one seed: mostly close to what is right, for it goes deepest.
 */
public final class Hostile {
  private static final String[] SCALARS = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "21.5",
    "1e400",
    "-1e400",
    "1e-400",
    "1E+2",
    "1e308",
    "4.9e-324",
    "1e999999999",
    "1e-999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "99999999999999999999999999",
    "0.1000000000000000055511151231257827",
    "007",
    "+1",
    ".5",
    "5.",
    "0x1F",
    "1_000",
    "NaN",
    "Infinity",
    "-Infinity",
    "\"NaN\"",
    "\"\"",
    "\" \"",
    "\"1\"",
    "{}",
    "[]",
    "[1]",
    "{\"value\":1}"
  };
  private static final String[] TEXTS = {
    "",
    " ",
    "k",
    "Kitchen",
    "a/b",
    "%2F",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'; DROP TABLE keys; --",
    "${jndi:ldap://localhost/a}",
    "${HOME}",
    "../../etc/passwd",
    "\\u0000",
    "\\u0007",
    "\\ud800",
    "\\udc00\\ud800",
    "\\ud83d\\ude00",
    "\\u2028",
    "\\u202e",
    "\\uFEFF",
    "K\u00fcche",
    "\u65e5\u672c",
    "\ud83d\ude00",
    "\u0001",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "null",
    "NaN",
    "=cmd|' /C calc'!A0"
  };
  private static final String[] PUNCTUATION = {
    "{", "}", "[", "]", "\"", ",", ":", "\\", "\n", "\r", "\t", "\u0000", "-", "&a ", "*a",
    "!!int ", "---\n", "|\n", "? ", "#", "'", "/", "%", "\uFEFF"
  };
  private static final String[] PATTERNS = {
    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'",
    "yyyy-MM-dd'T'HH:mm:ssXXX",
    "yyyy-MM-dd'T'HH:mm",
    "yyyy-MM-dd HH:mm:ss",
    "yyyy-MM-dd",
    "dd/MM/yyyy HH:mm",
    "EEE, dd MMM yyyy HH:mm:ss Z"
  };
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private final SplittableRandom random;

  Hostile(long seed, String target, int number) {
    random = new SplittableRandom(seed * 1_000_003 + target.hashCode() * 31L + number);
    random.nextLong();
  }

  /** From 0 up to but not including {@code bound}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  public boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  @SafeVarargs
  public final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** One of the makers' results. */
  @SafeVarargs
  public final <T> T any(Supplier<T>... makers) {
    return makers[random.nextInt(makers.length)].get();
  }

  /** A size, mostly small, seldom near {@code max}. */
  public int size(int max) {
    return (int) Math.expm1(random.nextDouble() * Math.log1p(max));
  }

  /** Bytes of any value. */
  public byte[] bytes(int max) {
    byte[] bytes = new byte[size(max)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** What is right, cut, overwritten, repeated or spliced in up to four places. */
  public byte[] mutated(byte[] right) {
    byte[] bytes = right.clone();
    for (int n = random.nextInt(5); n > 0 && bytes.length > 0; n--) {
      bytes = mutatedOnce(bytes);
    }
    return bytes;
  }

  public String mutated(String right) {
    return new String(mutated(right.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private byte[] mutatedOnce(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + random.nextInt(16));
    return switch (random.nextInt(8)) {
      case 0 -> overwritten(bytes, at, random.nextInt(256));
      case 1 -> overwritten(bytes, at, bytes[at] ^ 1 << random.nextInt(8));
      case 2 -> overwritten(bytes, at, of(0, 0x7F, 0x80, 0xFF));
      case 3 -> Arrays.copyOf(bytes, at);
      case 4 -> spliced(bytes, at, to, new byte[0]);
      case 5 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
      default -> spliced(bytes, at, oneIn(2) ? at : to, token().getBytes(StandardCharsets.UTF_8));
    };
  }

  private static byte[] overwritten(byte[] bytes, int at, int value) {
    bytes[at] = (byte) value;
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] insert) {
    byte[] out = new byte[from + insert.length + bytes.length - to];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(insert, 0, out, from, insert.length);
    System.arraycopy(bytes, to, out, from + insert.length, bytes.length - to);
    return out;
  }

  private String token() {
    return any(() -> of(PUNCTUATION), () -> of(SCALARS), () -> of(TEXTS), this::number);
  }

  /** A number or nearly one, some of a length that takes time to convert. */
  public String number() {
    return switch (random.nextInt(5)) {
      case 0 -> of(SCALARS);
      case 1 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
      case 2 -> "9".repeat(1 + size(20_000)) + (oneIn(2) ? "e" + random.nextInt() : "");
      case 3 -> "0." + "0".repeat(size(2_000)) + "1";
      default -> Double.toString(random.nextInt(4_000) / 100.0);
    };
  }

  /** What is known in advance, or nearly that. */
  public String plan() {
    StringBuilder array = new StringBuilder("[");
    for (int n = size(600); n > 0; n--) {
      array.append(of("0", "1", "null", "9.99", "-2.5")).append(n > 1 ? "," : "");
    }
    array.append(oneIn(10) ? "," + of(SCALARS) : "").append(oneIn(50) ? "" : "]");
    return oneIn(4) ? of("0", "1", "null", "2.5") : array.toString();
  }

  /** Text without quotes around it: of keys, of cells, of values. */
  public String text() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> of(TEXTS);
      case 3 -> of(TEXTS).repeat(1 + size(200));
      case 4 -> "k".repeat(size(10_000));
      case 5 -> new String(bytes(60), StandardCharsets.ISO_8859_1);
      default -> "key-" + random.nextInt(20);
    };
  }

  /** The key of a record: bytes that need not be text. */
  public byte[] key() {
    return oneIn(3) ? bytes(2_000) : text().getBytes(StandardCharsets.UTF_8);
  }

  /** A time in one of the formats that there are, or beside it. */
  public String time(long from, long to) {
    long time =
        switch (random.nextInt(12)) {
          case 0 -> random.nextLong();
          case 1 -> random.nextLong(-YEAR_10000, 2 * YEAR_10000);
          case 2 -> of(0L, -1L, 1L, YEAR_10000 - 1, YEAR_10000, Long.MAX_VALUE, Long.MIN_VALUE);
          default -> random.nextLong(from, to);
        };
    return switch (random.nextInt(8)) {
      case 0 -> Long.toString(time / 1000);
      case 1 -> time / 1000 + "." + random.nextInt(10_000);
      case 2 -> time + "e" + of("0", "-3", "3", "99999", "-99999");
      case 3 -> quoted(mutated(formatted(time)));
      case 4 -> quoted(formatted(time));
      case 5 -> of(SCALARS);
      default -> Long.toString(time);
    };
  }

  private String formatted(long time) {
    Instant instant = Instant.ofEpochMilli(Math.max(-YEAR_10000, Math.min(YEAR_10000, time)));
    return DateTimeFormatter.ofPattern(of(PATTERNS), Locale.ENGLISH)
        .format(instant.atZone(ZoneOffset.ofHours(random.nextInt(-18, 19))));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }

  /**
   * A record's value: an object of the fields that are asked for, deep, wide, with fields twice,
   * larger than is taken, or no JSON at all.
   *
   * @param from the earliest of the usual event times, epoch ms
   */
  public byte[] record(long from, long to) {
    if (oneIn(1_000)) {
      return new byte[(1 << 20) + size(1 << 20)];
    }
    return switch (random.nextInt(20)) {
      case 0 -> bytes(2_000);
      case 1 -> deep().getBytes(StandardCharsets.UTF_8);
      case 2 -> of(SCALARS).getBytes(StandardCharsets.UTF_8);
      case 3 -> object(from, to).getBytes(of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE));
      case 4 -> object(from, to).getBytes(StandardCharsets.ISO_8859_1);
      case 9 -> array(from, to).getBytes(StandardCharsets.UTF_8);
      case 5, 6, 7, 8 -> mutated(object(from, to).getBytes(StandardCharsets.UTF_8));
      default -> object(from, to).getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Up to three events, in Telegraf's way or plainly. */
  private String array(long from, long to) {
    String events = "[" + object(from, to) + "," + sound(from, to) + "," + of(SCALARS) + "]";
    return oneIn(3) ? "{\"metrics\":" + events + "}" : events;
  }

  private String object(long from, long to) {
    if (oneIn(2)) {
      return sound(from, to);
    }
    StringBuilder json = new StringBuilder("{");
    field(json, "key", quoted(text()));
    field(json, "ts", time(from, to));
    field(json, "value", number());
    if (oneIn(3)) {
      field(json, "promo", plan());
    }
    for (int n = size(oneIn(200) ? 5_000 : 4); n > 0; n--) {
      String name = of("key", "ts", "value", "x", "\\u006bey", text());
      field(json, name, any(this::number, () -> quoted(text()), this::deep));
    }
    return json.append(oneIn(30) ? "" : "}").append(oneIn(30) ? token() : "").toString();
  }

  private String sound(long from, long to) {
    long time = random.nextLong(from, to);
    String ts =
        any(
            () -> Long.toString(time),
            () -> time / 1000 + "." + random.nextInt(1000),
            () -> quoted(formatted(time)));
    String key = "key-" + random.nextInt(20);
    return "{\"key\":\"%s\",\"x\":%d,\"ts\":%s,\"value\":%s}"
        .formatted(key, random.nextInt(9), ts, random.nextInt(4_000) / 100.0);
  }

  /** Mostly as it should be; else left out, or with another value. */
  private void field(StringBuilder json, String name, String value) {
    if (oneIn(20)) {
      return;
    }
    json.append(json.length() > 1 ? "," : "").append(quoted(name)).append(':');
    json.append(oneIn(10) ? of(SCALARS) : value);
  }

  private String deep() {
    int depth = size(oneIn(50) ? 20_000 : 70);
    String open = of("[", "{\"a\":", "[[],");
    String close = open.startsWith("{") ? "}" : "]";
    return open.repeat(depth) + of(SCALARS) + close.repeat(oneIn(5) ? size(depth) : depth);
  }
}
