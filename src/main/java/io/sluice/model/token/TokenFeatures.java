package io.sluice.model.token;

import java.nio.FloatBuffer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * What the columns of {@code x} hold: what is known of the time of the newest event, the same for
 * training and serving.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>name</th><th>columns</th><th>value</th></tr>
 * <tr><td>{@code gap}</td><td>2</td><td>{@code log1p} of the seconds since the event before, over
 * 10; and 1 where there was one in the session</td></tr>
 * <tr><td>{@code time-of-day}</td><td>4</td><td>sine and cosine of the time of day, once and twice
 * round</td></tr>
 * <tr><td>{@code day-of-week}</td><td>7</td><td>1 in the column of the day, Monday first</td></tr>
 * </table>
 *
 * <p>All are 0 for what stands before a session's first event.
 */
public final class TokenFeatures {
  private static final String GAP = "gap";
  private static final String TIME_OF_DAY = "time-of-day";
  private static final String DAY_OF_WEEK = "day-of-week";
  private static final int GAP_COLUMNS = 2;
  private static final int TIME_COLUMNS = 4;
  private static final int DAYS = 7;
  private static final float GAP_SCALE = 10;
  private static final long HOUR_MS = 3_600_000;
  private static final long DAY_MS = 24 * HOUR_MS;

  /** 1970-01-01 was a Thursday. */
  private static final int FIRST_DAY = 3;

  private final List<String> names;
  private final ZoneId zone;
  private final ZoneRules rules;
  private final boolean hasGap;
  private final boolean hasTime;
  private final boolean hasDay;

  /**
   * Features.
   *
   * @param names those that are wanted; their order does not matter, columns are in that of the
   *     table
   * @param zone the clock of days and hours
   * @throws IllegalArgumentException when a name is unknown, or there is none
   */
  public TokenFeatures(List<String> names, ZoneId zone) {
    List<String> unknown = new ArrayList<>(names);
    unknown.removeAll(List.of(GAP, TIME_OF_DAY, DAY_OF_WEEK));
    if (!unknown.isEmpty() || names.isEmpty()) {
      throw new IllegalArgumentException(
          "features of events are gap, time-of-day and day-of-week, not " + names);
    }
    this.names = List.copyOf(names);
    this.zone = zone;
    this.rules = zone.getRules();
    this.hasGap = names.contains(GAP);
    this.hasTime = names.contains(TIME_OF_DAY);
    this.hasDay = names.contains(DAY_OF_WEEK);
  }

  /** All features there are, by a clock. */
  public static TokenFeatures all(ZoneId zone) {
    return new TokenFeatures(List.of(GAP, TIME_OF_DAY, DAY_OF_WEEK), zone);
  }

  /** Their names. */
  public List<String> names() {
    return names;
  }

  /** The clock of days and hours. */
  public ZoneId zone() {
    return zone;
  }

  /** The number of columns. */
  public int size() {
    return (hasGap ? GAP_COLUMNS : 0) + (hasTime ? TIME_COLUMNS : 0) + (hasDay ? DAYS : 0);
  }

  private long localOf(long time) {
    return time + rules.getOffset(Instant.ofEpochMilli(time)).getTotalSeconds() * 1000L;
  }

  /** The hour of the day, 0 to 23, at a time in milliseconds since the epoch. */
  public int hourOf(long time) {
    return (int) (Math.floorMod(localOf(time), DAY_MS) / HOUR_MS);
  }

  /**
   * Writes one row.
   *
   * @param time when the newest event was, in milliseconds since the epoch
   * @param gapMs since the one before in its session; negative where there was none
   * @param at the row's first column
   */
  public void encode(long time, long gapMs, FloatBuffer out, int at) {
    int column = at;
    if (hasGap) {
      out.put(column, gapMs < 0 ? 0 : (float) StrictMath.log1p(gapMs / 1e3) / GAP_SCALE);
      out.put(column + 1, gapMs < 0 ? 0 : 1);
      column += GAP_COLUMNS;
    }
    if (!hasTime && !hasDay) {
      return;
    }
    long local = localOf(time);
    if (hasTime) {
      double angle = 2 * Math.PI * Math.floorMod(local, DAY_MS) / DAY_MS;
      for (int turns = 1; turns <= 2; turns++) {
        out.put(column++, (float) StrictMath.sin(turns * angle));
        out.put(column++, (float) StrictMath.cos(turns * angle));
      }
    }
    if (hasDay) {
      int day = (int) Math.floorMod(Math.floorDiv(local, DAY_MS) + FIRST_DAY, (long) DAYS);
      for (int i = 0; i < DAYS; i++) {
        out.put(column + i, i == day ? 1 : 0);
      }
    }
  }

  /** Writes the row of what stands before a session's first event. */
  public void encodeBegin(FloatBuffer out, int at) {
    for (int i = 0; i < size(); i++) {
      out.put(at + i, 0);
    }
  }
}
