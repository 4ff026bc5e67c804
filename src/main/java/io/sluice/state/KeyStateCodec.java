package io.sluice.state;

import io.sluice.config.Aggregate;
import io.sluice.config.CovariatesConfig;
import io.sluice.feature.CoverageState;
import io.sluice.feature.ScalerSpec;
import io.sluice.feature.ScalerState;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.window.KeyPlans;
import io.sluice.window.summary.LastReading;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a {@link KeyState}, big-endian:
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>bytes</th><th>field</th></tr>
 * <tr><td>1</td><td>format version</td></tr>
 * <tr><td>1</td><td>flags: forecast, episode, silence</td></tr>
 * <tr><td>1</td><td>shape: number of targets and kind of scaler</td></tr>
 * <tr><td>6</td><td>first 12 hexadecimal digits of the SHA-256 of the model it was stepped with</td></tr>
 * <tr><td>8, 8</td><td>end of the last stepped window, of the last that had an event</td></tr>
 * <tr><td>3</td><td>stamp of the {@link Schema}; since version 4</td></tr>
 * <tr><td>1–3, 1–3</td><td>gap; windows with a value since the recurrent state began, up to version 4
 * all its steps</td></tr>
 * <tr><td>1–3</td><td>zeros in a row; since version 6</td></tr>
 * <tr><td>4, 4</td><td>gap start, gap stay; up to version 5, 4 more: drift</td></tr>
 * <tr><td>4, 4, 4, 8</td><td>longest and second longest gap, closure of the week and when it began; since
 * version 6</td></tr>
 * <tr><td>25–28 each</td><td>per target: count, level, last, spread, change; since version 6, 6 more:
 * reach, sign</td></tr>
 * <tr><td>about 20, 1–3, 4</td><td>the key's tail, windows judged, tolerated score; up to version 5 two
 * tails</td></tr>
 * <tr><td>1, or about 180 and 2 × phases each</td><td>per target: what the charts remember; since version 6</td></tr>
 * <tr><td>about 30 each</td><td>the episodes that are firing</td></tr>
 * <tr><td>1, or 8 and 2⅛ × values</td><td>per target: the ring of inputs; not in version 1</td></tr>
 * <tr><td>1, or 13 and 1–2 + 1–5 × values each</td><td>what is known in advance, see {@link PlansCodec}; since version 3</td></tr>
 * <tr><td>16 each</td><td>per target that is a counter: its newest reading and the time of that</td></tr>
 * <tr><td>1, or 2 and 4 × levels each</td><td>per target: how quantiles are corrected; since version 6</td></tr>
 * <tr><td>4 × levels each</td><td>per target: next window's quantiles, if there is a forecast</td></tr>
 * <tr><td>2 or 4 × size</td><td>recurrent state: 16-bit fixed point if bounded by [-1, 1], else float32</td></tr>
 * </table>
 *
 * <p>Sixteen-bit fixed point is exact to 1.5e-5. The service steps from the stored value always, so
 * that a restart changes nothing. A state of targets that the pipeline had before becomes one of
 * those it has: a target that is new begins as one that was never observed. Not thread-safe: it
 * reuses a buffer.
 */
public final class KeyStateCodec {
  private static final byte VERSION = 6;

  /** Had two tails of surprises and a drift chart, and no charts. */
  private static final byte WITHOUT_CHARTS = 5;

  /** Counted all steps since the recurrent state began, not those of windows with a value. */
  private static final byte COUNTED_STEPS = 4;

  private static final int OLD_TAILS = 2;
  private static final byte UNSTAMPED = 3;
  private static final byte SHORT_INPUTS = 2;
  private static final byte WITHOUT_INPUTS = 1;
  private static final int FORECAST = 1;
  private static final int EPISODE = 2;
  private static final int SILENCE = 4;
  private static final int KIND_BITS = 2;
  private static final int KIND_MASK = (1 << KIND_BITS) - 1;
  private static final int HASH_BYTES = 6;
  private static final int LAST_END_AT = 3 + HASH_BYTES;

