package io.sluice.model.ngram;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The form of {@link NgramTables} in a model file: deflated, big-endian, a format version first.
 * Each table is its number of contexts and of tokens, then contexts, backoffs, starts, tokens and
 * logarithms.
 */
public final class TablesCodec {
  private static final int VERSION = 1;

  /** The most contexts and tokens of one table. */
  static final int MAX_ENTRIES = 1 << 21;

  private TablesCodec() {}

  /** The tables as bytes. */
  public static byte[] encode(NgramTables tables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeByte(VERSION);
      out.writeShort(tables.size());
      write(tables.unigram(), out);
      for (BackoffTable table : tables.tables()) {
        write(table, out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(BackoffTable table, DataOutputStream out) throws IOException {
    out.writeInt(table.contexts().length);
    out.writeInt(table.tokens().length);
    for (long context : table.contexts()) {
      out.writeLong(context);
    }
    write(table.backoffs(), out);
    for (int start : table.starts()) {
      out.writeInt(start);
    }
    for (int token : table.tokens()) {
      out.writeShort(token);
    }
    write(table.logs(), out);
  }

  private static void write(float[] values, DataOutputStream out) throws IOException {
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  /**
   * Reads tables.
   *
   * @param size the number of tokens that they must be of
   * @throws IllegalArgumentException when the bytes are no such tables
   */
  public static NgramTables decode(byte[] bytes, int size) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      int version = in.readUnsignedByte();
      int tokens = in.readUnsignedShort();
      if (version != VERSION || tokens != size) {
        throw new IllegalArgumentException(
            "n-gram tables of version %d for %d tokens, not %d for %d"
                .formatted(version, tokens, VERSION, size));
      }
      float[] unigram = floats(in, size);
      BackoffTable[] tables = new BackoffTable[NgramTables.TABLES];
      for (int i = 0; i < tables.length; i++) {
        tables[i] = table(in);
      }
      if (in.read() >= 0) {
        throw new IllegalArgumentException("there are bytes after the n-gram tables");
      }
      return new NgramTables(unigram, tables);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("n-gram tables are damaged: " + e.getMessage(), e);
    }
  }

  private static BackoffTable table(DataInputStream in) throws IOException {
    int count = bounded(in.readInt());
    int entries = bounded(in.readInt());
    long[] contexts = new long[count];
    for (int i = 0; i < count; i++) {
      contexts[i] = in.readLong();
    }
    float[] backoffs = floats(in, count);
    int[] starts = new int[count + 1];
    for (int i = 0; i <= count; i++) {
      starts[i] = in.readInt();
      if (starts[i] < (i == 0 ? 0 : starts[i - 1]) || starts[i] > entries) {
        throw new IOException("a context begins at " + starts[i]);
      }
    }
    int[] tokens = new int[entries];
    for (int i = 0; i < entries; i++) {
      tokens[i] = in.readUnsignedShort();
    }
    return new BackoffTable(contexts, backoffs, starts, tokens, floats(in, entries));
  }

  private static int bounded(int entries) throws IOException {
    if (entries < 0 || entries > MAX_ENTRIES) {
      throw new IOException("a table of " + entries + " entries");
    }
    return entries;
  }

  private static float[] floats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }
}
