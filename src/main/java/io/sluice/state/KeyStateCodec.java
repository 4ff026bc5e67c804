package io.sluice.state;

import io.sluice.config.Aggregate;
import io.sluice.config.CovariatesConfig;
import io.sluice.feature.CoverageState;
import io.sluice.feature.ScalerState;
import io.sluice.model.ModelContract;
import io.sluice.schema.Schema;
import io.sluice.schema.Schemas;
import io.sluice.state.chart.ChartState;
import io.sluice.state.chart.TailState;
import io.sluice.window.summary.LastReading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.ByteUtils;

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
 * <tr><td>4, 4, 1–3, 0 or 3–5</td><td>longest and second longest gap, closure of the week and when it began;
 * since version 6</td></tr>
 * <tr><td>25–28 each</td><td>per target: count, level, last, spread, change; since version 6, 6 more:
 * reach, sign</td></tr>
 * <tr><td>about 20, 1–3, 4</td><td>the key's tail, windows judged, tolerated score; up to version 5 two
 * tails</td></tr>
 * <tr><td>1, or about 180 and 2 × phases each</td><td>per target: what the charts remember; since version 6</td></tr>
 * <tr><td>about 30 each</td><td>the episodes that are firing</td></tr>
 * <tr><td>1, or 8 and 2⅛ × values</td><td>per target: the ring of inputs; not in version 1</td></tr>
 * <tr><td>1, or 13 and 1–2 + 1–5 × values each</td><td>what is known in advance, see {@link PlansCodec}; since version 3</td></tr>
 * <tr><td>1, or 10–12 each</td><td>per target that is a counter: its newest reading and the time of that; since
 * version 6</td></tr>
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
  static final byte VERSION = 6;

  static final int FORECAST = 1;
  static final int EPISODE = 2;
  static final int SILENCE = 4;
  static final float FIXED_POINT = 32767;

  private static final int LAST_END_AT = 3 + StateForm.HASH_BYTES;
  private static final int TARGET_BYTES = 5 + 2 * Double.BYTES + 3 * Float.BYTES + Short.BYTES;
  private static final int READING_BYTES = Double.BYTES + EarlierTime.MAX_BYTES;
  private static final int FIXED_BYTES = 128 + TailState.MAX_BYTES + 2 * EpisodeState.MAX_BYTES;

  private final StateForm form;
  private final int[] counters;
  private final StateReader reader;
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
    this.form = new StateForm(model, schemas, known, phases);
    this.counters = StateForm.counters(schemas.current());
    this.reader = new StateReader(form);
    this.buffer = ByteBuffer.allocate(maxBytes());
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
        + form.targets
            * (TARGET_BYTES
                + ChartState.maxBytes(form.phases)
                + InputRing.maxBytes(form.ring)
                + 5
                + 2 * form.levels * Float.BYTES)
        + counters.length * READING_BYTES
        + form.plans.maxBytes(planned)
        + form.hiddenSize() * (form.isBounded ? Short.BYTES : Float.BYTES);
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
    in.position(in.position() + (version > StateReader.UNSTAMPED ? Schema.STAMP_BYTES : 0));
    for (int count = version > StateReader.WITHOUT_CHARTS ? 3 : 2; count > 0; count--) {
      ByteUtils.readUnsignedVarint(in);
    }
    return Gaps.chance(in.getFloat(), in.getFloat(), wasHeard);
  }

  /** The state of a key that was never seen. */
  public KeyState create() {
    return form.create();
  }

  public byte[] encode(KeyState state) {
    buffer.clear();
    buffer.put(VERSION);
    buffer.put((byte) flags(state));
    buffer.put(form.shape());
    buffer.put(form.modelHash);
    buffer.putLong(state.life.lastEnd).putLong(state.life.lastHeardEnd);
    Schema.putStamp(form.schemas.stamp(), buffer);
    ByteUtils.writeUnsignedVarint(state.life.gap, buffer);
    ByteUtils.writeUnsignedVarint(state.life.observed, buffer);
    ByteUtils.writeUnsignedVarint(state.life.zeros, buffer);
    state.life.gaps.encode(buffer, state.life.lastHeardEnd);
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
    form.plans.encode(state.known, buffer);
    for (int target : counters) {
      encodeReading(state.readings[target], state.life.lastHeardEnd);
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
      if (form.isBounded) {
        buffer.putShort((short) Math.round(Math.max(-1, Math.min(1, value)) * FIXED_POINT));
      } else {
        buffer.putFloat(value);
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
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

  private void encodeReading(LastReading reading, long lastHeardEnd) {
    EarlierTime.write(reading.isKnown() ? reading.time() : EarlierTime.NONE, lastHeardEnd, buffer);
    if (reading.isKnown()) {
      buffer.putDouble(reading.value());
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
    return reader.read(bytes);
  }
}
