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
 * A seeded stream of events, by default of ten-minute windows: event time goes forward, but for the
 * disorder of a tenth of a window and for records that are later than that, by a little or by
 * windows; some records come twice, some are no events at all; keys pause, jump and drift, and the
 * clock of one is far ahead now and then.
 */
public final class Load {
  public static final long WINDOW_MS = 600_000;
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final double DUPLICATE = 0.02;
  private static final double LATE = 0.03;
  private static final double VERY_LATE = 0.01;
  private static final double BAD = 0.005;
  private static final double NO_ENERGY = 0.1;
  private static final double FAST = 0.1;
  private static final int FAST_KEY = 7;
  private static final int FAST_WINDOWS = 30;
  private static final int GRACES = 10;
  private static final int ROUTES = 3;
  private static final double FLAW = 0.2;
  private static final double SPIKE = 0.005;
  private static final int QUIET = 70;
  private static final int OUTAGE = 37;

  /** A record of the source topic. */
  public static final class Message {
    /** Key of the record: of some keys, now this and now that, so that they roam. */
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
  private @Nullable Random flaws;
  private int roaming;
  private @Nullable String zeroField;

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

  /** From now on some values are numbers in quotes, or missing, or none that can be used. */
  public Load withFlaws(long seed) {
    flaws = new Random(seed);
    return this;
  }

  /**
   * From now on some keys have an event now and then, some none for seventy windows or only zeros,
   * and in every thirty-seventh window no key has one.
   *
   * @param field the one that zeros are sent of
   */
  public Load withQuietKeys(String field) {
    zeroField = field;
    return this;
  }

  /** From now on, records of so many keys have one of three keys each. */
  public Load withRoaming(int keys) {
    roaming = keys;
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
      boolean pauses = zeroField == null ? i % 5 == 0 && (window / 4 + i) % 3 == 0 : isQuiet(i);
      if (pauses && zeroField != null && i % 7 == 4 && window % OUTAGE != OUTAGE / 2) {
        messages.add(zero("k%04d".formatted(i), start));
      }
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

  private boolean isQuiet(int key) {
    boolean isLong = key % 7 == 3 || key % 7 == 4;
    return window % OUTAGE == OUTAGE / 2
        || (isLong && window / QUIET % 2 == 1)
        || (key % 7 == 5 && window % 4 != 0);
  }

  private Message zero(String key, long start) {
    long time = start + random.nextInt((int) windowMs);
    String json = "{\"key\":\"%s\",\"ts\":%d,\"%s\":0.000}".formatted(key, time, zeroField);
    return new Message(key, json, time);
  }

  private void add(List<Message> messages, String key, long start, double level) {
    double value = level + random.nextGaussian() + (random.nextDouble() < SPIKE ? 500 : 0);
    double energy = 1 + level / 10 * random.nextDouble();
    long place = start + random.nextInt((int) windowMs);
    int route = key.startsWith("k") && index(key) < roaming ? random.nextInt(ROUTES) : 0;
    // No two routes of a key have records of one time, which only their order would tell apart.
    long time = time(key, place) / ROUTES * ROUTES + route;
    String promo = plans == null ? "" : plan(plans);
    String second = random.nextDouble() < NO_ENERGY ? "" : ",\"energy\":" + written(energy);
    String json =
        "{\"key\":\"%s\",\"ts\":%d,\"value\":%s%s%s}"
            .formatted(key, time, written(value), second, promo);
    String name = route == 0 ? key : key + "#" + route;
    Message message = new Message(name, random.nextDouble() < BAD ? "{broken" : json, place);
    messages.add(message);
    if (random.nextDouble() < DUPLICATE) {
      messages.add(message);
    }
  }

  private String written(double value) {
    String number = "%.3f".formatted(value);
    if (flaws == null || flaws.nextDouble() >= FLAW) {
      return number;
    }
    return switch (flaws.nextInt(4)) {
      case 0 -> "null";
      case 1 -> "\"unavailable\"";
      case 2 -> "\"broken\"";
      default -> "\"" + number + "\"";
    };
  }

  private static int index(String key) {
    return Integer.parseInt(key.substring(1));
  }

  /** The time of an event whose place in the log is that of an event of a time. */
  private long time(String key, long place) {
    double kind = random.nextDouble();
    long disorder = random.nextInt((int) windowMs / GRACES - ROUTES);
    if (key.startsWith("k") && index(key) == FAST_KEY && random.nextDouble() < FAST) {
      return place + FAST_WINDOWS * windowMs;
    }
    if (kind < VERY_LATE) {
      return place - 3 * windowMs;
    }
    return place - (kind < LATE ? 1 + random.nextInt(GRACES) : 1) * disorder;
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
