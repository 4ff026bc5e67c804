package io.sluice.event.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.event.DeadLetterReason;
import io.sluice.event.Decoded;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the bytes of a record: JSON of an object, or of an array of them. Not thread-safe. */
public final class RecordReader {
  /** The largest record value, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;
  private static final String BEYOND_LIMITS =
      "nested deeper than " + MAX_DEPTH + " or otherwise beyond the limits";
  private static final String LOOKS_LIKE = "not JSON: looks like ";

  private final boolean lenient;
  private final JsonFactory json;
  private final RecordEvents events;

  /** Makes something of the fields of an object, which have been read. */
  @FunctionalInterface
  public interface Maker {
    /** What the object is. */
    Decoded make() throws Rejection;
  }

  /**
   * A reader of the records of a source.
   *
   * @param fields what it reads into
   */
  public RecordReader(RecordFormat format, RecordFields fields) {
    lenient = format.numbers() == Numbers.LENIENT;
    json = jsonFactory(lenient);
    events = new RecordEvents(fields, format.envelope().batch());
  }

  /**
   * Names come from outside: they are not interned, and the table of the names seen belongs to one
   * pipeline's task alone.
   */
  private static JsonFactory jsonFactory(boolean lenient) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_BYTES)
            .maxStringLength(MAX_BYTES)
            .maxNameLength(MAX_BYTES)
            .maxNumberLength(MAX_BYTES)
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(limits)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .configure(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS, lenient)
        .configure(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS, lenient)
        .configure(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS, lenient)
        .build();
  }

  /**
   * Reads the wanted fields out of a record's value.
   *
   * @param maker makes what is returned of them, once for each object
   */
  public Decoded read(byte[] value, Maker maker) throws Rejection {
    checkSize(value);
    checkEncoding(value);
    try {
      return parse(value, maker);
    } catch (JsonProcessingException e) {
      byte[] replaced = lenient ? BareLiterals.replaced(value) : null;
      Decoded read = replaced == null ? null : parsed(replaced, maker);
      if (read == null) {
        throw malformed(
            e instanceof StreamConstraintsException ? BEYOND_LIMITS : notJson(value, e));
      }
      return read;
    }
  }

  private @Nullable Decoded parsed(byte[] value, Maker maker) throws Rejection {
    try {
      return parse(value, maker);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private Decoded parse(byte[] value, Maker maker) throws Rejection, JsonProcessingException {
    try (JsonParser parser = json.createParser(value)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw malformed("the value is empty");
      }
      Decoded read = events.read(parser, value, maker);
      if (parser.nextToken() != null) {
        throw malformed("text after the object" + place(parser.currentTokenLocation()));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException | IllegalStateException | IndexOutOfBoundsException e) {
      // The parser's table of names gives up this way on names made to collide.
      throw malformed("not JSON that the parser can read");
    }
  }

  private static void checkSize(byte[] value) throws Rejection {
    if (value.length > MAX_BYTES) {
      throw new Rejection(
          DeadLetterReason.RECORD_TOO_LARGE,
          value.length + " bytes, at most " + MAX_BYTES + " are taken");
    }
  }

  /** The parser would guess at UTF-16 and UTF-32, and does not see every malformed UTF-8. */
  private static void checkEncoding(byte[] value) throws Rejection {
    int malformed = Utf8.indexOfMalformed(value);
    boolean wide = value.length > 1 && (value[0] == 0 || value[1] == 0);
    if (malformed >= 0 || wide) {
      String other = OtherFormats.name(value);
      throw malformed(
          other == null ? "not UTF-8 at byte " + Math.max(0, malformed) : LOOKS_LIKE + other);
    }
  }

  private static String notJson(byte[] value, JsonProcessingException e) {
    String other = OtherFormats.name(value);
    return other == null ? "not JSON" + place(e.getLocation()) : LOOKS_LIKE + other;
  }

  private static String place(@Nullable JsonLocation location) {
    return location == null ? "" : " at byte " + location.getByteOffset();
  }

  private static Rejection malformed(String detail) {
    return new Rejection(DeadLetterReason.MALFORMED_JSON, detail);
  }
}
