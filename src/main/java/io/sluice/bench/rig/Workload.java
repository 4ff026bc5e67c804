package io.sluice.bench.rig;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * What a benchmark sends: every key the same number of records per window, all keys in turn, in
 * order of event time.
 *
 * @param keys the number of keys
 * @param perWindow records per key and window
 * @param windows the number of windows
 */
public record Workload(int keys, int perWindow, int windows) {
  /** The length of a window. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  /** Long enough ago that no number of windows reaches into the future. */
  private static final long START = Instant.parse("2002-01-01T00:00:00Z").toEpochMilli();

  private static final byte[] KEY = "sensor/00000000".getBytes(StandardCharsets.US_ASCII);
  private static final String RECORD =
      "{\"key\":\"sensor/00000000\",\"ts\":0000000000000,\"value\":00.00,\"unit\":\"C\","
          + "\"quality\":\"good\",\"firmware\":\"2.14.1\"}";
  private static final byte[] VALUE = RECORD.getBytes(StandardCharsets.US_ASCII);
  private static final int KEY_END = RECORD.indexOf("\",\"ts\"");
  private static final int TIME_END = RECORD.indexOf(",\"value\"");
  private static final int WHOLE_END = RECORD.indexOf(".00,\"unit");
  private static final int HUNDREDTHS_END = RECORD.indexOf(",\"unit");

  public Workload {
    if (keys < 1 || perWindow < 1 || windows < 1) {
      throw new IllegalArgumentException("keys, records per window and windows must be positive");
    }
  }

  /** Whole windows that hold at least {@code records} records. */
  public static Workload of(int keys, int perWindow, long records) {
    long perRound = (long) keys * perWindow;
    return new Workload(keys, perWindow, Math.toIntExact((records + perRound - 1) / perRound));
  }

  /** Records of all windows. */
  public long records() {
    return windowsClosed() * perWindow;
  }

  /** Windows that close, counted per key. */
  public long windowsClosed() {
    return (long) keys * windows;
  }

  /** End of window {@code window}, epoch ms. */
  public static long endOf(int window) {
    return START + (window + 1) * WINDOW.toMillis();
  }

  /** The key with number {@code i}. */
  public static byte[] key(int i) {
    byte[] key = KEY.clone();
    digits(key, key.length, i);
    return key;
  }

  /**
   * A record's value: a JSON object of about 110 bytes, a wave that differs by key. Put together by
   * hand: a generator that makes much garbage would be measured by its pauses.
   *
   * @param i the key's number
   * @param window the number of the window
   * @param n the record's number in the window
   */
  public byte[] value(int i, int window, int n) {
    long time = endOf(window) - WINDOW.toMillis() + n * WINDOW.toMillis() / perWindow;
    double wave = Math.sin((window + (double) n / perWindow) / 10 + i);
    long hundredths = Math.round(100 * (20 + i % 10 + wave));
    byte[] value = VALUE.clone();
    digits(value, KEY_END, i);
    digits(value, TIME_END, time);
    digits(value, WHOLE_END, hundredths / 100);
    digits(value, HUNDREDTHS_END, hundredths % 100);
    return value;
  }

  /** Writes a number over the zeros that end at a place. */
  private static void digits(byte[] text, int end, long number) {
    long left = number;
    for (int at = end - 1; left > 0; at--) {
      text[at] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }
}
