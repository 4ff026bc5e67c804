package io.sluice.oracle;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A seeded stream of events, by default of ten-minute windows: event time goes forward, but for
 * records that are late; some records come twice, some are no events at all; keys pause, jump and
 * drift.
 */
public final class Load {
  public static final long WINDOW_MS = 600_000;
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final double DUPLICATE = 0.02;
  private static final double LATE = 0.02;
  private static final double BAD = 0.005;
  private static final double SPIKE = 0.005;

  /** A record of the source topic. */
  public static final class Message {
    public final String key;
    public final byte[] value;
    private final long time;

    Message(String key, String value, long time) {
      this.key = key;
      this.value = value.getBytes(StandardCharsets.UTF_8);
      this.time = time;
    }
  }

  private final Random random;
  private final int keys;
  private final long begin;
  private final long windowMs;
  private long window;
  private int bursts;
  private @Nullable Random plans;

  public Load(long seed, int keys) {
    this(seed, keys, START, Duration.ofMillis(WINDOW_MS));
  }

  /** A load whose windows are about as long as {@code window}. */
  public Load(long seed, int keys, Instant begin, Duration window) {
    this.random = new Random(seed);
    this.keys = keys;
    this.begin = begin.toEpochMilli();
    this.windowMs = window.toMillis();
  }

  /**
   * From now on some events say in advance what {@code promo} will be, some say nothing else, and
   * there are keys of which nothing else is ever said.
   */
  public Load withPlans(long seed) {
    plans = new Random(seed);
    return this;
  }

  /** The time up to which events were made, epoch ms. */
  public long time() {
    return begin + window * windowMs;
  }

  /** The records of the next window. */
  public List<Message> next() {
    return next(0);
  }

  /**
   * The records of the next window.
   *
   * @param newcomers keys that appear in it for the first time and not again
   */
  public List<Message> next(int newcomers) {
    long start = time();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < keys; i++) {
      // A fifth of the keys pauses for some windows now and then.
      boolean pauses = i % 5 == 0 && (window / 4 + i) % 3 == 0;
      for (int n = pauses ? 0 : 1 + random.nextInt(2); n > 0; n--) {
        add(messages, "k%04d".formatted(i), start, 20 + i + 3 * Math.sin(window / 7.0 + i));
      }
    }
    if (plans != null) {
      for (int i = 0; i < keys; i += 3) {
        addPlan(messages, "k%04d".formatted(i), start, plans);
      }
      addPlan(messages, "ghost-%d".formatted(plans.nextInt(3)), start, plans);
    }
    int burst = newcomers == 0 ? 0 : ++bursts;
    for (int i = 0; i < newcomers; i++) {
      add(messages, "burst-%d-%05d".formatted(burst, i), start, 100 + i);
    }
    messages.sort(Comparator.comparingLong(message -> message.time));
    window++;
    return messages;
  }

  private void add(List<Message> messages, String key, long start, double level) {
    double value = level + random.nextGaussian() + (random.nextDouble() < SPIKE ? 500 : 0);
    long place = start + random.nextInt((int) windowMs);
    long time = random.nextDouble() < LATE ? place - 3 * windowMs : place;
    String promo = plans == null ? "" : plan(plans);
    String json = "{\"key\":\"%s\",\"ts\":%d,\"value\":%.3f%s}".formatted(key, time, value, promo);
    Message message = new Message(key, random.nextDouble() < BAD ? "{broken" : json, place);
    messages.add(message);
    if (random.nextDouble() < DUPLICATE) {
      messages.add(message);
    }
  }

  private void addPlan(List<Message> messages, String key, long start, Random random) {
    long place = start + random.nextInt((int) windowMs);
    long time = random.nextDouble() < LATE ? place - 3 * windowMs : place;
    String promo = plan(random);
    if (!promo.isEmpty()) {
      String json = "{\"key\":\"%s\",\"ts\":%d,\"value\":null%s}".formatted(key, time, promo);
      messages.add(new Message(key, json, place));
    }
  }

  /** A number, up to seven of which some are null, or nothing. */
  private static String plan(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> ",\"promo\":" + random.nextInt(4);
      default -> {
        StringBuilder array = new StringBuilder();
        for (int n = random.nextInt(7); n > 0; n--) {
          array.append(random.nextInt(3) == 0 ? "null," : random.nextInt(4) + ",");
        }
        yield ",\"promo\":[" + array + "1]";
      }
    };
  }
}
