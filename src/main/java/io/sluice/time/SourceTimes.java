package io.sluice.time;

import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.event.Watermark;
import io.sluice.window.Windows;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The time of windows that several source partitions feed: the least of theirs. A partition of
 * which nothing is known yet holds it.
 *
 * <table>
 * <caption>Which partition holds nobody</caption>
 * <tr><th>what its reader has announced</th><th>holds nobody</th></tr>
 * <tr><td>that it is silent</td><td>while it ends where it did then</td></tr>
 * <tr><td>that its time stands still</td><td>while that is announced again and again</td></tr>
 * <tr><td>that it is caught up</td><td>likewise, and while it is behind the first one by more than
 * is allowed</td></tr>
 * </table>
 *
 * <p>When none holds it, time is the greatest of theirs; when all are silent, plus the wall time
 * that has passed since, as their readers announce it. No clock here moves time: the one that is
 * given to {@link #hear} and {@link #merge} only ends what was announced too long ago.
 */
public final class SourceTimes {
  /** Time cannot move yet: the broker has been asked whether silent partitions still are. */
  public static final long WAITING = -2;

  /** No source partition holds time. */
  public static final int NOBODY = -1;

  private static final byte VERSION = 1;
  private static final byte SILENT = 1;
  private static final byte[] KEY = "source-time/".getBytes(StandardCharsets.UTF_8);
  private static final int BYTES = 2 + 3 * Long.BYTES;

  private final KeyValueStore<Bytes, byte[]> meta;
  private final Windows windows;
  private final @Nullable SourceReading reading;
  private final int first;
  private final long maxDrift;
  private final long lease;
  private final Source[] sources;
  private int holder = NOBODY;
  private long behind;

  /** The question that is open, and for which time it was asked; 0: none is. */
  private long asked;

  private long askedFor;

  /** What is known of one source partition. */
  private static final class Source {
    final int partition;
    long time = Signal.NO_TIME;

    /** The least time at which it closes more windows than it has. */
    long next = Long.MIN_VALUE;

    /** What its reader has announced, as far as it still counts. */
    Lull.@Nullable Kind lull;

    long clock = Signal.NO_TIME;
    long end;

    /** Until when what it has announced counts, ms; of no meaning for silence. */
    long until;

    Source(int partition) {
      this.partition = partition;
    }

    boolean isSilent() {
      return lull == Lull.Kind.SILENT;
    }
  }

  /**
   * What the store has, and what is yet to be announced.
   *
   * @param meta the task's store
   * @param windows whose boundaries count
   * @param reading checks that silent partitions still are; null: whoever informs it reads nothing
   *     else at the time, because it is the same task
   * @param first the first source partition that feeds the task
   * @param count the number of partitions from there on
   * @param maxDrift by how much a partition that is caught up may hold the others back, ms
   * @param lease how long an announcement counts that is made again and again, ms
   * @throws IllegalStateException when what is stored was written by a newer version, is truncated
   *     or damaged
   */
  public SourceTimes(
      KeyValueStore<Bytes, byte[]> meta,
      Windows windows,
      @Nullable SourceReading reading,
      int first,
      int count,
      long maxDrift,
      long lease) {
    this.meta = meta;
    this.windows = windows;
    this.reading = reading;
    this.first = first;
    this.maxDrift = maxDrift;
    this.lease = lease;
    this.sources = new Source[count];
    for (int i = 0; i < count; i++) {
      sources[i] = read(first + i);
    }
  }

  /**
   * Takes what a signal says of its source partition.
   *
   * @param now wall time, ms
   * @return whether {@link #merge} may come to another time
   */
  public boolean hear(Signal signal, long now) {
    if (signal.partition() == Watermark.EVERY_PARTITION) {
      boolean any = false;
      for (Source source : sources) {
        any |= hear(source, signal, now);
      }
      return any;
    }
    return hear(source(signal.partition()), signal, now);
  }

  private Source source(int partition) {
    int index = partition - first;
    if (index < 0 || index >= sources.length) {
      throw new IllegalStateException(
          "a signal of source partition "
              + partition
              + ", where "
              + sources.length
              + " are known: the source topic must not change its partitions");
    }
    return sources[index];
  }

  private boolean hear(Source source, Signal signal, long now) {
    boolean wasSilent = source.isSilent();
    source.time = Math.max(source.time, signal.sourceTime());
    boolean passed = source.time >= source.next && source.time != Signal.NO_TIME;
    if (passed) {
      source.next = windows.endOf(windows.closedThrough(source.time)) + windows.grace();
    }
    if (signal instanceof Lull lull) {
      source.lull = lull.kind();
      source.clock = lull.clock();
      source.end = lull.end();
      source.until = now + lease;
    } else if (wasSilent || (passed && source.lull == Lull.Kind.STANDING)) {
      source.lull = null;
    }
    if (passed || wasSilent || source.isSilent()) {
      save(source);
    }
    return passed || signal instanceof Lull;
  }

  /**
   * The time of the windows.
   *
   * @param now wall time, ms
   * @param closedThrough end of the newest window that is closed
   * @return epoch ms; {@link Signal#NO_TIME}: there is none yet; {@link #WAITING}: ask again in a
   *     moment
   */
  public long merge(long now, long closedThrough) {
    long time = least(now);
    while (time != Signal.NO_TIME && windows.closedThrough(time) > closedThrough) {
      long confirmed = confirm(time);
      if (confirmed != Signal.NO_TIME) {
        return confirmed;
      }
      time = least(now);
    }
    return time;
  }

  /** The source partition that held time when it was merged last, or {@link #NOBODY}. */
  public int holder() {
    return holder;
  }

  /**
   * How far the holder was behind the first of all partitions, ms; 0 when nobody holds time, {@link
   * Long#MAX_VALUE} when nothing is known of the holder yet.
   */
  public long behind() {
    return behind;
  }

  private long least(long now) {
    long greatest = Signal.NO_TIME;
    long clock = Signal.NO_TIME;
    boolean isEverybodySilent = true;
    for (Source source : sources) {
      greatest = Math.max(greatest, source.time);
      clock = Math.max(clock, source.clock);
      isEverybodySilent &= source.isSilent();
    }
    Source last = last(greatest - maxDrift, now);
    holder = last == null ? NOBODY : last.partition;
    behind = last == null ? 0 : behind(last, greatest);
    if (last != null) {
      return last.time;
    }
    return isEverybodySilent ? Math.max(greatest, clock) : greatest;
  }

  private static long behind(Source last, long greatest) {
    boolean isUnheardOf = last.time == Signal.NO_TIME && greatest != Signal.NO_TIME;
    return isUnheardOf ? Long.MAX_VALUE : greatest - last.time;
  }

  /** The last of those that hold time. */
  private @Nullable Source last(long furthestBack, long now) {
    Source last = null;
    for (Source source : sources) {
      if (!isPassedOver(source, furthestBack, now) && (last == null || source.time < last.time)) {
        last = source;
      }
    }
    return last;
  }

  private static boolean isPassedOver(Source source, long furthestBack, long now) {
    if (source.lull == null || source.isSilent()) {
      return source.isSilent();
    }
    boolean isFarBehind = source.time != Signal.NO_TIME && source.time < furthestBack;
    return now < source.until && (source.lull == Lull.Kind.STANDING || isFarBehind);
  }

  /**
   * Makes sure that silent partitions which are behind a time have had nothing to read until it
   * came.
   *
   * @return up to which time that is so; {@link Signal#NO_TIME} when one has, and holds time now;
   *     {@link #WAITING} when the broker has not answered yet
   */
  private long confirm(long time) {
    if (reading == null || !isSilentBefore(time)) {
      asked = 0;
      return time;
    }
    if (asked == 0) {
      asked = reading.ask();
      askedFor = time;
    }
    long until = Math.min(time, askedFor);
    boolean allStillSilent = true;
    for (Source source : sources) {
      if (source.isSilent() && source.time < until) {
        OptionalLong end = reading.end(source.partition, asked);
        if (end.isEmpty()) {
          return WAITING;
        }
        if (end.getAsLong() != source.end) {
          source.lull = null;
          allStillSilent = false;
        }
      }
    }
    asked = 0;
    return allStillSilent ? until : Signal.NO_TIME;
  }

  private boolean isSilentBefore(long time) {
    for (Source source : sources) {
      if (source.isSilent() && source.time < time) {
        return true;
      }
    }
    return false;
  }

  private static Bytes key(int partition) {
    return Bytes.wrap(
        ByteBuffer.allocate(KEY.length + Integer.BYTES).put(KEY).putInt(partition).array());
  }

  private void save(Source source) {
    ByteBuffer out = ByteBuffer.allocate(BYTES).put(VERSION);
    out.put(source.isSilent() ? SILENT : 0).putLong(source.time);
    out.putLong(source.clock).putLong(source.end);
    meta.put(key(source.partition), out.array());
  }

  private Source read(int partition) {
    Source source = new Source(partition);
    byte[] bytes = meta.get(key(partition));
    if (bytes == null) {
      return source;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte version = in.get();
      if (version != VERSION) {
        throw new IllegalStateException(
            "time of a source partition has format version "
                + version
                + ", this build reads "
                + VERSION);
      }
      source.lull = in.get() == SILENT ? Lull.Kind.SILENT : null;
      source.time = in.getLong();
      source.clock = in.getLong();
      source.end = in.getLong();
    } catch (BufferUnderflowException e) {
      throw new IllegalStateException(
          "time of a source partition, of " + bytes.length + " bytes, is truncated", e);
    }
    if (source.time != Signal.NO_TIME) {
      source.next = windows.endOf(windows.closedThrough(source.time)) + windows.grace();
    }
    return source;
  }
}
