package io.sluice.model.label;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The form of {@link LabelTables} in a model file: deflated, big-endian. A format version, whether
 * a label is of a session as a whole, the labels, the counts, the weights and the shares; then
 * whether the past is known, with weights and shares; then whether the remaining time is, with
 * quantiles. Rows are the number of numbers each has, that of rows, their keys and their values.
 */
public final class LabelCodec {
  private static final int VERSION = 1;

  private LabelCodec() {}

  /** The tables as bytes. */
  public static byte[] encode(LabelTables tables) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeByte(VERSION);
      out.writeBoolean(tables.isWhole());
      out.writeShort(tables.labels().size());
      for (String label : tables.labels()) {
        out.writeUTF(label);
      }
      write(tables.counts(), out);
      write(tables.weights(), out);
      write(tables.shares(), out);
      LabelTables.Past past = tables.past();
      out.writeBoolean(past != null);
      if (past != null) {
        write(past.weights(), out);
        write(past.shares(), out);
      }
      RemainingTime remaining = tables.remaining();
      out.writeBoolean(remaining != null);
      if (remaining != null) {
        write(remaining.quantiles(), out);
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory can be written to", e);
    }
    return bytes.toByteArray();
  }

  private static void write(LabelRows rows, DataOutputStream out) throws IOException {
    out.writeShort(rows.labels());
    out.writeInt(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      out.writeLong(rows.key(row));
    }
    for (int i = 0; i < rows.size() * rows.labels(); i++) {
      out.writeFloat(rows.value(i));
    }
  }

  private static void write(LabelShares shares, DataOutputStream out) throws IOException {
    out.writeFloat(shares.network());
    out.writeFloat(shares.evidence());
    out.writeFloat(shares.chain());
    out.writeFloat(shares.rare());
  }

  /**
   * Reads tables.
   *
   * @throws IllegalArgumentException when the bytes are none, are damaged, or of a newer version
   */
  public static LabelTables decode(byte[] bytes) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "labels have format %d, this build reads %d".formatted(version, VERSION));
      }
      boolean isWhole = in.readBoolean();
      List<String> labels = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        labels.add(in.readUTF());
      }
      LabelRows counts = rows(in);
      LabelRows weights = rows(in);
      LabelShares shares = shares(in);
      LabelTables.@Nullable Past past =
          in.readBoolean() ? new LabelTables.Past(rows(in), shares(in)) : null;
      @Nullable RemainingTime remaining = in.readBoolean() ? new RemainingTime(rows(in)) : null;
      if (in.read() >= 0) {
        throw new IllegalArgumentException("there are bytes after the labels");
      }
      return new LabelTables(labels, isWhole, counts, weights, shares, past, remaining);
    } catch (IOException e) {
      throw new IllegalArgumentException("labels are truncated or damaged", e);
    }
  }

  private static LabelRows rows(DataInputStream in) throws IOException {
    int labels = in.readUnsignedShort();
    int size = in.readInt();
    if (labels < 1 || size < 0 || (long) size * labels > LabelRows.MAX_VALUES) {
      throw new IllegalArgumentException(size + " rows of " + labels + " labels");
    }
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = in.readLong();
    }
    float[] values = new float[size * labels];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return new LabelRows(labels, keys, values);
  }

  private static LabelShares shares(DataInputStream in) throws IOException {
    return new LabelShares(in.readFloat(), in.readFloat(), in.readFloat(), in.readFloat());
  }
}
