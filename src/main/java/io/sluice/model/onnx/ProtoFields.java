package io.sluice.model.onnx;

import io.sluice.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message in protobuf's wire format, in order. Stricter than protobuf itself
 * where parsers differ in what they make of a byte: a tag is at most 32 bits, and there are no
 * groups. It never looks beyond the message and copies nothing.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int MAX_TEXT = 60;
  private static final int MAX_NAME = 4096;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;
  private int number;
  private int wireType;
  private long varint;
  private int from;

  /** The fields of the message that all of the bytes are. */
  ProtoFields(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private ProtoFields(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.start = from;
    this.at = from;
    this.end = end;
  }

  /** Goes to the next field; false at the message's end. */
  boolean next() throws ModelException {
    if (at == end) {
      return false;
    }
    long tag = readVarint();
    number = (int) (tag >>> 3);
    wireType = (int) tag & 7;
    if (tag >>> 32 != 0 || number == 0) {
      throw malformed();
    }
    switch (wireType) {
      case VARINT -> varint = readVarint();
      case FIXED64 -> skip(Long.BYTES);
      case LENGTH_DELIMITED -> skip(readVarint());
      case FIXED32 -> skip(Integer.BYTES);
      default -> throw malformed();
    }
    return true;
  }

  /** The current field's number. */
  int number() {
    return number;
  }

  /** The current field's value as an integer. */
  long varint() throws ModelException {
    require(VARINT);
    return varint;
  }

  /** The fields of the message that the current field holds. */
  ProtoFields message() throws ModelException {
    require(LENGTH_DELIMITED);
    return new ProtoFields(bytes, from, at);
  }

  /** The current field's text, cut where it is longer than any that matters. */
  String text() throws ModelException {
    require(LENGTH_DELIMITED);
    return new String(bytes, from, Math.min(MAX_TEXT, at - from), StandardCharsets.UTF_8);
  }

  /** The current field's text, byte by byte and in full, so that no two names become one. */
  String name() throws ModelException {
    require(LENGTH_DELIMITED);
    if (at - from > MAX_NAME) {
      throw new ModelException("it has a name of more than " + MAX_NAME + " bytes");
    }
    return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
  }

  /** The only integer of the current field, packed or not; null when there are several. */
  @Nullable Long onlyVarint() throws ModelException {
    if (wireType == VARINT) {
      return varint;
    }
    ProtoFields packed = message();
    long only = packed.at < packed.end ? packed.readVarint() : 0;
    return packed.at == packed.end ? only : null;
  }

  /** The current field's bytes as one little-endian integer; null when they are not eight. */
  @Nullable Long onlyLong() throws ModelException {
    require(LENGTH_DELIMITED);
    return at - from == Long.BYTES
        ? ByteBuffer.wrap(bytes, from, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong()
        : null;
  }

  /** The same message from its start. */
  ProtoFields again() {
    return new ProtoFields(bytes, start, end);
  }

  private void require(int type) throws ModelException {
    if (wireType != type) {
      throw malformed();
    }
  }

  private void skip(long length) throws ModelException {
    if (length < 0 || length > end - at) {
      throw malformed();
    }
    from = at;
    at += (int) length;
  }

  private long readVarint() throws ModelException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw malformed();
      }
      byte b = bytes[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed();
  }

  private ModelException malformed() {
    return new ModelException("is not an ONNX model: malformed at byte " + at);
  }
}
