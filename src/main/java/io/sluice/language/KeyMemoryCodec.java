package io.sluice.language;

import io.sluice.model.label.LabelTables;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * The stored form of a {@link KeyMemory}, big-endian:
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>bytes</th><th>field</th></tr>
 * <tr><td>1</td><td>format version</td></tr>
 * <tr><td>1</td><td>1: the recurrent state is bounded by [-1, 1]</td></tr>
 * <tr><td>6</td><td>first 12 hexadecimal digits of the SHA-256 of the model it was stepped with</td></tr>
 * <tr><td>8, 8</td><td>last event's time, session's begin</td></tr>
 * <tr><td>1–5, 1–5</td><td>events, events of the session</td></tr>
 * <tr><td>1, 4 each</td><td>weights of the mixture</td></tr>
 * <tr><td>1, 14–16 each</td><td>the key's tokens: hash, id, count, age in events</td></tr>
 * <tr><td>1, 2–10 each</td><td>the last tokens: place, gap in milliseconds</td></tr>
 * <tr><td>1, 5 each</td><td>the last pairs: context, place, count</td></tr>
 * <tr><td>1–3, 2 or 4 each</td><td>recurrent state: 16-bit fixed point if bounded, else float32</td></tr>
 * <tr><td>1–2, 4 each</td><td>from version 2 on: what is known of the last event's label</td></tr>
 * </table>
 */
public final class KeyMemoryCodec {
  private static final byte VERSION = 2;
  private static final int BOUNDED = 1;
  private static final int MAX_HIDDEN = 1 << 14;
  private static final int MAX_WEIGHTS = 64;
  private static final byte WITHOUT_LABELS = 1;

  private static final int FIXED_BYTES =
      128 + TokenCache.CAPACITY * 20 + KeyMemory.RING * 11 + Followers.CAPACITY * 5;

  /** The steps of 16-bit fixed point in [0, 1]. */
  private static final float FIXED_POINT = Short.MAX_VALUE;

  private KeyMemoryCodec() {}

  /** What a value in [-1, 1] is once it was stored. */
  static float stored(float value) {
    return fixed(value) / FIXED_POINT;
  }

  private static short fixed(float value) {
    return (short) Math.round(Math.max(-1, Math.min(1, value)) * FIXED_POINT);
  }

