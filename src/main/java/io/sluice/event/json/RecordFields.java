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
import io.sluice.config.source.FieldPath;
import io.sluice.config.source.Numbers;
import io.sluice.config.source.RecordFormat;
import io.sluice.event.DeadLetterReason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of a JSON object that a pipeline reads, picked out in one pass. Fields that no one
 * asked for are skipped, whatever they hold. Not thread-safe: it reuses what it reads into.
 */
public final class RecordFields {
  /** The largest record value, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;
  private static final String BEYOND_LIMITS =
      "nested deeper than " + MAX_DEPTH + " or otherwise beyond the limits";
  private static final String LOOKS_LIKE = "not JSON: looks like ";

  private final Map<String, WantedField> fields = new LinkedHashMap<>();
  private final FieldNode root = new FieldNode();
  private final boolean lenient;
  private final JsonFactory json;

  /** No fields yet, of the records of a source. */
  public RecordFields(RecordFormat format) {
    lenient = format.numbers() == Numbers.LENIENT;
    json = jsonFactory(lenient);
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

  /** Asks for a field by its name or its path; asking twice gives the same one. */
  public WantedField want(String name) {
    return fields.computeIfAbsent(name, this::planted);
  }

  private WantedField planted(String name) {
    WantedField field = new WantedField(name);
    List<FieldPath> readings = FieldPath.readings(name);
    for (int rank = 0; rank < readings.size(); rank++) {
      root.at(readings.get(rank).steps()).add(field, rank);
    }
    return field;
  }

  /** Reads the wanted fields out of a record's value. */
  public void read(byte[] value) throws Rejection {
    checkSize(value);
    checkEncoding(value);
    try {
      parse(value);
    } catch (JsonProcessingException e) {
      byte[] replaced = lenient ? BareLiterals.replaced(value) : null;
      if (replaced == null || !isParsed(replaced)) {
        throw malformed(
            e instanceof StreamConstraintsException ? BEYOND_LIMITS : notJson(value, e));
      }
    }
  }

  private boolean isParsed(byte[] value) throws Rejection {
    try {
      parse(value);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void parse(byte[] value) throws Rejection, JsonProcessingException {
    for (WantedField field : fields.values()) {
      field.clear();
    }
    try (JsonParser parser = json.createParser(value)) {
      readObject(parser);
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

  private void readObject(JsonParser parser) throws IOException, Rejection {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw malformed("the value is empty");
    }
    if (first != JsonToken.START_OBJECT) {
      throw new Rejection(DeadLetterReason.NOT_AN_OBJECT, "the value is not a JSON object");
    }
    root.read(parser);
    checkOnce();
    if (parser.nextToken() != null) {
      throw malformed("text after the object" + place(parser.currentTokenLocation()));
    }
  }

  private void checkOnce() throws Rejection {
    for (WantedField field : fields.values()) {
      if (field.isTwice()) {
        throw new Rejection(
            DeadLetterReason.DUPLICATE_FIELD, "field " + field.name() + " stands twice");
      }
    }
  }

  private static String notJson(byte[] value, JsonProcessingException e) {
    String other = OtherFormats.name(value);
    return other == null ? "not JSON" + place(e.getLocation()) : LOOKS_LIKE + other;
  }

  private static String place(JsonLocation location) {
    return location == null ? "" : " at byte " + location.getByteOffset();
  }

  private static Rejection malformed(String detail) {
    return new Rejection(DeadLetterReason.MALFORMED_JSON, detail);
  }
}
