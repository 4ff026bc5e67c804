package io.sluice.event.decode;

import io.sluice.config.source.KeyConfig;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.json.RecordFields;
import io.sluice.event.json.Rejection;
import io.sluice.event.json.Utf8;
import io.sluice.event.json.WantedField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Builds series keys. Parts are joined with {@code /}; in keys of several parts {@code %} and
 * {@code /} within a part are written {@code %25} and {@code %2F}, so that two series never share a
 * key. Keys are untrusted text: markup is legal, control characters and broken Unicode are not. Not
 * thread-safe.
 */
final class SeriesKeys {
  /** The longest key, in bytes of UTF-8. */
  static final int MAX_BYTES = 1024;

  private final @Nullable Bytes constant;
  private final List<WantedField> parts;
  private final StringBuilder joined = new StringBuilder();

  /** Asks for the fields of keys. */
  SeriesKeys(KeyConfig config, RecordFields fields) {
    String same = config.constant();
    constant = same == null ? null : Bytes.wrap(same.getBytes(StandardCharsets.UTF_8));
    parts = config.fields().stream().map(name -> fields.want(name).readText()).toList();
  }

  /** The key of a record whose fields have been read. */
  Bytes of(byte @Nullable [] recordKey) throws Rejection {
    if (constant != null) {
      return constant;
    }
    if (parts.isEmpty()) {
      return ofRecord(recordKey);
    }
    return parts.size() == 1 ? ofText(part(parts.get(0))) : ofParts();
  }

  private static Bytes ofRecord(byte @Nullable [] recordKey) throws Rejection {
    if (recordKey == null) {
      throw new Rejection(DeadLetterReason.MISSING_KEY, "the record has no key");
    }
    if (recordKey.length > MAX_BYTES || Utf8.indexOfMalformed(recordKey) >= 0) {
      throw invalid();
    }
    checkText(new String(recordKey, StandardCharsets.UTF_8));
    return Bytes.wrap(recordKey);
  }

  private Bytes ofParts() throws Rejection {
    joined.setLength(0);
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        joined.append('/');
      }
      escape(part(parts.get(i)));
    }
    return ofText(joined);
  }

  private static String part(WantedField field) throws Rejection {
    String text = field.text();
    if (text != null) {
      if (text.length() > MAX_BYTES) {
        throw invalid();
      }
      return field.isNumber() ? KeyNumber.plain(text) : text;
    }
    throw field.isPresent()
        ? new Rejection(
            DeadLetterReason.INVALID_KEY,
            "field " + field.name() + " is neither text, nor a number, nor a boolean")
        : new Rejection(DeadLetterReason.MISSING_KEY, "field " + field.name() + " is missing");
  }

  private void escape(String part) {
    if (part.indexOf('%') < 0 && part.indexOf('/') < 0) {
      joined.append(part);
    } else {
      joined.append(part.replace("%", "%25").replace("/", "%2F"));
    }
  }

  private static Bytes ofText(CharSequence text) throws Rejection {
    checkText(text);
    byte[] bytes = utf8(text);
    if (bytes.length > MAX_BYTES) {
      throw invalid();
    }
    return Bytes.wrap(bytes);
  }

  /** Keys are ASCII, but for few: those need no text in between. */
  private static byte[] utf8(CharSequence text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) c;
    }
    return bytes;
  }

  /** Refuses the empty key, control characters, and halves of surrogate pairs. */
  private static void checkText(CharSequence text) throws Rejection {
    if (text.length() == 0) {
      throw invalid();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        throw invalid();
      }
      if (Character.isSurrogate(c)) {
        if (Character.charCount(Character.codePointAt(text, i)) == 1) {
          throw invalid();
        }
        i++;
      }
    }
  }

  private static Rejection invalid() {
    return new Rejection(
        DeadLetterReason.INVALID_KEY,
        "the key is empty, longer than "
            + MAX_BYTES
            + " bytes, has control characters or is not valid Unicode");
  }
}
