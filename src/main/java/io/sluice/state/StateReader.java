package io.sluice.state;

import io.sluice.feature.CoverageState;
import io.sluice.feature.ScalerState;
import io.sluice.schema.Schema;
import io.sluice.state.chart.ChartState;
import io.sluice.window.KeyPlans;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.ByteUtils;
import org.jspecify.annotations.Nullable;

/** Reads what {@link KeyStateCodec} wrote, and what earlier versions of it did. Stateless. */
final class StateReader {
  /** Had two tails of surprises and a drift chart, and no charts. */
  static final byte WITHOUT_CHARTS = 5;

  /** Counted all steps since the recurrent state began, not those of windows with a value. */
  private static final byte COUNTED_STEPS = 4;

  static final byte UNSTAMPED = 3;
  private static final byte SHORT_INPUTS = 2;
  private static final byte WITHOUT_INPUTS = 1;

  private static final int OLD_TAILS = 2;

  /**
   * No window ends later: events are dated to 9999, and a window is at most a hundred years long.
   */
  private static final long MAX_END = 260_000_000_000_000L;

  private final StateForm form;

  StateReader(StateForm form) {
    this.form = form;
  }

  /**
   * Reads a stored state.
   *
   * @throws IllegalStateException when it was written by a newer version, is truncated or damaged
   */
  StoredKey read(byte[] bytes) {
    try {
      return read(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged("it ends early", bytes.length, e);
    }
  }

  private StoredKey read(ByteBuffer in) {
    byte version = in.get();
    if (version < WITHOUT_INPUTS || version > KeyStateCodec.VERSION) {
      throw new IllegalStateException(
          "key state has format version "
              + version
              + ", this build reads "
              + KeyStateCodec.VERSION);
    }
    int flags = in.get();
    byte shape = in.get();
    byte[] hash = new byte[StateForm.HASH_BYTES];
    in.get(hash);
    long lastEnd = in.getLong();
    long lastHeardEnd = in.getLong();
    int stamp = version > UNSTAMPED ? Schema.getStamp(in) : Schema.UNSTAMPED;
    Schema schema = form.schemas.of(stamp, "key state");
    if (!form.hasTargets(shape, schema.size())) {
      return new StoredKey(form.create(), null); // of targets before any were remembered
    }
    KeyState state = form.schemas.isCurrent(stamp) ? form.create() : form.create(schema.size());
    state.life.lastEnd = lastEnd;
    state.life.lastHeardEnd = lastHeardEnd;
    readKey(state, flags, version, in);
    readReadings(state, schema, version, in);
    check(state, in);
    if (version <= COUNTED_STEPS) {
      state.life.observed -= imputed(state);
    }
    return ofCurrent(ofModel(state, form.isModel(hash), shape, flags, version, in), schema, stamp);
  }

  /** What is known of a key whatever its model. */
  private void readKey(KeyState state, int flags, byte version, ByteBuffer in) {
    readLife(state.life, version, in);
    for (ScalerState scaler : state.scalers) {
      readScaler(scaler, version, in);
    }
    readCharts(state, version, in);
    if ((flags & KeyStateCodec.EPISODE) != 0) {
      state.episode.decode(version > WITHOUT_CHARTS, in);
    }
    if ((flags & KeyStateCodec.SILENCE) != 0) {
      state.silence.decode(version > WITHOUT_CHARTS, in);
    }
    readInputs(state, version, in);
    if (version >= UNSTAMPED) {
      form.plans.decode(state.known, in);
    }
  }

  private static void readLife(LifeState life, byte version, ByteBuffer in) {
    life.gap = ByteUtils.readUnsignedVarint(in);
    life.observed = ByteUtils.readUnsignedVarint(in);
    if (version > WITHOUT_CHARTS) {
      life.zeros = ByteUtils.readUnsignedVarint(in);
      life.gaps.decode(in, life.lastHeardEnd);
    } else {
      life.gaps.decodeChain(in);
      in.getFloat(); // a chart that there is no more
    }
  }

  private static void readScaler(ScalerState scaler, byte version, ByteBuffer in) {
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

  private static void readCharts(KeyState state, byte version, ByteBuffer in) {
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

  private static void readInputs(KeyState state, byte version, ByteBuffer in) {
    for (InputRing ring : state.inputs) {
      if (version >= UNSTAMPED) {
        ring.decode(in);
      } else if (version == SHORT_INPUTS) {
        ring.decodeShort(in);
      }
    }
  }

  private static void readReadings(KeyState state, Schema schema, byte version, ByteBuffer in) {
    if (version <= WITHOUT_CHARTS) {
      return; // there were no counters
    }
    for (int target : StateForm.counters(schema)) {
      long time = EarlierTime.read(state.life.lastHeardEnd, in);
      if (time != EarlierTime.NONE) {
        state.readings[target].restore(in.getDouble(), time);
      }
    }
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
    for (ScalerState scaler : state.scalers) {
      counts &= scaler.count >= 0;
    }
    boolean ends =
        isEnd(state.life.lastHeardEnd) && isEnd(state.life.lastEnd) && isEnd(state.known.end());
    if (!counts || !ends) {
      throw damaged("a count or a time is impossible", in.limit(), null);
    }
  }

  private static boolean isEnd(long end) {
    return end >= 0 && end <= MAX_END;
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

  /** The rest, which means something to the model that wrote it alone. */
  private StoredKey ofModel(
      KeyState state, boolean isSame, byte shape, int flags, byte version, ByteBuffer in) {
    if (!isSame) {
      state.rewind();
      if (!form.measuresAlike(shape)) {
        for (ScalerState scaler : state.scalers) {
          scaler.reset();
        }
      }
      return new StoredKey(state, form.copyOf(state.known));
    }
    if (version > WITHOUT_CHARTS) {
      for (CoverageState coverage : state.coverage) {
        readCoverage(coverage, in);
      }
    }
    state.hasForecast = (flags & KeyStateCodec.FORECAST) != 0;
    if (state.hasForecast) {
      for (int i = 0; i < state.forecast.length; i++) {
        state.forecast[i] = in.getFloat();
      }
    }
    for (int i = 0; i < state.hidden.length; i++) {
      state.hidden[i] = form.isBounded ? in.getShort() / KeyStateCodec.FIXED_POINT : in.getFloat();
    }
    if (in.hasRemaining()) {
      throw damaged("there are bytes after its end", in.limit(), null);
    }
    return new StoredKey(state, null);
  }

  private static void readCoverage(CoverageState coverage, ByteBuffer in) {
    coverage.count = ByteUtils.readUnsignedVarint(in);
    if (coverage.count < 0) {
      throw damaged("a count is impossible", in.limit(), null);
    }
    for (int i = 0; coverage.count > 0 && i < coverage.offsets.length; i++) {
      coverage.offsets[i] = in.getFloat();
    }
  }

  /** The state with the targets that the pipeline has now. */
  private StoredKey ofCurrent(StoredKey stored, Schema schema, int stamp) {
    if (form.schemas.isCurrent(stamp)) {
      return stored;
    }
    KeyState own = form.create();
    boolean isLaneEach = form.lanes == form.targets;
    int[] places = form.schemas.current().placesIn(schema);
    KeyPlans foreign = own.take(stored.state(), places, isLaneEach) ? stored.foreign() : null;
    if (!isLaneEach && foreign == null) {
      own.rewind();
      foreign = form.copyOf(own.known);
    }
    return new StoredKey(own, foreign);
  }

  private static IllegalStateException damaged(String how, int length, @Nullable Exception cause) {
    return new IllegalStateException(
        "key state of " + length + " bytes is truncated or damaged: " + how, cause);
  }
}