  /**
   * No window ends later: events are dated to 9999, and a window is at most a hundred years long.
   */
  private static final long MAX_END = 260_000_000_000_000L;

  private static final float FIXED_POINT = 32767;
  private static final int TARGET_BYTES = 5 + 2 * Double.BYTES + 3 * Float.BYTES + Short.BYTES;
  private static final int FIXED_BYTES = 128 + TailState.MAX_BYTES + 2 * EpisodeState.MAX_BYTES;

  private final Schemas schemas;
  private final int targets;
  private final int[] counters;
  private final int lanes;
  private final ModelContract model;
  private final PlansCodec plans;
  private final int levels;
  private final int ring;
  private final int phases;
  private final float[] initial;
  private final boolean bounded;
  private final byte shape;
  private final byte[] modelHash;
  private final ByteBuffer buffer;

  /** A codec for pipelines of {@code targets} targets in which nothing is known in advance. */
  public KeyStateCodec(ModelContract model, int targets) {
    this(model, targets, List.of());
  }

  /**
   * A codec for pipelines served by a model.
   *
   * @param targets the pipeline's targets
   * @param known its fields that are known in advance; plans of other ones are left out
   */
  public KeyStateCodec(ModelContract model, int targets, List<String> known) {
    this(
        model,
        Schemas.only(Schema.unnamed(Collections.nCopies(targets, Aggregate.MEAN))),
        known,
        1);
  }

  /**
   * A codec for pipelines that have had other targets.
   *
   * @param schemas their targets, now and before
   * @param known its fields that are known in advance; plans of other ones are left out
   * @param phases of its season
   */
  public KeyStateCodec(ModelContract model, Schemas schemas, List<String> known, int phases) {
    this.phases = phases;
    this.schemas = schemas;
    this.model = model;
    this.targets = schemas.current().size();
    this.counters = counters(schemas.current());
    this.lanes = targets / model.targets();
    this.plans = new PlansCodec(known);
    this.levels = model.levels().size();
    this.ring = InputRing.capacity(model.features().past());
    this.initial = initial(model, lanes);
    this.bounded = model.boundedState();
    this.shape = shape(targets);
    this.modelHash = HexFormat.of().parseHex(model.hash());
    this.buffer = ByteBuffer.allocate(maxBytes());
  }

  private byte shape(int count) {
    return (byte) (count << KIND_BITS | model.scaler().kind().code());
  }

  /** The model's initial state, once per lane. */
  private static float[] initial(ModelContract model, int lanes) {
    float[] one = model.initialState();
    float[] all = new float[lanes * one.length];
    for (int lane = 0; lane < lanes; lane++) {
      System.arraycopy(one, 0, all, lane * one.length, one.length);
    }
    return all;
  }

  /** The most bytes that a stored state takes. */
  public int maxBytes() {
    return maxBytes(CovariatesConfig.MAX_PLAN);
  }

  /**
   * The most bytes that a stored state takes.
   *
   * @param planned the windows of which a field is known in advance, that of the state included
   */
  public int maxBytes(int planned) {
    return FIXED_BYTES
        + targets
            * (TARGET_BYTES
                + ChartState.maxBytes(phases)
                + InputRing.maxBytes(ring)
                + 5
                + 2 * levels * Float.BYTES)
        + counters.length * LastReading.BYTES
        + plans.maxBytes(planned)
        + initial.length * (bounded ? Short.BYTES : Float.BYTES);
  }

  /** End of the last window that a stored state was stepped in, without reading the rest. */
  public static long lastEnd(byte[] stored) {
    return ByteBuffer.wrap(stored).getLong(LAST_END_AT);
  }

