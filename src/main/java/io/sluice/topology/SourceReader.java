package io.sluice.topology;

import io.sluice.close.Pipeline;
import io.sluice.event.Lull;
import io.sluice.event.Signal;
import io.sluice.time.SilenceClock;
import io.sluice.time.SourceClock;
import io.sluice.time.SourceClockCodec;
import io.sluice.window.Windows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What a decode task knows of its source partition: how far it has come in time, and whether
 * anything is left to read of it. Both go on with each record; what has to survive a crash is
 * stored in the transaction in which it changes.
 */
final class SourceReader {
  private static final Bytes CLOCK = Bytes.wrap("clock".getBytes(StandardCharsets.UTF_8));
  private static final Bytes SILENCE = Bytes.wrap("silence".getBytes(StandardCharsets.UTF_8));
  private static final long NOT_TOLD = -1;

  private final Pipeline pipeline;
  private final Windows windows;
  private final int partition;
  private final KeyValueStore<Bytes, byte[]> store;
  private final SourceClock clock;
  private final SilenceClock silence;
  private long processed = -1;

  /** End offset and boundary that silence was announced with last. */
  private long toldEnd = NOT_TOLD;

  private long toldThrough;

  /**
   * A reader that goes on with what is stored.
   *
   * @param now wall time, ms
   */
  SourceReader(
      Pipeline pipeline,
      Windows windows,
      int partition,
      KeyValueStore<Bytes, byte[]> store,
      long now) {
    this.pipeline = pipeline;
    this.windows = windows;
    this.partition = partition;
    this.store = store;
    byte[] stored = store.get(CLOCK);
    this.clock =
        stored == null
            ? new SourceClock(windows, this::wallTime)
            : SourceClockCodec.decode(stored, windows, this::wallTime);
    this.silence = new SilenceClock(pipeline.config().window().idle(), now, storedSilence());
    pipeline.reading().begin(partition);
  }

  private long wallTime() {
    return pipeline.wallClock().millis();
  }

  /** What was counted since the partition's time has moved; ms. */
  private long storedSilence() {
    byte[] stored = store.get(SILENCE);
    if (stored == null || stored.length != 2 * Long.BYTES) {
      return 0;
    }
    ByteBuffer in = ByteBuffer.wrap(stored);
    return in.getLong() == clock.time() ? Math.max(0, in.getLong()) : 0;
  }

  private void saveSilence() {
    ByteBuffer out = ByteBuffer.allocate(2 * Long.BYTES);
    store.put(SILENCE, out.putLong(clock.time()).putLong(silence.elapsed()).array());
  }

  void release() {
    pipeline.reading().release(partition);
  }

  int partition() {
    return partition;
  }

  /** How far the partition has come, epoch ms; {@link Signal#NO_TIME}: nowhere yet. */
  long time() {
    return clock.time();
  }

  /** Whether a record is so far ahead that it takes another one to be believed. */
  boolean isFarAhead(long timestamp) {
    return clock.isFarAhead(timestamp);
  }

  /** A record is processed, whatever becomes of it. */
  void read(long offset) {
    processed = offset;
    toldEnd = NOT_TOLD;
  }

  /** The record was no event, or said nothing of time. */
  void rejected() {
    silence.heard(false, false);
  }

  /**
   * Takes the time of a record.
   *
   * @return whether time has moved to where it closes windows
   */
  boolean observe(Bytes key, long timestamp) {
    long before = clock.time();
    boolean closes = clock.observe(key, timestamp);
    boolean isAhead = clock.time() != Signal.NO_TIME && timestamp > clock.time();
    return heard(before, isAhead, closes);
  }

  /** Takes a producer's promise, as {@link #observe} does an event. */
  boolean promise(long time) {
    long before = clock.time();
    boolean closes = clock.promise(time);
    return heard(before, false, closes);
  }

  private boolean heard(long before, boolean isAhead, boolean closes) {
    silence.heard(clock.time() > before, isAhead);
    if (clock.takeChange()) {
      save();
    }
    return closes;
  }

  private void save() {
    store.put(CLOCK, SourceClockCodec.encode(clock));
  }

  /**
   * Wall time has passed.
   *
   * @param now wall time, ms
   * @return what has to be sent to the windows about a reader that stands at the end; null: nothing
   */
  @Nullable Lull tick(long now) {
    OptionalLong end = pipeline.reading().reachedEnd(partition, processed);
    silence.tick(now, end.isPresent());
    if (end.isEmpty()) {
      return null;
    }
    if (silence.isSilent()) {
      return silence(end.getAsLong());
    }
    if (silence.isStill()) {
      return lull(Lull.Kind.STANDING, clock.time(), end.getAsLong());
    }
    return isBehindTheWallClock() ? lull(Lull.Kind.CAUGHT_UP, clock.time(), end.getAsLong()) : null;
  }

  /** Told once, and again when the end has moved or the wall clock has come to a boundary. */
  private @Nullable Lull silence(long end) {
    long runs = running();
    long through = runs == Signal.NO_TIME ? 0 : windows.closedThrough(runs);
    if (end == toldEnd && through <= toldThrough) {
      return null;
    }
    if (toldEnd == NOT_TOLD) {
      save();
    }
    saveSilence(); // a restart must not begin to count anew
    toldEnd = end;
    toldThrough = through;
    return lull(Lull.Kind.SILENT, runs, end);
  }

  private Lull lull(Lull.Kind kind, long runs, long end) {
    return new Lull(partition, clock.time(), kind, runs, end);
  }

  /**
   * The time of a silent partition, which goes on with the wall clock. Where one key alone has ever
   * spoken, it begins with the word of that, and comes no further than what the wall clock shows.
   */
  private long running() {
    if (clock.time() != Signal.NO_TIME) {
      return clock.time() + silence.elapsed();
    }
    long claimed = clock.claimed();
    return claimed == Signal.NO_TIME ? claimed : Math.min(claimed + silence.elapsed(), wallTime());
  }

  /** Only then can it be behind partitions that are not. */
  private boolean isBehindTheWallClock() {
    long drift = pipeline.config().window().maxDrift().toMillis();
    return pipeline.tellsOthers()
        && clock.time() != Signal.NO_TIME
        && clock.time() < wallTime() - drift;
  }
}