  /** A memory as bytes. */
  public static byte[] encode(KeyMemory memory) {
    int size =
        FIXED_BYTES
            + Float.BYTES * (memory.hidden.length + memory.weights.length + memory.labels.length);
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(VERSION).put((byte) (memory.isBounded ? BOUNDED : 0));
    out.putShort((short) (memory.model >>> Integer.SIZE)).putInt((int) memory.model);
    out.putLong(memory.lastTime).putLong(memory.sessionBegin);
    ByteUtils.writeUnsignedVarint(memory.events, out);
    ByteUtils.writeUnsignedVarint(memory.sessionEvents, out);
    out.put((byte) memory.weights.length);
    for (float weight : memory.weights) {
      out.putFloat(weight);
    }
    writeTokens(memory, out);
    ByteUtils.writeUnsignedVarint(memory.hidden.length, out);
    for (float value : memory.hidden) {
      if (memory.isBounded) {
        out.putShort(fixed(value));
      } else {
        out.putFloat(value);
      }
    }
    ByteUtils.writeUnsignedVarint(memory.labels.length, out);
    for (float label : memory.labels) {
      out.putFloat(label);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void writeTokens(KeyMemory memory, ByteBuffer out) {
    TokenCache cache = memory.cache;
    out.put((byte) cache.size);
    for (int i = 0; i < cache.size; i++) {
      out.putLong(cache.hashes[i]).putShort((short) cache.counts[i]);
      ByteUtils.writeUnsignedVarint(cache.ids[i], out);
      ByteUtils.writeUnsignedVarint(memory.events - cache.seen[i], out);
    }
    out.put((byte) memory.ringSize);
    for (int i = 0; i < memory.ringSize; i++) {
      out.put(memory.ring[i]);
      ByteUtils.writeVarlong(memory.gaps[i], out);
    }
    Followers followers = memory.followers;
    out.put((byte) followers.size);
    for (int i = 0; i < followers.size; i++) {
      out.putShort(followers.contexts[i]).put(followers.places[i]).putShort(followers.counts[i]);
    }
  }

  /**
   * Reads a memory.
   *
   * @throws IllegalStateException when the bytes are damaged, or of a newer version
   */
  public static KeyMemory decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION && version != WITHOUT_LABELS) {
        throw new IllegalStateException(
            "key memory has format %d, this build reads up to %d: it was written by a newer one"
                .formatted(version, VERSION));
      }
      KeyMemory memory = read(in);
      if (version != WITHOUT_LABELS) {
        readLabels(memory, in);
      }
      if (in.hasRemaining()) {
        throw damaged(bytes.length, "there are bytes after its end", null);
      }
      return memory;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw damaged(bytes.length, "it ends too early, or a number is impossible", e);
    }
  }

  private static KeyMemory read(ByteBuffer in) {
    KeyMemory memory = new KeyMemory();
    memory.isBounded = (in.get() & BOUNDED) != 0;
    memory.model = ((in.getShort() & 0xffffL) << Integer.SIZE) | (in.getInt() & 0xffffffffL);
    memory.lastTime = in.getLong();
    memory.sessionBegin = in.getLong();
    memory.events = atMost(ByteUtils.readUnsignedVarint(in), Integer.MAX_VALUE);
    memory.sessionEvents = atMost(ByteUtils.readUnsignedVarint(in), memory.events);
    memory.weights = new float[atMost(in.get(), MAX_WEIGHTS)];
    for (int i = 0; i < memory.weights.length; i++) {
      memory.weights[i] = in.getFloat();
    }
    readTokens(memory, in);
    memory.hidden = new float[atMost(ByteUtils.readUnsignedVarint(in), MAX_HIDDEN)];
    for (int i = 0; i < memory.hidden.length; i++) {
      memory.hidden[i] = memory.isBounded ? in.getShort() / FIXED_POINT : in.getFloat();
    }
    return memory;
  }

  private static void readLabels(KeyMemory memory, ByteBuffer in) {
    int labels = atMost(ByteUtils.readUnsignedVarint(in), LabelTables.MAX_LABELS);
    memory.labels = new float[labels];
    for (int i = 0; i < labels; i++) {
      memory.labels[i] = in.getFloat();
    }
  }

  private static void readTokens(KeyMemory memory, ByteBuffer in) {
    TokenCache cache = memory.cache;
    cache.size = atMost(in.get(), TokenCache.CAPACITY);
    for (int i = 0; i < cache.size; i++) {
      cache.hashes[i] = in.getLong();
      cache.counts[i] = in.getShort() & 0xffff;
      cache.ids[i] = atMost(ByteUtils.readUnsignedVarint(in), Vocabulary.MAX_SIZE - 1);
      cache.seen[i] = memory.events - atMost(ByteUtils.readUnsignedVarint(in), memory.events);
    }
    memory.ringSize = 1 + atMost(in.get() - 1, KeyMemory.RING - 1);
    for (int i = 0; i < memory.ringSize; i++) {
      memory.ring[i] = in.get();
      if (memory.ring[i] < KeyMemory.EOS_PLACE || memory.ring[i] >= cache.size) {
        throw new IllegalArgumentException("a token's place is " + memory.ring[i]);
      }
      memory.gaps[i] = ByteUtils.readVarlong(in);
    }
    Followers followers = memory.followers;
    followers.size = atMost(in.get() & 0xff, Followers.CAPACITY);
    for (int i = 0; i < followers.size; i++) {
      followers.contexts[i] = in.getShort();
      followers.places[i] = (byte) atMost(in.get(), cache.size - 1);
      followers.counts[i] = in.getShort();
    }
  }

  private static int atMost(int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(value + " is not in [0, " + most + "]");
    }
    return value;
  }

  private static IllegalStateException damaged(
      int length, String how, @org.jspecify.annotations.Nullable Exception cause) {
    return new IllegalStateException(
        "key memory of " + length + " bytes is truncated or damaged: " + how, cause);
  }
}