  /**
   * The chance that the next window of a key has no event, as its stored state knows it, without
   * reading the rest: see {@link Activity}.
   */
  public static float pause(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    byte version = in.get(0);
    in.position(LAST_END_AT);
    long lastEnd = in.getLong();
    boolean wasHeard = lastEnd == in.getLong();
    in.position(in.position() + (version > UNSTAMPED ? Schema.STAMP_BYTES : 0));
    for (int count = version > WITHOUT_CHARTS ? 3 : 2; count > 0; count--) {
      ByteUtils.readUnsignedVarint(in);
    }
    return Gaps.chance(in.getFloat(), in.getFloat(), wasHeard);
  }

  /** The state of a key that was never seen. */
  public KeyState create() {
    return new KeyState(targets, levels, initial, ring, plans.create(), phases);
  }

  public byte[] encode(KeyState state) {
    buffer.clear();
    buffer.put(VERSION);
    buffer.put((byte) flags(state));
    buffer.put(shape);
    buffer.put(modelHash);
    buffer.putLong(state.life.lastEnd).putLong(state.life.lastHeardEnd);
    Schema.putStamp(schemas.stamp(), buffer);
    ByteUtils.writeUnsignedVarint(state.life.gap, buffer);
    ByteUtils.writeUnsignedVarint(state.life.observed, buffer);
    ByteUtils.writeUnsignedVarint(state.life.zeros, buffer);
    state.life.gaps.encode(buffer);
    for (ScalerState scaler : state.scalers) {
      ByteUtils.writeUnsignedVarint(scaler.count, buffer);
      buffer.putDouble(scaler.level).putDouble(scaler.last);
      buffer.putFloat(scaler.spread).putFloat(scaler.change).putFloat(scaler.reach);
      buffer.putShort((short) scaler.sign());
    }
    encodeCharts(state);
    encodeEpisode(state.episode);
    encodeEpisode(state.silence);
    for (InputRing ring : state.inputs) {
      ring.encode(buffer);
    }
    plans.encode(state.known, buffer);
    for (int target : counters) {
      state.readings[target].write(buffer);
    }
    for (CoverageState coverage : state.coverage) {
      encodeCoverage(coverage);
    }
    if (state.hasForecast) {
      for (float quantile : state.forecast) {
        buffer.putFloat(quantile);
      }
    }
    for (float value : state.hidden) {
      if (bounded) {
        buffer.putShort((short) Math.round(Math.max(-1, Math.min(1, value)) * FIXED_POINT));
      } else {
        buffer.putFloat(value);
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  /** The targets that are counters. */
  private static int[] counters(Schema schema) {
    List<Schema.Target> targets = schema.targets();
    return IntStream.range(0, targets.size())
        .filter(i -> targets.get(i).aggregate().isCounter())
        .toArray();
  }

  private static int flags(KeyState state) {
    return (state.hasForecast ? FORECAST : 0)
        | (state.episode.isFiring() ? EPISODE : 0)
        | (state.silence.isFiring() ? SILENCE : 0);
  }

  private void encodeCharts(KeyState state) {
    state.tail.encode(buffer);
    ByteUtils.writeUnsignedVarint(state.judged, buffer);
    buffer.putFloat(state.tolerated);
    for (ChartState charts : state.charts) {
      charts.encode(buffer);
    }
  }

  private void encodeCoverage(CoverageState coverage) {
    ByteUtils.writeUnsignedVarint(coverage.count, buffer);
    if (coverage.count > 0) {
      for (float offset : coverage.offsets) {
        buffer.putFloat(offset);
      }
    }
  }

  private void encodeEpisode(EpisodeState episode) {
    if (episode.isFiring()) {
      episode.encode(buffer);
    }
  }

  /**
   * Reads a stored state. When another model wrote it, the recurrent state, the forecast and its
   * correction are dropped, for they mean nothing to this one, and it is {@link StoredKey#foreign};
   * scale and tails stay, the scale only if this model's scaler measures in the same space. When it
   * is of other targets than the pipeline has now, what it knows of those that are still there
   * stays; a model of several targets, which saw them as one, is run over the inputs again.
   *
   * @throws IllegalStateException when it was written by a newer version, is truncated or damaged
   */
  public StoredKey decode(byte[] bytes) {
    try {
      return read(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged("it ends early", bytes.length, e);
    }
  }

  private StoredKey read(ByteBuffer in) {
    byte version = in.get();
    if (version < WITHOUT_INPUTS || version > VERSION) {
      throw new IllegalStateException(
          "key state has format version " + version + ", this build reads " + VERSION);
    }
    int flags = in.get();
    byte storedShape = in.get();
    byte[] hash = new byte[HASH_BYTES];
    in.get(hash);
    boolean sameModel = Arrays.equals(hash, modelHash);
    long lastEnd = in.getLong();
    long lastHeardEnd = in.getLong();
    int stamp = version > UNSTAMPED ? Schema.getStamp(in) : Schema.UNSTAMPED;
    Schema schema = schemas.of(stamp, "key state");
    if (storedShape >>> KIND_BITS != shape(schema.size()) >>> KIND_BITS) {
      return new StoredKey(create(), null); // of targets before any were remembered
    }
    KeyState state =
        schemas.isCurrent(stamp)
            ? create()
            : new KeyState(
                schema.size(), levels, hidden(schema.size()), ring, plans.create(), phases);
    state.life.lastEnd = lastEnd;
    state.life.lastHeardEnd = lastHeardEnd;
    state.life.gap = ByteUtils.readUnsignedVarint(in);
    state.life.observed = ByteUtils.readUnsignedVarint(in);
    if (version > WITHOUT_CHARTS) {
      state.life.zeros = ByteUtils.readUnsignedVarint(in);
      state.life.gaps.decode(in, true);
    } else {
      state.life.gaps.decode(in, false);
      in.getFloat(); // a chart that there is no more
    }
    for (ScalerState scaler : state.scalers) {
      scaler.count = ByteUtils.readUnsignedVarint(in);
      scaler.level = in.getDouble();
      scaler.last = in.getDouble();
      scaler.spread = in.getFloat();
      scaler.change = in.getFloat();
      if (version > WITHOUT_CHARTS) {
        scaler.reach = in.getFloat();
        scaler.signed(in.getShort() & 0x7FFF);
      }
    }
    decodeCharts(state, version, in);
    if ((flags & EPISODE) != 0) {
      state.episode.decode(version > WITHOUT_CHARTS, in);
    }
    if ((flags & SILENCE) != 0) {
      state.silence.decode(version > WITHOUT_CHARTS, in);
    }
    decodeInputs(state, version, in);
    if (version >= UNSTAMPED) {
      plans.decode(state.known, in);
    }
    for (int target : schemas.isCurrent(stamp) ? counters : counters(schema)) {
      state.readings[target].read(in);
    }
    check(state, in);
    if (version <= COUNTED_STEPS) {
      state.life.observed -= imputed(state);
    }
    if (!sameModel) {
      state.rewind();
      if (isLogarithmic(storedShape) != isLogarithmic(shape)) {
        for (ScalerState scaler : state.scalers) {
          scaler.reset();
        }
      }
      return ofCurrent(new StoredKey(state, copyOf(state.known)), schema, stamp);
    }
    if (version > WITHOUT_CHARTS) {
      for (CoverageState coverage : state.coverage) {
        decodeCoverage(coverage, in);
      }
    }
    state.hasForecast = (flags & FORECAST) != 0;
    if (state.hasForecast) {
      for (int i = 0; i < state.forecast.length; i++) {
        state.forecast[i] = in.getFloat();
      }
    }
    for (int i = 0; i < state.hidden.length; i++) {
      state.hidden[i] = bounded ? in.getShort() / FIXED_POINT : in.getFloat();
    }
    if (in.hasRemaining()) {
      throw damaged("there are bytes after its end", in.limit(), null);
    }
    return ofCurrent(new StoredKey(state, null), schema, stamp);
  }

  private static void decodeCoverage(CoverageState coverage, ByteBuffer in) {
    coverage.count = ByteUtils.readUnsignedVarint(in);
    if (coverage.count < 0) {
      throw damaged("a count is impossible", in.limit(), null);
    }
    for (int i = 0; coverage.count > 0 && i < coverage.offsets.length; i++) {
      coverage.offsets[i] = in.getFloat();
    }
  }

  private KeyPlans copyOf(KeyPlans known) {
    KeyPlans copy = plans.create();
    copy.copy(known);
    return copy;
  }

  /** The initial recurrent state of so many targets. */
  private float[] hidden(int count) {
    return initial(model, Math.max(1, count / model.targets()));
  }

  /** The state with the targets that the pipeline has now. */
  private StoredKey ofCurrent(StoredKey stored, Schema schema, int stamp) {
    if (schemas.isCurrent(stamp)) {
      return stored;
    }
    KeyState own = create();
    boolean isKept = own.take(stored.state(), schemas.current().placesIn(schema), lanes == targets);
    KeyPlans foreign = isKept ? stored.foreign() : null;
    if (lanes != targets && foreign == null) {
      own.rewind();
      foreign = copyOf(own.known);
    }
    return new StoredKey(own, foreign);
  }

  private static void decodeInputs(KeyState state, byte version, ByteBuffer in) {
    for (InputRing ring : state.inputs) {
      if (version >= UNSTAMPED) {
        ring.decode(in);
      } else if (version == SHORT_INPUTS) {
        ring.decodeShort(in);
      }
    }
  }

  /**
   * How many of the steps that earlier versions counted were of windows without a value, as far as
   * the rings go back: the rest are taken for windows with one. A ring may go further back than the
   * recurrent state.
   */
  private static int imputed(KeyState state) {
    int imputed = 0;
    int count = state.inputs[0].count();
    for (int i = Math.max(0, count - state.life.observed); i < count; i++) {
      boolean isImputed = true;
      for (InputRing ring : state.inputs) {
        isImputed &= ring.isImputed(i);
      }
      imputed += isImputed ? 1 : 0;
    }
    return Math.min(state.life.observed, Math.max(imputed, state.life.gap));
  }

  private static boolean isLogarithmic(byte shape) {
    return (shape & KIND_MASK) == ScalerSpec.Kind.LOG_RETURN.code();
  }

  /** What loops run over later has to lie where the code that writes it keeps it. */
  private static void check(KeyState state, ByteBuffer in) {
    boolean counts =
        state.life.gap >= 0
            && state.life.observed >= 0
            && state.life.observed <= LifeState.MAX_OBSERVED
            && state.life.zeros >= 0
            && state.life.gaps.closure >= 0
            && state.judged >= 0;
    boolean ends =
        state.life.lastHeardEnd >= 0
            && state.life.lastHeardEnd <= MAX_END
            && state.life.lastEnd >= 0
            && state.life.lastEnd <= MAX_END
            && state.known.end() >= 0
            && state.known.end() <= MAX_END;
    for (ScalerState scaler : state.scalers) {
      counts &= scaler.count >= 0;
    }
    if (!counts || !ends) {
      throw damaged("a count or a time is impossible", in.limit(), null);
    }
  }

  private static IllegalStateException damaged(String how, int length, @Nullable Exception cause) {
    return new IllegalStateException(
        "key state of " + length + " bytes is truncated or damaged: " + how, cause);
  }

  private static void decodeCharts(KeyState state, byte version, ByteBuffer in) {
    if (version <= WITHOUT_CHARTS) {
      for (int tail = 0; tail < OLD_TAILS; tail++) {
        ByteUtils.readUnsignedVarint(in);
        ByteUtils.readUnsignedVarint(in);
        in.getFloat();
        in.getFloat();
      }
      return;
    }
    boolean sound = state.tail.decode(in);
    state.judged = ByteUtils.readUnsignedVarint(in);
    state.tolerated = in.getFloat();
    for (ChartState charts : state.charts) {
      sound &= charts.decode(in);
    }
    if (!sound) {
      throw damaged("a number of its charts is impossible", in.limit(), null);
    }
  }
}
