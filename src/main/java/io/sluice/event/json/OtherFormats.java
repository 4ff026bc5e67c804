package io.sluice.event.json;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names what a value is that is no JSON, where its first bytes leave no doubt. */
final class OtherFormats {
  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("1f8b", "gzip"),
          new Signature("28b52ffd", "Zstandard"),
          new Signature("04224d18", "LZ4"),
          new Signature("ff060000734e61507059", "Snappy"),
          new Signature("4f626a01", "an Avro container file"),
          new Signature("50415231", "Parquet"),
          new Signature("d9d9f7", "CBOR"),
          new Signature("0000feff", "UTF-32"),
          new Signature("fffe0000", "UTF-32"),
          new Signature("feff", "UTF-16"),
          new Signature("fffe", "UTF-16"));

  /** A zero, and the id of a schema. */
  private static final int CONFLUENT_HEADER = 1 + Integer.BYTES;

  /** Registries count their schemas from 1. */
  private static final int MAX_SCHEMA = 1 << 24;

  private static final int LONGEST_SIGNATURE = 10;

  /** How values of a format begin, in hexadecimal digits. */
  private record Signature(String start, String name) {}

  private OtherFormats() {}

  /** The format of a value that is no JSON; null when that cannot be told. */
  static @Nullable String name(byte[] value) {
    String start = HexFormat.of().formatHex(value, 0, Math.min(LONGEST_SIGNATURE, value.length));
    for (Signature signature : SIGNATURES) {
      if (start.startsWith(signature.start)) {
        return signature.name;
      }
    }
    if (value.length > CONFLUENT_HEADER && (value[0] == 0 || value[1] == 0)) {
      return withZeros(value);
    }
    return binaryMap(value);
  }

  /** Text of wide characters, or what serializers of a schema registry put before a value. */
  private static @Nullable String withZeros(byte[] value) {
    if (isOpening(value[3]) && value[0] == 0 && value[1] == 0 && value[2] == 0 && value[4] == 0) {
      return "UTF-32";
    }
    if ((isOpening(value[0]) && value[1] == 0) || (value[0] == 0 && isOpening(value[1]))) {
      return "UTF-16";
    }
    int schema = ByteBuffer.wrap(value).getInt(1);
    return value[0] == 0 && schema > 0 && schema < MAX_SCHEMA
        ? "Confluent wire format, schema " + schema
        : null;
  }

  private static boolean isOpening(byte b) {
    return b == '{' || b == '[';
  }

  /** A map of few entries, the first key of which is a short text. */
  private static @Nullable String binaryMap(byte[] value) {
    int first = value.length > 1 ? value[0] & 0xFF : 0;
    int second = value.length > 1 ? value[1] & 0xFF : 0;
    if (first > 0x80 && first <= 0x8F && second > 0xA0 && second <= 0xBF) {
      return isName(value, second - 0xA0) ? "MessagePack" : null;
    }
    if (first > 0xA0 && first <= 0xB7 && second > 0x60 && second <= 0x77) {
      return isName(value, second - 0x60) ? "CBOR" : null;
    }
    return null;
  }

  private static boolean isName(byte[] value, int length) {
    for (int i = 2; i < 2 + length; i++) {
      if (i >= value.length || value[i] < ' ') {
        return false;
      }
    }
    return true;
  }
}
